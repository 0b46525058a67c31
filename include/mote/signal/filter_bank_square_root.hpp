// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_SIGNAL_FILTER_BANK_SQUARE_ROOT_HPP
#define MOTE_SIGNAL_FILTER_BANK_SQUARE_ROOT_HPP

#include <cstdint>
#include <limits>

#include "mote/config.hpp"

namespace mote::signal {

/// Square root of an unsigned integer, rounded to nearest, in half of its bits. Saturates.
/// Source: Sqrt32 and Sqrt64 of TensorFlow Lite Micro.
template <class Unsigned>
constexpr std::uint32_t rounded_square_root(Unsigned value) {
  constexpr int bits = std::numeric_limits<Unsigned>::digits;
  constexpr Unsigned largest = (Unsigned{1} << (bits / 2)) - 1;
  Unsigned root = 0;
  Unsigned bit = Unsigned{1} << (bits - 2);
  while (bit > value) bit >>= 2;
  for (; bit != 0; bit >>= 2) {
    const bool fits = value >= root + bit;
    if (fits) value -= root + bit;
    root = (root >> 1) + (fits ? bit : 0);
  }
  // What is left is the value minus the square of its root.
  return static_cast<std::uint32_t>(value > root && root != largest ? root + 1 : root);
}

/// Values below 2^32 take the root in 32 bits, which saturates at 65535.
constexpr std::uint32_t square_root(std::uint64_t value) {
  return value >> 32 == 0 ? rounded_square_root(static_cast<std::uint32_t>(value))
                          : rounded_square_root(value);
}

/// Square roots of `count` values, shifted to the right by scale_bits: the shift of fft_auto_scale undone.
/// All is shifted out where scale_bits is not within 0 ... 31. Source: FilterbankSqrt of TensorFlow Lite
/// Micro.
template <class Values>
MOTE_NOINLINE constexpr void filter_bank_square_root(Values input, std::int32_t count,
                                                     std::int32_t scale_bits, std::uint32_t* output) {
  const bool in_range = scale_bits >= 0 && scale_bits < 32;
  for (std::int32_t i = 0; i < count; ++i) output[i] = in_range ? square_root(input[i]) >> scale_bits : 0;
}

}  // namespace mote::signal

#endif
