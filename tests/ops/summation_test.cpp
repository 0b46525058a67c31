// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/summation.hpp"

#include <doctest/doctest.h>

#include <cstdint>

#include "support/both_times.hpp"
#include "support/small_models.hpp"

namespace {

using mote::builtin_operator;
using mote_test::activations;
using mote_test::both_times;
using mote_test::opaque;

/// A node that makes one value of `count`.
constexpr mote_test::model_description all_of(builtin_operator code, std::int32_t count, float input_scale,
                                              std::int64_t input_zero_point, float output_scale,
                                              std::int64_t output_zero_point) {
  return mote_test::one_node(
      code, {activations({count}, input_scale, input_zero_point), mote_test::integer_vector<0>(),
             activations({1}, output_scale, output_zero_point)});
}

/// The output for elements of that sum.
constexpr std::int32_t result(const mote_test::model_description& model, std::int32_t sum) {
  const auto bytes = write(model);
  const mote::graph graph(bytes.view());
  const mote::quantized_summation summation(mote::node_view(graph, 0));
  std::int32_t state = mote::quantized_summation::start();
  mote::quantized_summation::add(state, opaque(sum));
  return summation.result(state);
}

}  // namespace

TEST_CASE("summation: a mean divides and scales at once") {
  CHECK(both_times([] {
    // 0.5 * (sum + 4 * 3) / 4 = 0.25 * (q - 5)
    const auto four = all_of(builtin_operator::mean, 4, 0.5F, -3, 0.25F, 5);
    return result(four, 16) == 19 && result(four, -12) == 5 && result(four, 17) == 20 &&
           result(four, 15) == 19;
  }));
}

TEST_CASE("summation: halves go away from zero, though the multiplier was cut off") {
  CHECK(both_times([] {
    const auto six = all_of(builtin_operator::mean, 6, 1.0F, 0, 1.0F, 0);
    return result(six, 3) == 1 && result(six, -3) == -1 && result(six, 9) == 2 && result(six, -9) == -2 &&
           result(six, 12) == 2 && result(six, 1) == 0 &&
           // Rounded twice: a third to a half, and that to 1.
           result(six, 2) == 1;
  }));
}

TEST_CASE("summation: a sum keeps its size, and saturates") {
  CHECK(both_times([] {
    const auto sum = all_of(builtin_operator::sum, 8, 0.5F, 127, 1.0F, -128);
    return result(sum, 8 * 127) == -128 && result(sum, 8 * 127 + 6) == -125 &&
           result(sum, 8 * 127 - 6) == -128 && result(sum, 8 * 127 + 520) == 127;
  }));
}

TEST_CASE("summation: sums wrap, and multipliers that are too small are 0") {
  CHECK(both_times([] {
    const auto tiny = all_of(builtin_operator::mean, 4, 1e-12F, 0, 1.0F, 7);
    std::int32_t sum = opaque(0x7fffffff);
    mote::quantized_summation::add(sum, 1);
    return result(tiny, 1000) == 7 && sum == -0x7fffffff - 1;
  }));
}

TEST_CASE("summation: floats are added and divided") {
  CHECK(both_times([] {
    const auto divided = [](builtin_operator code, float sum) {
      const auto bytes = write(all_of(code, 4, 1.0F, 0, 1.0F, 0));
      const mote::graph graph(bytes.view());
      return mote::float_summation(mote::node_view(graph, 0)).result(opaque(sum));
    };
    return divided(builtin_operator::mean, 6.0F) == 1.5F && divided(builtin_operator::sum, 6.0F) == 6.0F;
  }));
}
