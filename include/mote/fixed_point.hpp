// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_FIXED_POINT_HPP
#define MOTE_FIXED_POINT_HPP

#include <cstdint>
#include <limits>
#include <type_traits>

// Fixed-point arithmetic of TensorFlow Lite's int8 reference kernels ("double rounding").
// Sources: gemmlowp fixedpoint/fixedpoint.h, TensorFlow Lite kernels/internal/common.h, quantization_util.cc.

namespace mote {

/// value * 2^(exponent - 31), with value 0 or in [2^30, 2^31).
struct quantized_multiplier {
  std::int32_t value = 0;
  std::int32_t exponent = 0;
};

/// Twice the high half of a * b, rounded to nearest, halves up: a * b / 2^31. Saturates where both are the
/// minimum.
constexpr std::int32_t rounding_doubling_high_multiply(std::int32_t a, std::int32_t b) {
  constexpr auto lowest = std::numeric_limits<std::int32_t>::min();
  if (a == lowest && b == lowest) return std::numeric_limits<std::int32_t>::max();
  return static_cast<std::int32_t>((std::int64_t{a} * b + (std::int64_t{1} << 30)) >> 31);
}

/// value / 2^exponent, rounded to nearest, halves away from zero. Requires 0 <= exponent <= 31.
constexpr std::int32_t rounding_divide_by_power_of_two(std::int32_t value, int exponent) {
  const auto mask = static_cast<std::int32_t>((std::int64_t{1} << exponent) - 1);
  const std::int32_t remainder = value & mask;
  const std::int32_t threshold = (mask >> 1) + (value < 0 ? 1 : 0);
  return (value >> exponent) + (remainder > threshold ? 1 : 0);
}

/// value * 2^exponent. Bits that leave the word at the top are lost.
constexpr std::int32_t wrapping_shift_left(std::int32_t value, int exponent) {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(value) << exponent);
}

/// a + b modulo 2^32.
constexpr std::int32_t wrapping_add(std::int32_t a, std::int32_t b) {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(a) + static_cast<std::uint32_t>(b));
}

/// a - b modulo 2^32.
constexpr std::int32_t wrapping_subtract(std::int32_t a, std::int32_t b) {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(a) - static_cast<std::uint32_t>(b));
}

/// a * b modulo 2^32.
constexpr std::int32_t wrapping_multiply(std::int32_t a, std::int32_t b) {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(a) * static_cast<std::uint32_t>(b));
}

/// a + b modulo 2^64.
constexpr std::int64_t wrapping_add_wide(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}

/// value * multiplier, rounded twice: after the multiplication and after the shift to the right.
constexpr std::int32_t multiply(std::int32_t value, quantized_multiplier by) {
  const int left = by.exponent > 0 ? by.exponent : 0;
  const int right = by.exponent > 0 ? 0 : -by.exponent;
  return rounding_divide_by_power_of_two(
      rounding_doubling_high_multiply(wrapping_shift_left(value, left), by.value), right);
}

/// value * multiplier for sums of 64 bits: the multiplier is rounded to 16 bits, the product once, halves up.
/// Bits that leave the words are lost. Requires an exponent of at most 14. Source:
/// MultiplyByQuantizedMultiplier of int64_t.
constexpr std::int32_t multiply_wide(std::int64_t value, quantized_multiplier by) {
  const std::int32_t reduced = by.value < 0x7fff0000 ? (by.value + (1 << 15)) >> 16 : 0x7fff;
  const int shift = 15 - by.exponent;
  const std::uint64_t product = static_cast<std::uint64_t>(value) * static_cast<std::uint32_t>(reduced) +
                                (std::uint64_t{1} << (shift - 1));
  return static_cast<std::int32_t>(static_cast<std::int64_t>(product) >> shift);
}

/// value within [low, high], which take its type.
template <class T>
constexpr T clamp(T value, std::common_type_t<T> low, std::common_type_t<T> high) {
  return value < low ? low : value > high ? high : value;
}

/// value + offset, brought within [low, high] without overflow. Requires that low - offset and high - offset
/// fit.
constexpr std::int32_t offset_and_clamp(std::int32_t value, std::int32_t offset, std::int32_t low,
                                        std::int32_t high) {
  return clamp(value, low - offset, high - offset) + offset;
}

