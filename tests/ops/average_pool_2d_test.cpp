// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/average_pool_2d.hpp"

#include <doctest/doctest.h>

#include <cstdint>

#define MOTE_TESTED_OPERATORS mote::ops::average_pool_2d
#include "support/both_times.hpp"
#include "support/oracle.hpp"
#include "support/pool_layers.hpp"

using mote_test::both_times;
using mote_test::opaque;

TEST_CASE("average_pool_2d: the mean rounds halves away from zero") {
  CHECK(both_times([] {
    const auto mean = [](std::int32_t a, std::int32_t b, std::int32_t c, std::int32_t d) {
      mote::mean_of_window<std::int32_t> total;
      for (const std::int32_t value : {opaque(a), b, c, d}) total.add(value);
      return total.result();
    };
    return mean(1, 1, 2, 2) == 2 && mean(-1, -1, -2, -2) == -2 && mean(1, 1, 1, 2) == 1 &&
           mean(-1, -1, -1, -2) == -1 && mean(127, 127, 127, 127) == 127 &&
           mean(-128, -128, -128, -128) == -128 && mean(-128, 127, 0, 0) == 0 && mean(-2, 0, 0, 0) == -1 &&
           mean(1, 0, 0, 0) == 0;
  }));
}

TEST_CASE("average_pool_2d: random layers equal the oracle") {
  const auto expected = [](const auto& input, const mote_test::random_window& window,
                           oracle::activation fused) {
    return oracle::average_pool_2d(input, window.filter_h, window.filter_w, window, fused);
  };
  constexpr auto code = mote::builtin_operator::average_pool_2d;
  mote_test::check_random_pools<std::int8_t>(code, 34, mote_test::rounds(2000, 60), expected);
  mote_test::check_random_pools<std::int16_t>(code, 234, mote_test::rounds(500, 10), expected);
}

TEST_CASE("average_pool_2d: floats") {
  CHECK(both_times([] {
    const float row[] = {1, 2, opaque(6.0F), -8};
    float output[4]{};
    const mote::pool_geometry<mote::static_extents<1, 1, 4, 1, 1, 4, 1, 3, 1, 1, 0, 1>> fixed;
    mote::portable::pool_2d<mote::mean_of_window<float>>(fixed, row, mote::float_stage{-0.5F, 2.5F}, output);
    return output[0] == 1.5F && output[1] == 2.5F && output[2] == 0.0F && output[3] == -0.5F;
  }));
}
