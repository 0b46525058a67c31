// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_SIGNAL_FILTER_BANK_LOG_HPP
#define MOTE_SIGNAL_FILTER_BANK_LOG_HPP

#include <cstddef>
#include <cstdint>
#include <limits>

#include "mote/config.hpp"
#include "mote/signal/wide_multiply.hpp"

namespace mote::signal {

/// What log2(1 + x) has above x, in units of 2^-16, for x = 0, 1/128, ... 1.
struct log2_excess {
  static constexpr int segment_bits = 7;
  std::uint16_t values[(1 << segment_bits) + 1] = {};

  constexpr log2_excess() {
    for (std::uint64_t i = 0; i < 1 << segment_bits; ++i) values[i] = at(i);
  }

 private:
  static constexpr std::uint16_t at(std::uint64_t segment) {
    // Each squaring of a number between 1 and 2, in units of 2^-63, gives one more binary digit of its
    // logarithm.
    constexpr int digits = 24;
    std::uint64_t number = (std::uint64_t{1} << 63) + (segment << (63 - segment_bits));
    std::uint64_t logarithm = 0;
    for (int digit = 0; digit < digits; ++digit) {
      number = multiply_wide(number, number).high;
      const bool beyond_two = number >> 63 != 0;
      logarithm = 2 * logarithm + (beyond_two ? 1 : 0);
      if (!beyond_two) number <<= 1;
    }
    const std::uint64_t excess = logarithm - (segment << (digits - segment_bits));
    return static_cast<std::uint16_t>((excess + (1 << (digits - 17))) >> (digits - 16));
  }
};
inline constexpr log2_excess log2_table{};

/// Natural logarithm of value, at least 1, times scale. Modulo 2^32.
/// Source: Log32 of TensorFlow Lite Micro.
constexpr std::uint32_t scaled_log(std::uint32_t value, std::uint32_t scale) {
  constexpr int bits = 16;
  constexpr std::uint32_t half = 1U << (bits - 1);
  constexpr std::uint64_t log_of_two = 45426;
  const int whole = 31 - __builtin_clz(value);
  const std::uint32_t rest = value ^ 1U << whole;
  const auto fraction =
      static_cast<std::int32_t>(whole < bits ? rest << (bits - whole) : rest >> (whole - bits));
  constexpr int low_bits = bits - log2_excess::segment_bits;
  const std::int32_t segment = fraction >> low_bits;
  const std::int32_t below = log2_table.values[segment];
  const std::int32_t above = log2_table.values[segment + 1];
  // The reference shifts by 16 where the width of a segment is 2^9: what lies between two entries is lost.
  const std::int32_t between = ((above - below) * (fraction & ((1 << low_bits) - 1))) >> bits;
  const auto log2 = static_cast<std::uint32_t>((whole << bits) + fraction + below + between);
  const auto log = static_cast<std::uint32_t>((log_of_two * log2 + half) >> bits);
  return (scale * log + half) >> bits;
}

/// Natural logarithm of value * 2^correction_bits, modulo 2^32, times output_scale. At most 32767; 0 for 0.
/// Source: FilterbankLog of TensorFlow Lite Micro.
struct filter_bank_log {
  std::uint32_t output_scale = 0;
  std::int32_t correction_bits = 0;

  constexpr bool valid() const { return correction_bits >= 0 && correction_bits < 32; }

  template <class Values>
  MOTE_NOINLINE constexpr void operator()(Values input, std::int32_t count, std::int16_t* output) const {
    constexpr std::uint32_t largest = std::numeric_limits<std::int16_t>::max();
    for (std::int32_t i = 0; i < count; ++i) {
      const std::uint32_t value = input[i] << correction_bits;
      const std::uint32_t log = value > 1 ? scaled_log(value, output_scale) : 0;
      output[i] = static_cast<std::int16_t>(log < largest ? log : largest);
    }
  }
};

}  // namespace mote::signal

#endif