/// x rounded to the nearest integer, halves away from zero, within [low, high]; low for NaN.
constexpr std::int32_t round_and_clamp(float x, std::int32_t low, std::int32_t high) {
  if (!(x > static_cast<float>(low))) return low;
  if (x >= static_cast<float>(high)) return high;
  const auto whole = static_cast<std::int32_t>(x);
  const float rest = x - static_cast<float>(whole);
  return rest >= 0.5F ? whole + 1 : rest <= -0.5F ? whole - 1 : whole;
}

/// x rounded to the nearest integer, halves away from zero. Requires |x| < 2^30.
///
/// No difference of floats is taken, which compilers would fuse with the multiplication that x may come from.
constexpr std::int32_t round_half_away(float x) {
  const auto halves = static_cast<std::int32_t>(x * 2.0F);
  return (halves + (halves < 0 ? -1 : 1)) / 2;
}

/// A non-negative real, mantissa * 2^exponent, for scale arithmetic that must round as float and double do.
///
/// The reference computes multipliers in double. Here the same values come from integers: they cost a
/// microcontroller no soft-double library, and are equal on every target and at compile time.
class real {
 public:
  constexpr real() = default;
  constexpr real(std::uint64_t mantissa, int exponent) : mantissa_(mantissa), exponent_(exponent) {}
  /// The exact value of a finite, non-negative float.
  constexpr explicit real(float value) {
    const auto bits = __builtin_bit_cast(std::uint32_t, value);
    const auto biased = static_cast<int>(bits >> 23 & 0xff);
    mantissa_ = bits & 0x7fffff;
    exponent_ = (biased == 0 ? 1 : biased) - 150;
    if (biased != 0) mantissa_ |= 0x800000;
  }

  constexpr bool is_zero() const { return mantissa_ == 0; }
  constexpr real times_power_of_two(int power) const { return {mantissa_, exponent_ + power}; }
  /// The largest integer not above. Requires a value below 2^63.
  constexpr std::int64_t floor() const {
    if (exponent_ <= -64) return 0;
    return static_cast<std::int64_t>(exponent_ >= 0 ? mantissa_ << exponent_ : mantissa_ >> -exponent_);
  }

  /// The largest whole number not above, of any size.
  constexpr real rounded_down() const {
    return exponent_ >= 0 ? *this : exponent_ <= -64 ? real{} : real{mantissa_ >> -exponent_, 0};
  }
  /// The smallest whole number not below, of any size.
  constexpr real rounded_up() const {
    const real below = rounded_down();
    return below < *this ? real{below.mantissa_ + 1, 0} : below;
  }
  /// The nearest float, halves to even; infinity beyond the largest.
  constexpr float to_float() const {
    const real nearest = rounded_to_float();
    if (nearest.is_zero()) return 0.0F;
    const real top = nearest.normalized();
    const auto digits = static_cast<std::uint32_t>(top.mantissa_ >> 40);  // 24 of them
    const int biased = top.exponent_ + 190;
    constexpr std::uint32_t infinity = 0x7f800000;
    return __builtin_bit_cast(float, biased >= 255 ? infinity
                                     : biased <= 0
                                         ? digits >> (1 - biased)
                                         : (static_cast<std::uint32_t>(biased) << 23) | (digits & 0x7fffff));
  }

