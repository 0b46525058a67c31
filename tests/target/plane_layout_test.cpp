// SPDX-License-Identifier: Apache-2.0
#include "mote/target/plane_layout.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "support/both_times.hpp"
#include "support/planes.hpp"

using mote::plane_layout;
using mote_test::both_times;

TEST_CASE("plane_layout: a row of padding, and one more behind each channel") {
  CHECK(both_times([] {
    const plane_layout layout{mote_test::opaque(3), 4, 2};
    return layout.row_bytes() == 8 && layout.first() == 8 && layout.plane_bytes() == 32 &&
           layout.bytes() == 72;
  }));
}

TEST_CASE("plane_layout: for one image of even width") {
  CHECK(both_times([] { return plane_layout::fits(mote::shape(mote_test::opaque(1), 3, 4, 5)); }));
  CHECK(both_times([] { return !plane_layout::fits(mote::shape(mote_test::opaque(2), 3, 4, 5)); }));
  CHECK(both_times([] { return !plane_layout::fits(mote::shape(1, 4, mote_test::opaque(3), 5)); }));
  CHECK(both_times([] { return !plane_layout::fits(mote::shape(1, mote_test::opaque(4))); }));
}

TEST_CASE("plane_layout: plain and back in the same memory") {
  for (const plane_layout layout : {plane_layout{3, 4, 5}, {1, 2, 1}, {5, 2, 8}, {6, 6, 6}, {1, 10, 3}}) {
    std::vector<std::int8_t> plain(static_cast<std::size_t>(layout.height * layout.width * layout.depth));
    std::int8_t value = 100;
    for (std::int8_t& element : plain) element = value = static_cast<std::int8_t>(value + 37);
    std::vector<std::int8_t> memory = mote_test::to_planes(layout, plain, 99);
    layout.to_plain(memory.data());
    CHECK(std::vector<std::int8_t>(memory.begin(),
                                   memory.begin() + static_cast<std::ptrdiff_t>(plain.size())) == plain);
    layout.to_planes(memory.data());
    CHECK(mote_test::from_planes(layout, memory) == plain);
  }
}
