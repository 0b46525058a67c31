// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_SIGNAL_DELAY_HPP
#define MOTE_SIGNAL_DELAY_HPP

#include <cstdint>

#include "mote/config.hpp"
#include "mote/signal/sample_queue.hpp"

namespace mote::signal {

/// Gives a stream of samples `length` samples later; zeros come first.
/// Source: DelayEval of TensorFlow Lite Micro.
struct delay {
  std::int32_t length = 0;

  constexpr bool valid() const { return length >= 0 && length < 1 << 24; }
  /// Samples that the queue must have room for.
  constexpr std::int32_t queue_size() const { return length; }

  /// Forgets the stream.
  constexpr void reset(sample_queue& queue) const {
    queue.clear();
    queue.push_zeros(length);
  }
  /// Takes and gives `count` samples. Input and output must not overlap.
  template <class Samples>
  MOTE_NOINLINE constexpr void operator()(sample_queue& queue, Samples input, std::int32_t count,
                                          std::int16_t* output) const {
    queue.read(input, count, output);
    queue.shift(count, input, count);
  }
};

}  // namespace mote::signal

#endif
