// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/depth_blocks.hpp"

#include <doctest/doctest.h>

#include <cstdint>

#include "mote/ops/depth_to_space.hpp"
#include "mote/ops/space_to_depth.hpp"
#include "support/moving.hpp"

using namespace mote_test;

TEST_CASE("depth_blocks: to space and back") {
  CHECK(both_times([] {
    const auto blocks_of_three = [](mote::builtin_operator code, const tensor_description& from,
                                    const tensor_description& to) {
      return write(one_node(code, {from, to}, {scalar(mote::schema::block_options::block_size, 3)}));
    };
    const auto fine = int8s({1, 3, opaque(6), 2});
    const auto coarse = int8s({1, 1, 2, 18});
    const auto there = blocks_of_three(mote::builtin_operator::depth_to_space, coarse, fine);
    const auto back = blocks_of_three(mote::builtin_operator::space_to_depth, fine, coarse);
    const auto move = [](auto op, const auto& bytes, const std::uint8_t* from, std::uint8_t* to) {
      const mote::graph graph(bytes.view());
      const auto extents = decltype(op)::extents(mote::node_view(graph, 0));
      mote::portable::strided_copy(mote::copy_geometry<std::decay_t<decltype(extents)>>{extents}, from, to);
    };
    std::uint8_t input[36]{};
    std::uint8_t between[36]{};
    std::uint8_t output[36]{};
    for (std::uint8_t i = 0; i < 36; ++i) input[i] = i;
    move(mote::ops::depth_to_space{}, there, input, between);
    move(mote::ops::space_to_depth{}, back, between, output);
    // The second row of the first block follows the second block's first row.
    if (between[5] != 5 || between[6] != 18 || between[12] != 6) return false;
    for (int i = 0; i < 36; ++i) {
      if (output[i] != i) return false;
    }
    return true;
  }));
}
