// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_SIGNAL_SINE_HPP
#define MOTE_SIGNAL_SINE_HPP

#include <cstddef>
#include <cstdint>

#include "mote/config.hpp"
#include "mote/fixed_point.hpp"
#include "mote/signal/wide_multiply.hpp"

// Sine and cosine in integers.
//
// The tables of a transform must come out the same when the compiler makes them and when a microcontroller
// does, for a size that it learns from a model, without a soft-double library. The reference makes them in
// double; a rounded angle moves a cosine of exactly 1/2 to either side of a tie, so the roundings of double
// are part of the result. `real` follows them, and the series below is far more accurate than they are.

namespace mote::signal {

/// a * b * 2^exponent, rounded as a product in double is.
MOTE_NOINLINE constexpr real product_in_double(std::uint64_t a, std::uint64_t b, int exponent) {
  const wide_product exact = multiply_wide(a, b);
  if (exact.high == 0) return real(exact.low, exponent).rounded_to(53);
  const int shift = __builtin_clzll(exact.high);
  const std::uint64_t top = shift == 0 ? exact.high : exact.high << shift | exact.low >> (64 - shift);
  const bool inexact = exact.low << shift != 0;
  return real(top | (inexact ? 1 : 0), exponent + 64 - shift).rounded_to(53);
}

/// A real number with a sign.
struct signed_real {
  real magnitude;
  bool negative = false;
};

/// A point of the unit circle, as a good library gives it in double.
struct circle_point {
  signed_real cosine;
  signed_real sine;
};

namespace series {

inline constexpr int terms = 11;

/// 1 / n! in units of 2^-63: for n = 0, 2, 4, ... or for n = 1, 3, 5, ...
struct coefficients {
  std::uint64_t values[terms] = {};

  constexpr explicit coefficients(std::uint64_t first) {
    std::uint64_t factorial = 1;
    for (std::size_t k = 0; k < terms; ++k) {
      const std::uint64_t n = first + 2 * k;
      // 21! is beyond 64 bits, and its reciprocal beyond 2^-63.
      if (n > 20) break;
      if (n > 1) factorial *= n * (n - 1);
      values[k] = ((std::uint64_t{1} << 63) + factorial / 2) / factorial;
    }
  }

  /// Sum of (-square)^k * values[k], in units of 2^-63. `square` is in units of 2^-64.
  constexpr std::uint64_t sum(std::uint64_t square) const {
    std::uint64_t result = values[terms - 1];
    for (int k = terms - 2; k >= 0; --k) result = values[k] - multiply_wide(square, result).high;
    return result;
  }
};

inline constexpr coefficients of_cosine(0);
inline constexpr coefficients of_sine(1);

}  // namespace series

constexpr std::uint64_t magnitude(std::int64_t value) {
  return value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
}

/// The point at `angle` radians, counted against the clock. Requires an angle of at most 2 pi that is 0, or
/// not below 2^-12. Error below 2^-60; near the axes, relative to the smaller coordinate, below 2^-30.
MOTE_NOINLINE constexpr circle_point point_on_circle(real angle) {
  // pi / 2 in units of 2^-63, and the next 32 bits.
  constexpr std::uint64_t quarter_turn = 0xc90fdaa22168c234;
  constexpr std::uint64_t quarter_turn_rest = 0xc4c6628b;
  const auto fixed = static_cast<std::uint64_t>(angle.times_power_of_two(60).floor());
  std::uint64_t quadrant = 0;
  while (fixed >= (quarter_turn >> 4) * (2 * quadrant + 1)) ++quadrant;
  // What is left lies between -pi / 4 and pi / 4.
  const std::uint64_t left = (fixed << 3) - quadrant * quarter_turn;
  const std::uint64_t left_rest = quadrant * quarter_turn_rest;
  const auto rounded = static_cast<std::int64_t>(left - (left_rest >> 32));
  const std::uint64_t size = magnitude(rounded) << 1;
  const std::uint64_t square = multiply_wide(size, size).high;
  const signed_real cosine{real(series::of_cosine.sum(square), -63).rounded_to(53)};
  signed_real sine{real(multiply_wide(size, series::of_sine.sum(square)).high, -63).rounded_to(53),
                   rounded < 0};
  // Next to an axis the sine is its angle, of which all bits count.
  if (size >> 30 == 0) {
    const auto precise = static_cast<std::int64_t>((left << 32) - left_rest);
    sine = {real(magnitude(precise), -95).rounded_to(53), precise < 0};
  }
  const auto minus = [](signed_real value) { return signed_real{value.magnitude, !value.negative}; };
  switch (quadrant & 3) {
    case 0:
      return {cosine, sine};
    case 1:
      return {minus(sine), cosine};
    case 2:
      return {minus(cosine), minus(sine)};
    default:
      return {sine, minus(cosine)};
  }
}

}  // namespace mote::signal

#endif
