// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_SIGNAL_WINDOW_HPP
#define MOTE_SIGNAL_WINDOW_HPP

#include <cstdint>
#include <limits>

#include "mote/config.hpp"
#include "mote/fixed_point.hpp"

namespace mote::signal {

/// Multiplies each frame of samples by a window: weights with `shift` fraction bits. Saturates.
/// Source: ApplyWindow of TensorFlow Lite Micro.
struct window {
  const std::int16_t* weights = nullptr;
  std::int32_t size = 0;
  std::int32_t shift = 0;

  constexpr bool valid() const { return size > 0 && shift >= 0 && shift < 32; }

  /// The output may be the input.
  MOTE_NOINLINE constexpr void operator()(const std::int16_t* input, std::int16_t* output) const {
    using limits = std::numeric_limits<std::int16_t>;
    for (std::int32_t i = 0; i < size; ++i) {
      const std::int32_t product = (std::int32_t{input[i]} * weights[i]) >> shift;
      output[i] = static_cast<std::int16_t>(clamp<std::int32_t>(product, limits::min(), limits::max()));
    }
  }
};

}  // namespace mote::signal

#endif
