// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_EXPONENTIAL_HPP
#define MOTE_OPS_EXPONENTIAL_HPP

#include <cstdint>
#include <limits>

#include "mote/config.hpp"
#include "mote/fixed_point.hpp"

// Exponential and reciprocal in fixed point. Qm.n is an int32 with m integer and n fraction bits.
// Source: gemmlowp fixedpoint/fixedpoint.h.

namespace mote {

/// value * 2^exponent, saturated. Requires 0 <= exponent < 31.
constexpr std::int32_t saturating_shift_left(std::int32_t value, int exponent) {
  const std::int64_t wide = std::int64_t{value} * (std::int64_t{1} << exponent);
  constexpr std::int64_t low = std::numeric_limits<std::int32_t>::min();
  constexpr std::int64_t high = std::numeric_limits<std::int32_t>::max();
  return static_cast<std::int32_t>(clamp(wide, low, high));
}

/// exp(a) in Q0.31 for -1/4 <= a < 0 in Q0.31: Taylor's polynomial of degree 4 around -1/8.
constexpr std::int32_t exp_on_quarter(std::int32_t a) {
  constexpr std::int32_t exp_of_minus_eighth = 1895147668;
  constexpr std::int32_t one_third = 715827883;
  const std::int32_t x = a + (1 << 28);
  const std::int32_t x2 = rounding_doubling_high_multiply(x, x);
  const std::int32_t x3 = rounding_doubling_high_multiply(x2, x);
  const std::int32_t x4 = rounding_doubling_high_multiply(x2, x2);
  const std::int32_t x4_over_4 = rounding_divide_by_power_of_two(x4, 2);
  const std::int32_t tail =
      rounding_divide_by_power_of_two(rounding_doubling_high_multiply(x4_over_4 + x3, one_third) + x2, 1);
  return exp_of_minus_eighth + rounding_doubling_high_multiply(exp_of_minus_eighth, x + tail);
}

/// exp(a) in Q0.31 for a <= 0 with IntegerBits integer bits, 4 or 5.
template <int IntegerBits = 5>
MOTE_NOINLINE constexpr std::int32_t exp_of_negative(std::int32_t a) {
  constexpr int fraction_bits = 31 - IntegerBits;
  constexpr std::int32_t quarter = 1 << (fraction_bits - 2);
  const std::int32_t past_quarter = (a & (quarter - 1)) - quarter;
  std::int32_t result = exp_on_quarter(wrapping_shift_left(past_quarter, IntegerBits));
  // The rest is a multiple of 1/4: one factor exp(-2^k) in Q0.31 for each of its bits, k = -2 .. 4.
  constexpr std::int32_t factors[] = {1672461947, 1302514674, 790015084, 290630308, 39332535, 720401, 242};
  const auto rest = static_cast<std::uint32_t>(past_quarter) - static_cast<std::uint32_t>(a);
  for (int k = 0; k < IntegerBits + 2; ++k) {
    if ((rest >> (fraction_bits - 2 + k) & 1) != 0)
      result = rounding_doubling_high_multiply(result, factors[k]);
  }
  return a == 0 ? std::numeric_limits<std::int32_t>::max() : result;
}

/// 2 / (1 + a) in Q2.29 for a in [0, 1) in Q0.31: three Newton-Raphson steps.
constexpr std::int32_t two_over_one_plus(std::int32_t a) {
  constexpr std::int32_t forty_eight_over_17 = 1515870810;        // Q2.29
  constexpr std::int32_t minus_thirty_two_over_17 = -1010580540;  // Q2.29
  constexpr std::int32_t one_in_q2_29 = 1 << 29;
  const auto half_denominator =
      static_cast<std::int32_t>((std::int64_t{a} + std::numeric_limits<std::int32_t>::max() + 1) / 2);
  std::int32_t x =
      forty_eight_over_17 + rounding_doubling_high_multiply(half_denominator, minus_thirty_two_over_17);
  for (int step = 0; step < 3; ++step) {
    const std::int32_t product = rounding_doubling_high_multiply(half_denominator, x);
    x += saturating_shift_left(rounding_doubling_high_multiply(x, one_in_q2_29 - product), 2);
  }
  return x;
}

/// 1 / (1 + a) in Q0.31 for a in [0, 1) in Q0.31.
constexpr std::int32_t one_over_one_plus(std::int32_t a) {
  return saturating_shift_left(two_over_one_plus(a), 1);
}

/// (1 - a) / (1 + a) in Q0.31 for a in [0, 1) in Q0.31.
constexpr std::int32_t one_minus_over_one_plus(std::int32_t a) {
  return saturating_shift_left(two_over_one_plus(a) - (1 << 29), 2);
}

}  // namespace mote

#endif
