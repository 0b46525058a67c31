// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/average_pool_2d.hpp"

#include <doctest/doctest.h>

#include <cstdint>

#include "support/both_times.hpp"
#include "support/oracle.hpp"
#include "support/random_source.hpp"
#include "support/run_model.hpp"
#include "support/small_models.hpp"

using mote_test::both_times;
using mote_test::opaque;

TEST_CASE("average_pool_2d: the mean rounds halves away from zero") {
  CHECK(both_times([] {
    const auto mean = [](std::int32_t a, std::int32_t b, std::int32_t c, std::int32_t d) {
      mote::ops::average_pool_2d::mean total;
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
  mote_test::random_source random(34);
  for (int round = 0; round < mote_test::rounds(2000, 60); ++round) {
    const int filter_height = random.between(1, 4);
    const int filter_width = random.between(1, 4);
    oracle::window window;
    window.same_padding = random.chance(2);
    window.stride_h = random.between(1, 3);
    window.stride_w = random.between(1, 3);
    const int least_height = window.same_padding ? 1 : filter_height;
    const int least_width = window.same_padding ? 1 : filter_width;
    const auto input = mote_test::random_tensor<std::int8_t>(
        random,
        {random.between(1, 2), least_height + random.between(0, 6), least_width + random.between(0, 6),
         random.between(1, 6)},
        {{random.real(0.01F, 0.1F)}, mote_test::random_zero_point(random)});
    const auto fused = mote_test::random_activation(random);
    const auto expected = oracle::average_pool_2d(input, filter_height, filter_width, window, fused);
    using option = mote::schema::pool_2d_options;
    using mote_test::scalar;
    const auto model = mote_test::one_node(
        mote::builtin_operator::average_pool_2d,
        {mote_test::activations_of(input), mote_test::activations_of(expected)},
        {scalar(option::padding, static_cast<std::int8_t>(window.same_padding ? 0 : 1)),
         scalar(option::stride_w, window.stride_w), scalar(option::stride_h, window.stride_h),
         scalar(option::filter_width, filter_width), scalar(option::filter_height, filter_height),
         scalar(option::activation, static_cast<std::int8_t>(fused))});
    CHECK(mote_test::run_model<std::int8_t>(model, input.data) == expected.data);
  }
}
