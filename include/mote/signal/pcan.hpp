// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_SIGNAL_PCAN_HPP
#define MOTE_SIGNAL_PCAN_HPP

#include <cstddef>
#include <cstdint>

#include "mote/config.hpp"
#include "mote/span.hpp"

namespace mote::signal {

/// Per-channel amplitude normalization: each channel is multiplied by a gain that falls with its noise.
///
/// The gain is a table of quadratic polynomials, one for each power of two of the noise.
/// Source: pcan_argc_fixed.cc of TensorFlow Lite Micro.
///
/// The table is a span, or anything that has a size and indexes like one.
template <class Table>
struct basic_pcan {
  /// Entries of the table: noise 0, 1, 2, then 4 for each further power of two, of which 3 are in use.
  static constexpr std::size_t gain_table_size = 125;

  Table gains{};
  std::int32_t snr_shift = 0;  ///< fraction bits of the product of signal and gain, less snr_bits

  constexpr bool valid() const { return gains.size() >= gain_table_size && snr_shift >= 0 && snr_shift < 64; }

  /// The output may be the input.
  template <class Values, class Noise>
  MOTE_NOINLINE constexpr void operator()(Values input, Noise noise, std::int32_t count,
                                          std::uint32_t* output) const {
    for (std::int32_t i = 0; i < count; ++i) {
      const auto factor = static_cast<std::uint32_t>(std::int32_t{gain(noise[i])});
      output[i] = shrink(static_cast<std::uint32_t>(std::uint64_t{input[i]} * factor >> snr_shift));
    }
  }

  /// The table's function (WideDynamicFunction).
  constexpr std::int16_t gain(std::uint32_t noise) const {
    if (noise <= 2) return gains[noise];
    const int bits = 32 - __builtin_clz(noise);
    const auto polynomial = static_cast<std::size_t>(4 * bits - 6);
    constexpr int fraction_bits = 10;
    const std::uint32_t aligned =
        bits <= fraction_bits ? noise << (fraction_bits + 1 - bits) : noise >> (bits - fraction_bits - 1);
    const auto fraction = static_cast<std::int32_t>(aligned & ((1 << fraction_bits) - 1));
    std::int32_t result = ((gains[polynomial + 2] * fraction) >> 5) + gains[polynomial + 1] * 32;
    result = (result * fraction + (1 << 14)) >> 15;
    return static_cast<std::int16_t>(result + gains[polynomial]);
  }

  /// x^2 / 4 below 2, x - 1 from there on: of snr_bits fraction bits, in output_bits (PcanShrink).
  static constexpr std::uint32_t shrink(std::uint32_t x) {
    constexpr int snr_bits = 12;
    constexpr int output_bits = 6;
    if (x < 2U << snr_bits) return x * x >> (2 + 2 * snr_bits - output_bits);
    return (x >> (snr_bits - output_bits)) - (1U << output_bits);
  }
};
using pcan = basic_pcan<span<const std::int16_t>>;

}  // namespace mote::signal

#endif
