// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/parts.hpp"

#include <doctest/doctest.h>

#include <cstdint>

#include "mote/ops/concatenation.hpp"
#include "mote/ops/split_v.hpp"
#include "support/moving.hpp"

using namespace mote_test;

TEST_CASE("parts: a block of rows goes into wider rows, and out of them") {
  CHECK(both_times([] {
    const std::uint8_t part[] = {opaque(std::uint8_t{1}), 2, 3, 4};
    std::uint8_t whole[8]{};
    mote::portable::copy_block(2, 2, part, 2, whole + 1, 4);
    const std::uint8_t expected[] = {0, 1, 2, 0, 0, 3, 4, 0};
    for (int i = 0; i < 8; ++i) {
      if (whole[i] != expected[i]) return false;
    }
    std::uint8_t back[4]{};
    mote::portable::copy_block(2, 2, whole + 1, 4, back, 2);
    return back[0] == 1 && back[1] == 2 && back[2] == 3 && back[3] == 4;
  }));
}

TEST_CASE("parts: bytes in a row of each part, along any axis") {
  CHECK(both_times([] {
    using option = mote::schema::concatenation_options;
    auto model = with_type(
        one_node(mote::builtin_operator::concatenation,
                 {int8s({2, 1, 3}), int8s({2, 4, 3}), int8s({2, opaque(5), 3})}, {scalar(option::axis, -2)}),
        mote::tensor_type::int16);
    const auto bytes = write(model);
    const mote::graph graph(bytes.view());
    const mote::node_view view(graph, 0);
    const mote::part_table<mote::ops::concatenation> parts(view);
    const mote::ops::concatenation::parameters p(view);
    return parts.size() == 2 && parts[0] == 6 && parts[1] == 24 && p.rows == 2 && p.row_bytes == 30;
  }));
}
