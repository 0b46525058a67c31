// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/div.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::div

#include "support/both_times.hpp"
#include "support/elementwise.hpp"
#include "support/oracle.hpp"
#include "support/refusal.hpp"

namespace {

using mote_test::both_times;
using mote_test::model_description;
using mote_test::opaque;
using options = mote::schema::div_options;
constexpr auto code = mote::builtin_operator::div;

/// x / y * by for y != 0: times the fixed-point reciprocal of y, a power of two and 1 / (1 + fraction).
std::int32_t scaled_quotient(std::int64_t x, std::int64_t y, oracle::multiplier by) {
  if (y < 0) return scaled_quotient(-x, -y, by);
  int whole_bits = 0;
  while (y >> (whole_bits + 1) != 0) ++whole_bits;
  const std::int64_t fraction = (y << (31 - whole_bits)) - (std::int64_t{1} << 31);
  const auto reciprocal = oracle::reciprocal_of_one_plus(static_cast<std::int32_t>(fraction));
  int spare = 0;
  while (spare < 31 && oracle::wrap(x << (spare + 1)) == x << (spare + 1)) ++spare;
  const std::int32_t quotient = oracle::multiply_high(oracle::wrap(x << spare), reciprocal);
  return oracle::divide_by_power(oracle::multiply_high(quotient, by.value), spare + whole_bits - by.shift);
}

oracle::tensor<std::int8_t> quotient(const oracle::tensor<std::int8_t>& a,
                                     const oracle::tensor<std::int8_t>& b, oracle::activation fused,
                                     const oracle::quantization& output) {
  const float scale = a.scale() / (b.scale() * output.scale[0]);
  const auto by = oracle::quantize_multiplier(oracle::real(scale));
  return oracle::broadcast<std::int8_t>(a, b, output, [&](int x, int y) {
    const int dividend = x - a.zero_point();
    const int divisor = y - b.zero_point();
    if (divisor == 0) return oracle::finish(dividend * (1 << 22), fused, output);
    return oracle::finish(scaled_quotient(dividend, divisor, by), fused, output);
  });
}

}  // namespace

TEST_CASE("div: int8, also by 0") {
  CHECK(both_times([] {
    const auto gives = [](std::int8_t a, std::int8_t b) {
      return mote_test::result_of<mote::ops::div, std::int8_t>(mote_test::quantized_pair_model(code), a, b);
    };
    // 0.5 * (a - 3) / (0.25 * (b + 5)) = 0.5 * (q - 1)
    return gives(23, 5) == 9 && gives(-17, 5) == -7 && gives(23, -15) == -7 && gives(-17, -15) == 9 &&
           gives(4, 3) == 2 && gives(3, 100) == 1 && gives(100, -4) == 127 && gives(-100, -4) == -128 &&
           // by 0
           gives(4, -5) == 127 && gives(2, -5) == -128 && gives(3, -5) == 1;
  }));
}

TEST_CASE("div: random int8 layers equal the oracle") {
  mote_test::check_random_pairs<options, std::int8_t>(code, 85, 0.01F, 0.3F, quotient);
  mote_test::check_random_pairs<options, std::int8_t>(code, 86, 1.0F, 300.0F, quotient);
}

TEST_CASE("div: int32 rounds towards zero and saturates") {
  CHECK(both_times([] {
    const auto gives = [](std::int32_t a, std::int32_t b) {
      constexpr auto i32 = mote::tensor_type::int32;
      return mote_test::result_of<mote::ops::div, std::int32_t>(mote_test::plain_pair_model(code, i32, i32),
                                                                a, b);
    };
    constexpr std::int32_t lowest = std::numeric_limits<std::int32_t>::min();
    constexpr std::int32_t highest = std::numeric_limits<std::int32_t>::max();
    return gives(7, 2) == 3 && gives(-7, 2) == -3 && gives(7, -2) == -3 && gives(lowest, 1) == lowest &&
           gives(lowest, -1) == highest && gives(5, 0) == highest && gives(-5, 0) == lowest &&
           gives(0, 0) == 0;
  }));
}

TEST_CASE("div: float32") {
  const auto result =
      mote_test::run_rows<float, float>(code, {1.0F, -4.0F, 0.0F, 1.0F}, {4.0F, 3.0F, 0.0F, 0.0F});
  CHECK(result[0] == 0.25F);
  CHECK(result[1] == -4.0F / 3.0F);
  CHECK(std::isnan(result[2]));
  CHECK(result[3] == std::numeric_limits<float>::max());  // an infinity, clamped as the reference does
}

TEST_CASE("div: scales that are too far apart are refused") {
  CHECK(both_times([] {
    const auto refused = [](auto change) {
      return is_refused_after(mote_test::quantized_pair_model(code), change,
                              mote::error::scales_too_far_apart, 2);
    };
    return refused([](model_description& m) { m.tensors[2].scales = {opaque(1e-8F)}; }) &&
           // The product of both is 0 in float.
           refused([](model_description& m) {
             m.tensors[1].scales = {opaque(1e-30F)};
             m.tensors[2].scales = {1e-30F};
           });
  }));
}
