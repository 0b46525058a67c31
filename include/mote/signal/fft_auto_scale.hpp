// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_SIGNAL_FFT_AUTO_SCALE_HPP
#define MOTE_SIGNAL_FFT_AUTO_SCALE_HPP

#include <cstdint>

#include "mote/config.hpp"

namespace mote::signal {

/// Largest magnitude of samples as int16 has it: -32768 is its own magnitude, and smaller than anything after
/// it. Source: MaxAbs16 of TensorFlow Lite Micro.
template <class Samples>
constexpr std::int16_t largest_magnitude(Samples samples, std::int32_t count) {
  std::int16_t largest = 0;
  for (std::int32_t i = 0; i < count; ++i) {
    const std::int16_t value = samples[i];
    if (value > largest) {
      largest = value;
    } else if (-value > largest) {
      largest = static_cast<std::int16_t>(-value);
    }
  }
  return largest;
}

/// Shifts samples to the left as far as the largest lets them, and gives by how many bits. The output may be
/// the input. Source: FftAutoScale of TensorFlow Lite Micro.
template <class Samples>
MOTE_NOINLINE constexpr std::int32_t fft_auto_scale(Samples input, std::int32_t count, std::int16_t* output) {
  const std::int16_t largest = largest_magnitude(input, count);
  // Nothing to gain from zeros, and no room above -32768.
  const std::int32_t scale_bits = largest <= 0 ? 0 : __builtin_clz(static_cast<unsigned>(largest)) - 17;
  for (std::int32_t i = 0; i < count; ++i)
    output[i] = static_cast<std::int16_t>(input[i] * (1 << scale_bits));
  return scale_bits;
}

}  // namespace mote::signal

#endif
