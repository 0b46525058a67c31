// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/rows.hpp"

#include <doctest/doctest.h>

#include <cstdint>

#include "support/both_times.hpp"
#include "support/small_models.hpp"

TEST_CASE("rows: the largest element") {
  CHECK(mote_test::both_times([] {
    const std::int8_t row[] = {mote_test::opaque(std::int8_t{-5}), 7, 3, 9};
    const float floats[] = {-2.0F, mote_test::opaque(-1.0F)};
    const std::int8_t lowest[] = {mote_test::opaque(std::int8_t{-128})};
    return mote::largest_of<std::int8_t>(row, 3) == 7 && mote::largest_of<std::int8_t>(row, 4) == 9 &&
           mote::largest_of<float>(floats, 2) == -1.0F && mote::largest_of<std::int8_t>(lowest, 1) == -128;
  }));
}

TEST_CASE("rows: all dimensions but the last are one") {
  CHECK(mote_test::both_times([] {
    const auto extents = [](const mote_test::list<std::int32_t>& shape) {
      const auto floats = mote_test::unquantized(mote::tensor_type::float32, shape);
      const auto bytes = write(mote_test::one_node(mote::builtin_operator::softmax, {floats, floats}));
      const mote::graph graph(bytes.view());
      return mote::row_geometry<mote::dynamic_extents<2>>{
          mote::row_operator::extents(mote::node_view(graph, 0))};
    };
    const auto cube = extents({2, 3, mote_test::opaque(5)});
    const auto vector = extents({mote_test::opaque(4)});
    return cube.rows() == 6 && cube.depth() == 5 && vector.rows() == 1 && vector.depth() == 4;
  }));
}
