// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/max_pool_2d.hpp"

#include <doctest/doctest.h>

#include <cstdint>

#include "support/both_times.hpp"
#include "support/oracle.hpp"
#include "support/random_source.hpp"
#include "support/run_model.hpp"
#include "support/small_models.hpp"

using mote_test::both_times;
using mote_test::opaque;

TEST_CASE("max_pool_2d: the largest, down to the least of all values") {
  CHECK(both_times([] {
    const auto largest = [](std::int32_t a, std::int32_t b, std::int32_t c) {
      mote::ops::max_pool_2d::maximum total;
      for (const std::int32_t value : {opaque(a), b, c}) total.add(value);
      return total.result();
    };
    return largest(1, 3, 2) == 3 && largest(-128, -128, -128) == -128 && largest(127, 0, -128) == 127 &&
           largest(-5, -4, -6) == -4;
  }));
}

TEST_CASE("max_pool_2d: random layers equal the oracle") {
  mote_test::random_source random(35);
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
    const auto expected = oracle::max_pool_2d(input, filter_height, filter_width, window, fused);
    using option = mote::schema::pool_2d_options;
    using mote_test::scalar;
    const auto model = mote_test::one_node(
        mote::builtin_operator::max_pool_2d,
        {mote_test::activations_of(input), mote_test::activations_of(expected)},
        {scalar(option::padding, static_cast<std::int8_t>(window.same_padding ? 0 : 1)),
         scalar(option::stride_w, window.stride_w), scalar(option::stride_h, window.stride_h),
         scalar(option::filter_width, filter_width), scalar(option::filter_height, filter_height),
         scalar(option::activation, static_cast<std::int8_t>(fused))});
    CHECK(mote_test::run_model<std::int8_t>(model, input.data) == expected.data);
  }
}
