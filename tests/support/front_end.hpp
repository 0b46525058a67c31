// SPDX-License-Identifier: Apache-2.0

// A front end in the manner of speech models, with tables that a few lines of integer arithmetic make: what
// they hold matters less than that all parts of the chain are busy.

#ifndef MOTE_TESTS_SUPPORT_FRONT_END_HPP
#define MOTE_TESTS_SUPPORT_FRONT_END_HPP

#include <cstddef>
#include <cstdint>

#include "mote/signal.hpp"
#include "support/both_times.hpp"
#include "support/random_source.hpp"

namespace mote_test::front_end {

inline constexpr int window_size = 480;
inline constexpr int window_shift = 12;
inline constexpr int fft_length = 512;
inline constexpr int frequencies = fft_length / 2 + 1;
inline constexpr int first_frequency = 4;
inline constexpr int last_frequency = 213;
inline constexpr int channels = 10;
inline constexpr int frames = 4;
inline constexpr int gain_table_size = 125;
inline constexpr int snr_shift = 6;
inline constexpr int correction_bits = 3;
inline constexpr int output_scale = 64;
inline constexpr int smoothing_bits = 10;
inline constexpr int fraction_bits = 14;
inline constexpr std::uint32_t even_smoothing = 409;
inline constexpr std::uint32_t odd_smoothing = 983;
inline constexpr std::uint32_t min_signal_remaining = 819;

struct tables {
  std::int16_t window[window_size] = {};
  std::int16_t weights[last_frequency - first_frequency] = {};
  std::int16_t unweights[last_frequency - first_frequency] = {};
  std::int16_t frequency_starts[channels + 1] = {};
  std::int16_t weight_starts[channels + 1] = {};
  std::int16_t widths[channels + 1] = {};
  std::int16_t gains[gain_table_size] = {};

  constexpr tables() {
    for (int i = 0; i < window_size; ++i) {
      const int x = 2 * i + 1 - window_size;
      window[i] = static_cast<std::int16_t>(4096 - x * x * 16 / 900);
    }
    int begin = first_frequency;
    for (int c = 0; c <= channels; ++c) {
      const int width = 4 + 3 * c;
      frequency_starts[c] = static_cast<std::int16_t>(begin);
      weight_starts[c] = static_cast<std::int16_t>(begin - first_frequency);
      widths[c] = static_cast<std::int16_t>(width);
      for (int i = 0; i < width; ++i, ++begin) {
        weights[begin - first_frequency] = static_cast<std::int16_t>(4096 - i * 4096 / width);
        unweights[begin - first_frequency] = static_cast<std::int16_t>(i * 4096 / width);
      }
    }
    gains[0] = 32000;
    gains[1] = 31000;
    // A parabola from one power of two of the noise to the next.
    for (int bits = 2; bits <= 32; ++bits) {
      const int from = 60000 / bits;
      const int to = 60000 / (bits + 1);
      const int bend = (from - to) / 4;
      gains[4 * bits - 6] = static_cast<std::int16_t>(from);
      gains[4 * bits - 5] = static_cast<std::int16_t>(to - from - bend);
      gains[4 * bits - 4] = static_cast<std::int16_t>(bend);
    }
  }
};
inline constexpr tables made{};

/// Frames of sound: noise, a loud tone, near silence, a tone in noise.
struct sound {
  std::int16_t samples[frames][window_size] = {};

  constexpr sound() {
    random_source random(480);
    constexpr int noise[frames] = {900, 50, 3, 4000};
    constexpr int tone[frames] = {0, 32000, 0, 9000};
    constexpr int period[frames] = {1, 23, 1, 60};
    for (int f = 0; f < frames; ++f) {
      for (int i = 0; i < window_size; ++i) {
        const int phase = i % period[f];
        const int wave = phase * 2 < period[f] ? tone[f] : -tone[f];
        samples[f][i] = static_cast<std::int16_t>(wave + random.between(-noise[f], noise[f]));
      }
    }
  }
};

/// The chain, made of the functions.
class feature_extractor {
 public:
  static constexpr bool valid() {
    return window.valid() && energy.valid(frequencies) && bank.valid(frequencies) && subtraction.valid() &&
           gain.valid() && log.valid();
  }

  constexpr void operator()(const std::int16_t* samples, std::int16_t* features) {
    std::int16_t windowed[window_size]{};
    window(samples, windowed);
    scale_bits_ = mote::signal::fft_auto_scale(windowed, window_size, windowed);
    std::int16_t spectrum[fft_length + 2]{};
    transform(windowed, opaque(window_size), spectrum);
    std::uint32_t energies[frequencies]{};
    energy(spectrum, energies);
    std::uint64_t bands[channels]{};
    bank(energies, bands);
    std::uint32_t levels[channels]{};
    mote::signal::filter_bank_square_root(bands, channels, scale_bits_, levels);
    subtraction(levels, channels, noise_, levels);
    gain(levels, noise_, channels, levels);
    log(levels, channels, features);
  }
  constexpr std::int32_t scale_bits() const { return scale_bits_; }
  constexpr std::uint32_t noise(int channel) const { return noise_[channel]; }

 private:
  static constexpr mote::signal::window window{made.window, window_size, window_shift};
  static constexpr mote::signal::rfft<std::int16_t> transform{
      fft_length, mote::signal::fft_table<std::int16_t, fft_length>.values};
  static constexpr mote::signal::energy energy{first_frequency, last_frequency};
  static constexpr mote::signal::filter_bank bank{made.weights, made.unweights, made.frequency_starts,
                                                  made.weight_starts, made.widths};
  static constexpr mote::signal::filter_bank_spectral_subtraction subtraction{
      {even_smoothing, (1 << fraction_bits) - even_smoothing},
      {odd_smoothing, (1 << fraction_bits) - odd_smoothing},
      min_signal_remaining,
      smoothing_bits,
      fraction_bits,
      false};
  static constexpr mote::signal::pcan gain{made.gains, snr_shift};
  static constexpr mote::signal::filter_bank_log log{output_scale, correction_bits};

  std::uint32_t noise_[channels] = {};
  std::int32_t scale_bits_ = 0;
};

}  // namespace mote_test::front_end

#endif  // MOTE_TESTS_SUPPORT_FRONT_END_HPP
