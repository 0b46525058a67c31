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
///
/// Weights and samples are pointers, or elements of a tensor that index like one.
template <class Weights>
struct basic_window {
  Weights weights{};
  std::int32_t size = 0;
  std::int32_t shift = 0;

  constexpr bool valid() const { return size > 0 && shift >= 0 && shift < 32; }

  /// The output may be the input.
  template <class Samples>
  MOTE_NOINLINE constexpr void operator()(Samples input, std::int16_t* output) const {
    using limits = std::numeric_limits<std::int16_t>;
    for (std::int32_t i = 0; i < size; ++i) {
      const std::int32_t product = (std::int32_t{input[i]} * weights[i]) >> shift;
      output[i] = static_cast<std::int16_t>(clamp<std::int32_t>(product, limits::min(), limits::max()));
    }
  }
};
using window = basic_window<const std::int16_t*>;

}  // namespace mote::signal

#endif
