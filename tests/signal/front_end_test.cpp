// SPDX-License-Identifier: Apache-2.0
#include "support/front_end.hpp"

#include <doctest/doctest.h>

#include <cstdint>

#include "mote/signal.hpp"
#include "support/both_times.hpp"

namespace {

namespace chain = mote_test::front_end;
namespace signal = mote::signal;
using mote_test::both_times;
using mote_test::opaque;

class front_end {
 public:
  static constexpr bool valid() {
    return window.valid() && energy.valid(chain::frequencies) && bank.valid(chain::frequencies) &&
           subtraction.valid() && gain.valid() && log.valid();
  }

  constexpr void operator()(const std::int16_t* samples, std::int16_t* features) {
    std::int16_t windowed[chain::window_size]{};
    window(samples, windowed);
    scale_bits_ = signal::fft_auto_scale(windowed, chain::window_size, windowed);
    std::int16_t spectrum[chain::fft_length + 2]{};
    transform(windowed, opaque(chain::window_size), spectrum);
    std::uint32_t energies[chain::frequencies]{};
    energy(spectrum, energies);
    std::uint64_t bands[chain::channels]{};
    bank(energies, bands);
    std::uint32_t channels[chain::channels]{};
    signal::filter_bank_square_root(bands, chain::channels, scale_bits_, channels);
    subtraction(channels, chain::channels, noise_, channels);
    gain(channels, noise_, chain::channels, channels);
    log(channels, chain::channels, features);
  }
  constexpr std::int32_t scale_bits() const { return scale_bits_; }
  constexpr std::uint32_t noise(int channel) const { return noise_[channel]; }

 private:
  static constexpr signal::window window{chain::made.window, chain::window_size, chain::window_shift};
  static constexpr signal::rfft<std::int16_t> transform{
      chain::fft_length, signal::fft_table<std::int16_t, chain::fft_length>.values};
  static constexpr signal::energy energy{chain::first_frequency, chain::last_frequency};
  static constexpr signal::filter_bank bank{chain::made.weights, chain::made.unweights,
                                            chain::made.frequency_starts, chain::made.weight_starts,
                                            chain::made.widths};
  static constexpr signal::filter_bank_spectral_subtraction subtraction{
      {chain::even_smoothing, (1 << chain::fraction_bits) - chain::even_smoothing},
      {chain::odd_smoothing, (1 << chain::fraction_bits) - chain::odd_smoothing},
      chain::min_signal_remaining,
      chain::smoothing_bits,
      chain::fraction_bits,
      false};
  static constexpr signal::pcan gain{chain::made.gains, chain::snr_shift};
  static constexpr signal::filter_bank_log log{chain::output_scale, chain::correction_bits};

  std::uint32_t noise_[chain::channels] = {};
  std::int32_t scale_bits_ = 0;
};

// Made with TensorFlow Lite Micro.
constexpr std::int32_t expected_scale_bits[chain::frames] = {5, 0, 13, 1};
constexpr std::int16_t expected_features[chain::frames][chain::channels] = {
    {602, 622, 636, 632, 652, 645, 652, 655, 681, 668},
    {600, 930, 965, 792, 877, 892, 854, 863, 856, 846},
    {0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
    {895, 779, 806, 790, 790, 754, 758, 750, 763, 758}};
constexpr std::uint32_t expected_noise[chain::channels] = {6322798,  30837050, 21325390, 6029296, 5825929,
                                                           16837162, 3904708,  11161650, 4140257, 9151772};

}  // namespace

TEST_CASE("front end: from samples to features as TensorFlow Lite Micro does it") {
  static_assert(front_end::valid());
  CHECK(both_times([] {
    const chain::sound sound;
    front_end extract;
    for (int frame = 0; frame < chain::frames; ++frame) {
      std::int16_t features[chain::channels]{};
      extract(sound.samples[frame], features);
      if (extract.scale_bits() != expected_scale_bits[frame]) return false;
      for (int i = 0; i < chain::channels; ++i) {
        if (features[i] != expected_features[frame][i]) return false;
      }
    }
    for (int i = 0; i < chain::channels; ++i) {
      if (extract.noise(i) != expected_noise[i]) return false;
    }
    return true;
  }));
}
