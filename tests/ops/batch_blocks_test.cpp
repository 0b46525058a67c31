// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/batch_blocks.hpp"

#include <doctest/doctest.h>

#include <cstdint>

#include "support/moving.hpp"

using namespace mote_test;

namespace {

constexpr std::int32_t block[] = {2, 3};
constexpr std::int32_t margins[] = {1, 0, 2, 1};

}  // namespace

TEST_CASE("batch_blocks: pixels go to their place in the coarse image and back") {
  CHECK(both_times([] {
    // Fine images of 3 by 3 with a row above, two columns in front and one behind: blocks of 2 by 3 pixels.
    const auto bytes = write(
        one_node(mote::builtin_operator::batch_to_space_nd,
                 {int8s({12, 2, 2, 1}), integers(block), integers(margins, {2, 2}), int8s({2, 3, 3, 1})}));
    const mote::graph graph(bytes.view());
    const mote::node_view view(graph, 0);
    const mote::batch_blocks blocks(view, view.output().shape, view.input(0).shape);
    // The first pixel is row 1, column 2 with the margins: place 1 * 3 + 2 of 6, coarse pixel 0.
    if (blocks.coarse_of(opaque(0)) != (5 * 2 + 0) * 4 + 0) return false;
    // The last of the second image is row 3, column 4: place 1 * 3 + 1, coarse row 1, column 1.
    if (blocks.coarse_of(17) != (4 * 2 + 1) * 4 + 3) return false;
    int inside = 0;
    for (std::int32_t coarse = 0; coarse < 48; ++coarse) {
      const std::int32_t fine = blocks.fine_of(coarse);
      if (fine < 0) continue;
      ++inside;
      if (fine >= 18 || blocks.coarse_of(fine) != coarse) return false;
    }
    return inside == 18;
  }));
}
