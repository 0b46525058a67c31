// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_SIGNAL_OVERLAP_ADD_HPP
#define MOTE_SIGNAL_OVERLAP_ADD_HPP

#include <cstdint>
#include <limits>

#include "mote/config.hpp"
#include "mote/fixed_point.hpp"

namespace mote::signal {

/// Adds up frames of frame_size values that overlap: each starts frame_step values after the one before.
/// int16, whose sums saturate, or float. Source: OverlapAdd of TensorFlow Lite Micro.
template <class T>
struct overlap_add {
  std::int32_t frame_size = 0;
  std::int32_t frame_step = 0;

  constexpr bool valid() const { return frame_step > 0 && frame_step <= frame_size; }
  /// Values that the memory of unfinished sums must have.
  constexpr std::int32_t state_size() const { return frame_size - frame_step; }

  /// Forgets the frames before.
  constexpr void reset(T* state) const {
    for (std::int32_t i = 0; i < state_size(); ++i) state[i] = T{};
  }
  /// Takes a frame and gives frame_step finished sums. The output may be the input.
  template <class Frame>
  MOTE_NOINLINE constexpr void operator()(T* state, Frame frame, T* output) const {
    for (std::int32_t i = 0; i < frame_size; ++i) {
      const T sum = add(i < state_size() ? state[i] : T{}, frame[i]);
      (i < frame_step ? output[i] : state[i - frame_step]) = sum;
    }
  }

 private:
  static constexpr float add(float a, float b) { return a + b; }
  static constexpr std::int16_t add(std::int16_t a, std::int16_t b) {
    using limits = std::numeric_limits<std::int16_t>;
    return static_cast<std::int16_t>(clamp<std::int32_t>(a + b, limits::min(), limits::max()));
  }
};

}  // namespace mote::signal

#endif
