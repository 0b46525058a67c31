// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_SIGNAL_ENERGY_HPP
#define MOTE_SIGNAL_ENERGY_HPP

#include <cstdint>

#include "mote/config.hpp"

namespace mote::signal {

/// Squared magnitudes of a spectrum for the frequencies start_index ... end_index - 1; others are left alone.
/// Source: SpectrumToEnergy of TensorFlow Lite Micro.
struct energy {
  std::int32_t start_index = 0;
  std::int32_t end_index = 0;

  /// Whether the indices suit a spectrum and an output of that many frequencies.
  constexpr bool valid(std::int32_t frequencies) const {
    return start_index >= 0 && start_index <= end_index && end_index <= frequencies;
  }

  /// `spectrum` has pairs of real and imaginary part, as rfft gives them.
  template <class Spectrum>
  MOTE_NOINLINE constexpr void operator()(Spectrum spectrum, std::uint32_t* output) const {
    for (std::int32_t i = start_index; i < end_index; ++i)
      output[i] = square(spectrum[2 * i]) + square(spectrum[2 * i + 1]);
  }

 private:
  static constexpr std::uint32_t square(std::int32_t value) {
    return static_cast<std::uint32_t>(value * value);
  }
};

}  // namespace mote::signal

#endif
