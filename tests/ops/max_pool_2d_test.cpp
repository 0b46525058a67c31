// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/max_pool_2d.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>

#define MOTE_TESTED_OPERATORS mote::ops::max_pool_2d
#include "support/both_times.hpp"
#include "support/oracle.hpp"
#include "support/pool_layers.hpp"

using mote_test::both_times;
using mote_test::opaque;

TEST_CASE("max_pool_2d: the largest, down to the least of all values") {
  CHECK(both_times([] {
    const auto largest = [](std::int32_t a, std::int32_t b, std::int32_t c) {
      mote::largest_of_window<std::int32_t> total;
      for (const std::int32_t value : {opaque(a), b, c}) total.add(value);
      return total.result();
    };
    return largest(1, 3, 2) == 3 && largest(-128, -128, -128) == -128 && largest(127, 0, -128) == 127 &&
           largest(-5, -4, -6) == -4;
  }));
}

TEST_CASE("max_pool_2d: random layers equal the oracle") {
  const auto expected = [](const auto& input, const mote_test::random_window& window,
                           oracle::activation fused) {
    return oracle::max_pool_2d(input, window.filter_h, window.filter_w, window, fused);
  };
  constexpr auto code = mote::builtin_operator::max_pool_2d;
  mote_test::check_random_pools<std::int8_t>(code, 35, mote_test::rounds(2000, 60), expected);
  mote_test::check_random_pools<std::int16_t>(code, 235, mote_test::rounds(500, 10), expected);
}

TEST_CASE("max_pool_2d: floats, of which those that are not a number don't count") {
  CHECK(both_times([] {
    constexpr float nan = std::numeric_limits<float>::quiet_NaN();
    const float row[] = {1, nan, opaque(-6.0F), -8};
    float output[4]{};
    const mote::pool_geometry<mote::static_extents<1, 1, 4, 1, 1, 4, 1, 2, 1, 1, 0, 0>> fixed;
    mote::portable::pool_2d<mote::largest_of_window<float>>(fixed, row, mote::float_stage{-7, 2}, output);
    return output[0] == 1.0F && output[1] == -6.0F && output[2] == -6.0F && output[3] == -7.0F;
  }));
}
