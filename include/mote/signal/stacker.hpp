// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_SIGNAL_STACKER_HPP
#define MOTE_SIGNAL_STACKER_HPP

#include <cstdint>

#include "mote/config.hpp"
#include "mote/signal/sample_queue.hpp"

namespace mote::signal {

/// Joins a frame of `channels` values with those before and after it.
/// Source: StackerEval of TensorFlow Lite Micro.
struct stacker {
  std::int32_t channels = 0;
  std::int32_t left_context = 0;   ///< frames before; those before the stream are copies of its first
  std::int32_t right_context = 0;  ///< frames after
  std::int32_t step = 0;           ///< frames from one output to the next

  struct state {
    sample_queue queue;
    bool started = false;  ///< whether the first frame has been seen
  };

  constexpr bool valid() const {
    constexpr std::int32_t most = 1 << 12;
    return channels > 0 && channels < most && left_context >= 0 && left_context < most &&
           right_context >= 0 && right_context < most && step > 0 && step <= left_context + right_context + 1;
  }
  constexpr std::int32_t output_size() const { return queue_size() + channels; }
  /// Values that the queue must have room for.
  constexpr std::int32_t queue_size() const { return channels * (left_context + right_context); }

  /// Forgets the stream.
  constexpr void reset(state& memory) const {
    memory.queue.clear();
    memory.started = false;
  }
  /// Takes a frame. Writes output_size() values and gives true, or gives false as long as there are too few.
  template <class Samples>
  MOTE_NOINLINE constexpr bool operator()(state& memory, Samples frame, std::int16_t* output) const {
    if (!memory.started) {
      for (std::int32_t i = 0; i < left_context; ++i) memory.queue.push(frame, channels);
      memory.started = true;
    }
    const bool complete = memory.queue.size() + channels >= output_size();
    if (complete) memory.queue.read(frame, output_size(), output);
    memory.queue.shift(complete ? channels * step : 0, frame, channels);
    return complete;
  }
};

}  // namespace mote::signal

#endif
