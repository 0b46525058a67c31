// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_SIGNAL_FILTER_BANK_HPP
#define MOTE_SIGNAL_FILTER_BANK_HPP

#include <cstddef>
#include <cstdint>

#include "mote/config.hpp"
#include "mote/span.hpp"

namespace mote::signal {

/// Sums the energies of a spectrum into overlapping bands, such as those of the mel scale.
///
/// Each frequency between the centres of two neighbours counts for both: falling for the lower band
/// (weights), rising for the upper one (unweights). So band i has the unweighted sum of section i and the
/// weighted one of section i + 1, and there is one section more than bands. Source:
/// FilterbankAccumulateChannels of TensorFlow Lite Micro.
///
/// Tables are spans, or anything that has a size and indexes like one.
template <class Table>
struct basic_filter_bank {
  Table weights{};
  Table unweights{};
  // For each section: its first frequency, its first weight, its number of frequencies and weights.
  Table frequency_starts{};
  Table weight_starts{};
  Table widths{};

  constexpr std::int32_t channels() const { return static_cast<std::int32_t>(widths.size()) - 1; }

  /// Whether all sections lie within the tables and within a spectrum of that many frequencies.
  constexpr bool valid(std::int32_t frequencies) const {
    if (widths.size() < 2 || frequency_starts.size() != widths.size() ||
        weight_starts.size() != widths.size())
      return false;
    const std::size_t count = weights.size() < unweights.size() ? weights.size() : unweights.size();
    for (std::size_t i = 0; i < widths.size(); ++i) {
      if (frequency_starts[i] < 0 || weight_starts[i] < 0 || widths[i] < 0) return false;
      if (frequency_starts[i] + widths[i] > frequencies) return false;
      if (static_cast<std::size_t>(weight_starts[i]) + static_cast<std::size_t>(widths[i]) > count)
        return false;
    }
    return true;
  }

  /// Writes channels() sums, modulo 2^64.
  template <class Spectrum>
  MOTE_NOINLINE constexpr void operator()(Spectrum spectrum, std::uint64_t* output) const {
    std::uint64_t rising = 0;
    for (std::size_t section = 0; section < widths.size(); ++section) {
      std::uint64_t sum = rising;
      rising = 0;
      const auto first = static_cast<std::size_t>(frequency_starts[section]);
      const auto width = static_cast<std::size_t>(widths[section]);
      for (std::size_t i = 0; i < width; ++i) {
        const std::size_t weight = static_cast<std::size_t>(weight_starts[section]) + i;
        const std::uint64_t value = spectrum[static_cast<std::int32_t>(first + i)];
        sum += widened(weights[weight]) * value;
        rising += widened(unweights[weight]) * value;
      }
      if (section > 0) output[section - 1] = sum;
    }
  }

 private:
  static constexpr std::uint64_t widened(std::int64_t value) { return static_cast<std::uint64_t>(value); }
};
using filter_bank = basic_filter_bank<span<const std::int16_t>>;

}  // namespace mote::signal

#endif