  /// The exact product. Requires factors that were floats, or products rounded to float.
  friend constexpr real operator*(real a, real b) {
    return {a.mantissa_ * b.mantissa_, a.exponent_ + b.exponent_};
  }
  /// The quotient as double division rounds it. Requires a divisor that was a float and is not zero.
  friend constexpr real operator/(real a, real b) {
    if (a.is_zero()) return {};
    a = a.normalized();
    // 64 by up to 24 bits gives 40 or more bits, and 20 more from the remainder: more than double holds, and
    // the last bit says whether anything is left.
    const std::uint64_t high = a.mantissa_ / b.mantissa_;
    const std::uint64_t rest = (a.mantissa_ % b.mantissa_) << 20;
    const int spare = leading_zeros(high) < 20 ? leading_zeros(high) : 20;
    const std::uint64_t low = (rest / b.mantissa_) >> (20 - spare);
    const bool inexact = rest % b.mantissa_ != 0 || (low << (20 - spare)) != rest / b.mantissa_;
    const std::uint64_t quotient = (high << spare) | low | (inexact ? 1 : 0);
    return real{quotient, a.exponent_ - b.exponent_ - spare}.rounded_to(53);
  }
  /// The same for any divisor below 2^63 times a power of two that is not zero.
  friend constexpr real divide(real a, real b) {
    if (a.is_zero()) return {};
    a = a.normalized();
    b = b.normalized();
    // One bit of the quotient a step: 55 are a double's, one to round by, and one that may be 0 at the top.
    std::uint64_t rest = a.mantissa_ >> 1;
    const std::uint64_t divisor = b.mantissa_ >> 1;
    std::uint64_t quotient = 0;
    for (int bit = 0; bit < 55; ++bit) {
      quotient <<= 1;
      if (rest >= divisor) {
        rest -= divisor;
        quotient |= 1;
      }
      rest <<= 1;
    }
    return real{quotient << 1 | (rest != 0 ? 1U : 0U), a.exponent_ - b.exponent_ - 55}.rounded_to(53);
  }
  /// The square root as that of a float rounds it. Requires a value that was a float.
  constexpr real square_root_rounded_to_float() const {
    if (is_zero()) return {};
    // A root of 64 bits has 32: more than a float's 24 and one to round by.
    real square = normalized();
    if ((square.exponent_ & 1) != 0) square = {square.mantissa_ >> 1, square.exponent_ + 1};
    std::uint64_t root = 0;
    for (std::uint64_t bit = std::uint64_t{1} << 31; bit != 0; bit >>= 1) {
      const std::uint64_t candidate = root | bit;
      if (candidate * candidate <= square.mantissa_) root = candidate;
    }
    const bool inexact = root * root != square.mantissa_;
    return real{root << 1 | (inexact ? 1U : 0U), square.exponent_ / 2 - 1}.rounded_to_float();
  }
  friend constexpr bool operator<(real a, real b) {
    if (a.is_zero() || b.is_zero()) return !b.is_zero() && a.is_zero();
    a = a.normalized();
    b = b.normalized();
    return a.exponent_ != b.exponent_ ? a.exponent_ < b.exponent_ : a.mantissa_ < b.mantissa_;
  }

  /// Rounded to `bits` significant bits, halves to even.
  constexpr real rounded_to(int bits) const {
    const int excess = 64 - leading_zeros(mantissa_) - bits;
    return is_zero() || excess <= 0 ? *this : without_low_bits(excess);
  }
  /// Rounded as a result in float is, gradual underflow included.
  constexpr real rounded_to_float() const {
    if (is_zero()) return *this;
    constexpr int smallest_exponent = -149;
    const int excess = 64 - leading_zeros(mantissa_) - 24;
    const int underflow = smallest_exponent - exponent_;
    const int drop = excess > underflow ? excess : underflow;
    return drop <= 0 ? *this : without_low_bits(drop);
  }

  /// The multiplier for `multiply`: 31 bits rounded to nearest, halves away from zero; 0 below 2^-32.
  constexpr quantized_multiplier quantized() const {
    if (is_zero()) return {};
    const real top = normalized();
    std::uint64_t value = (top.mantissa_ >> 33) + (top.mantissa_ >> 32 & 1);
    int exponent = top.exponent_ + 64;
    if (value == std::uint64_t{1} << 31) {
      value >>= 1;
      ++exponent;
    }
    if (exponent < -31) return {};
    return {static_cast<std::int32_t>(value), exponent};
  }

 private:
  static constexpr int leading_zeros(std::uint64_t value) { return value == 0 ? 64 : __builtin_clzll(value); }
  constexpr real normalized() const {
    const int shift = leading_zeros(mantissa_);
    return is_zero() ? real{} : real{mantissa_ << shift, exponent_ - shift};
  }
  constexpr real without_low_bits(int count) const {
    if (count > 64) return {};
    const std::uint64_t low = count == 64 ? mantissa_ : mantissa_ & ((std::uint64_t{1} << count) - 1);
    const std::uint64_t half = std::uint64_t{1} << (count - 1);
    std::uint64_t kept = count == 64 ? 0 : mantissa_ >> count;
    if (low > half || (low == half && (kept & 1) != 0)) ++kept;
    return {kept, exponent_ + count};
  }

  std::uint64_t mantissa_ = 0;
  int exponent_ = 0;
};

}  // namespace mote

#endif
