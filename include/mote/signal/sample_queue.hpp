// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_SIGNAL_SAMPLE_QUEUE_HPP
#define MOTE_SIGNAL_SAMPLE_QUEUE_HPP

#include <cstdint>

// What framer, stacker and delay remember of the samples that they have seen.

namespace mote::signal {

/// A queue of samples in memory of the caller's, oldest first.
///
/// Operators see a sequence: the queue and, behind it, the samples of the call. Only what a later call needs
/// is kept, and it is moved to the front, so that the memory holds neither a second copy nor the newest
/// samples. Samples of a call are a pointer, or elements of a tensor that index and advance like one.
class sample_queue {
 public:
  /// In memory that has room for as many samples as the operator's queue_size tells, with `size` kept ones.
  constexpr explicit sample_queue(std::int16_t* memory, std::int32_t size = 0)
      : memory_(memory), size_(size) {}

  constexpr std::int32_t size() const { return size_; }
  constexpr void clear() { size_ = 0; }
  constexpr void push_zeros(std::int32_t count) {
    for (std::int32_t i = 0; i < count; ++i) memory_[size_++] = 0;
  }
  template <class Samples>
  constexpr void push(Samples samples, std::int32_t count) {
    for (std::int32_t i = 0; i < count; ++i) memory_[size_++] = samples[i];
  }

  /// Copies the first `count` samples of the sequence of this queue and `next`. Requires an output that does
  /// not overlap them.
  template <class Samples>
  constexpr void read(Samples next, std::int32_t count, std::int16_t* output) const {
    const std::int32_t own = count < size_ ? count : size_;
    for (std::int32_t i = 0; i < own; ++i) output[i] = memory_[i];
    for (std::int32_t i = own; i < count; ++i) output[i] = next[i - own];
  }
  /// Keeps the sequence of this queue and the `count` samples at `next`, without its first `dropped` ones.
  template <class Samples>
  constexpr void shift(std::int32_t dropped, Samples next, std::int32_t count) {
    const std::int32_t own = dropped < size_ ? dropped : size_;
    for (std::int32_t i = own; i < size_; ++i) memory_[i - own] = memory_[i];
    size_ -= own;
    push(next + (dropped - own), count - (dropped - own));
  }

 private:
  std::int16_t* memory_;
  std::int32_t size_;
};

}  // namespace mote::signal

#endif
