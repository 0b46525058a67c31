// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/row_copy.hpp"

#include <doctest/doctest.h>

#include <cstdint>

#include "support/both_times.hpp"

namespace {

/// The rows backwards, but for the second one.
struct backwards {
  std::int32_t last;
  constexpr std::int32_t operator()(std::int32_t row) const { return row == 1 ? -1 : last - row; }
};

template <class Geometry>
constexpr bool copies_backwards(const Geometry& g) {
  const std::uint8_t input[] = {mote_test::opaque(std::uint8_t{1}), 2, 3, 4, 5, 6};
  std::uint8_t output[] = {9, 9, 9, 9, 9, 9, 9};
  mote::portable::copy_rows(g, input, backwards{2}, output);
  const std::uint8_t expected[] = {5, 6, 9, 9, 1, 2, 9};
  for (int i = 0; i < 7; ++i) {
    if (output[i] != expected[i]) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("row_copy: rows come from where the source says, or stay") {
  CHECK(mote_test::both_times([] {
    return copies_backwards(mote::row_copy_geometry<mote::static_extents<3, 2>>{}) &&
           copies_backwards(mote::row_copy_geometry<mote::dynamic_extents<2>>{{{mote_test::opaque(3), 2}}});
  }));
}
