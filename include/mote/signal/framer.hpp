// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_SIGNAL_FRAMER_HPP
#define MOTE_SIGNAL_FRAMER_HPP

#include <cstdint>

#include "mote/config.hpp"
#include "mote/signal/sample_queue.hpp"

namespace mote::signal {

/// Cuts a stream of samples into frames of frame_size that start frame_step samples apart.
/// Source: FramerEval of TensorFlow Lite Micro.
struct framer {
  std::int32_t frame_size = 0;
  std::int32_t frame_step = 0;
  bool prefill =
      false;  ///< whether zeros stand before the stream, so that already the first step gives a frame

  constexpr bool valid() const {
    constexpr std::int32_t most = 1 << 24;
    return frame_step > 0 && frame_step < most && frame_size > 0 && frame_size < most &&
           (!prefill || frame_size >= frame_step);
  }
  /// Samples that the queue must have room for.
  constexpr std::int32_t queue_size() const {
    return prefill ? frame_size - frame_step : (frame_size - 1) / frame_step * frame_step;
  }

  /// Forgets the stream.
  constexpr void reset(sample_queue& queue) const {
    queue.clear();
    if (prefill) queue.push_zeros(frame_size - frame_step);
  }
  /// Takes frame_step samples. Writes a frame and gives true, or gives false as long as there are too few.
  template <class Samples>
  MOTE_NOINLINE constexpr bool operator()(sample_queue& queue, Samples input, std::int16_t* frame) const {
    const bool complete = queue.size() + frame_step >= frame_size;
    if (complete) queue.read(input, frame_size, frame);
    queue.shift(complete ? frame_step : 0, input, frame_step);
    return complete;
  }
};

}  // namespace mote::signal

#endif
