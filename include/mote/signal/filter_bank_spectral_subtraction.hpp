// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_SIGNAL_FILTER_BANK_SPECTRAL_SUBTRACTION_HPP
#define MOTE_SIGNAL_FILTER_BANK_SPECTRAL_SUBTRACTION_HPP

#include <cstdint>

#include "mote/config.hpp"

namespace mote::signal {

/// Estimates the noise of each channel by a low-pass filter, and subtracts it.
/// Source: FilterbankSpectralSubtraction of TensorFlow Lite Micro.
struct filter_bank_spectral_subtraction {
  /// Filter coefficients with `fraction_bits` fraction bits.
  struct coefficients {
    std::uint32_t smoothing = 0;
    std::uint32_t one_minus_smoothing = 0;
  };

  coefficients even;  ///< of channels 0, 2, 4, ...
  coefficients odd;   ///< of channels 1, 3, 5, ...
  std::uint32_t min_signal_remaining =
      0;                            ///< with fraction_bits: the part of the signal that is never subtracted
  std::int32_t smoothing_bits = 0;  ///< additional fraction bits of the noise
  std::int32_t fraction_bits = 0;
  bool clamping = false;  ///< whether noise above the signal comes down to it at once

  constexpr bool valid() const {
    return smoothing_bits >= 0 && smoothing_bits < 32 && fraction_bits >= 0 && fraction_bits < 64;
  }

  /// Updates the noise of `count` channels, 0 at first. The output may be the input.
  template <class Values>
  MOTE_NOINLINE constexpr void operator()(Values input, std::int32_t count, std::uint32_t* noise,
                                          std::uint32_t* output) const {
    for (std::int32_t i = 0; i < count; ++i) {
      const coefficients& filter = i % 2 == 0 ? even : odd;
      const std::uint64_t signal = input[i];
      const auto scaled = static_cast<std::uint32_t>(signal << smoothing_bits);
      const std::uint64_t sum =
          std::uint64_t{scaled} * filter.smoothing + std::uint64_t{noise[i]} * filter.one_minus_smoothing;
      const auto estimate = static_cast<std::uint32_t>(sum >> fraction_bits);
      const std::uint32_t subtracted = estimate > scaled ? 0 : (scaled - estimate) >> smoothing_bits;
      const auto floor = static_cast<std::uint32_t>(signal * min_signal_remaining >> fraction_bits);
      noise[i] = clamping && estimate > scaled ? scaled : estimate;
      output[i] = subtracted > floor ? subtracted : floor;
    }
  }
};

}  // namespace mote::signal

#endif
