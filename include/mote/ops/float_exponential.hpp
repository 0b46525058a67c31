// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_FLOAT_EXPONENTIAL_HPP
#define MOTE_OPS_FLOAT_EXPONENTIAL_HPP

#include <cstdint>
#include <limits>

#include "mote/config.hpp"
#include "mote/fixed_point.hpp"

// The exponential of a float by integers: for tables that must come out the same when they are compiled and
// on every target. Errs by less than 2^-20 of the float's last place, so all but never from the nearest
// float.

namespace mote {
namespace detail {

/// The upper half of the product of 64-bit numbers.
constexpr std::uint64_t high_product(std::uint64_t a, std::uint64_t b) {
  const std::uint64_t a_low = a & 0xffffffff;
  const std::uint64_t b_low = b & 0xffffffff;
  const std::uint64_t a_high = a >> 32;
  const std::uint64_t b_high = b >> 32;
  const std::uint64_t middle = a_high * b_low + (a_low * b_low >> 32);
  return a_high * b_high + (middle >> 32) + ((a_low * b_high + (middle & 0xffffffff)) >> 32);
}

/// 1 / k! in Q2.62.
struct inverse_factorials {
  static constexpr int count = 17;
  std::uint64_t values[count]{};

  constexpr inverse_factorials() {
    std::uint64_t value = std::uint64_t{1} << 62;
    for (int k = 0; k < count; ++k) {
      values[k] = value;
      value /= static_cast<std::uint64_t>(k + 1);
    }
  }
};
inline constexpr inverse_factorials exp_coefficients;

}  // namespace detail

/// exp(x). Requires a number; beyond float's range gives 0 or infinity.
MOTE_NOINLINE constexpr float float_exp(float x) {
  if (x >= 89.0F) return std::numeric_limits<float>::infinity();
  if (x <= -104.0F) return 0.0F;
  // |x| in Q7.57.
  const auto bits = __builtin_bit_cast(std::uint32_t, x);
  const auto exponent = static_cast<int>(bits >> 23 & 0xff) - 150 + 57;
  const std::uint64_t mantissa = (bits & 0x7fffff) | 0x800000;
  const std::uint64_t magnitude = exponent >= 0    ? mantissa << exponent
                                  : exponent > -24 ? mantissa >> -exponent
                                                   : 0;
  // |x| = whole * log(2) + rest, for negative x with 0 < rest <= log(2) above the sum.
  constexpr std::uint64_t log_2 = 99893036290645747;               // Q7.57
  constexpr std::uint64_t one_over_log_2 = 13306513097844322492U;  // Q1.63
  auto whole = static_cast<int>(detail::high_product(magnitude, one_over_log_2) >> 56);
  std::uint64_t rest = magnitude - static_cast<std::uint64_t>(whole) * log_2;
  if (rest > log_2) rest = rest > 2 * log_2 ? 0 : log_2;  // the quotient was not quite right
  if (x < 0.0F) {
    whole = -whole - 1;
    rest = log_2 - rest;
  }
  // Taylor's polynomial of degree 16, in Q2.62.
  const std::uint64_t fraction = rest << 7;  // Q0.64
  std::uint64_t sum = 0;
  for (int k = detail::inverse_factorials::count; k-- > 0;) {
    sum = detail::high_product(sum, fraction) + detail::exp_coefficients.values[k];
  }
  return real(sum, whole - 62).to_float();
}

}  // namespace mote

#endif
