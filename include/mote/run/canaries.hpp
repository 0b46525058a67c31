// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_RUN_CANARIES_HPP
#define MOTE_RUN_CANARIES_HPP

#include <cstddef>
#include <type_traits>

#include "mote/config.hpp"

// Known bytes before and behind an arena, which nobody has a reason to write: a program that writes past the
// end of something else, or a stack that grows into the arena, is likely to.

namespace mote {

/// Option of an interpreter or a static model: `invoke` looks at the canaries before and after the run, and
/// returns run_status::arena_damaged if one has changed. They take canary_bytes at each end of the arena.
struct canaries {};

/// A multiple of the alignment, so that the arena keeps its own.
inline constexpr std::size_t canary_bytes = arena_alignment;

namespace detail {

/// Neither all zeros nor all ones, nor the same everywhere: what stray writes leave behind.
constexpr std::byte canary_byte(std::size_t position) { return static_cast<std::byte>(0xc5 + 37 * position); }

inline void write_canary(std::byte* at) {
  for (std::size_t i = 0; i < canary_bytes; ++i) at[i] = canary_byte(i);
}
inline bool is_canary(const std::byte* at) {
  bool is_intact = true;
  // Read as they are in memory: what changes them is not what the compiler sees.
  const volatile std::byte* const bytes = at;
  for (std::size_t i = 0; i < canary_bytes; ++i) is_intact = is_intact && bytes[i] == canary_byte(i);
  return is_intact;
}

/// The arena of a static model.
template <std::size_t Bytes, bool HasCanaries>
class static_arena {
 public:
  std::byte* data() { return bytes_; }

 private:
  alignas(arena_alignment) std::byte bytes_[Bytes];
};
template <std::size_t Bytes>
class static_arena<Bytes, true> {
 public:
  std::byte* data() { return bytes_ + canary_bytes; }
  void write_canaries() {
    write_canary(bytes_);
    write_canary(bytes_ + canary_bytes + Bytes);
    is_written_ = true;
  }
  /// Static storage begins as zeros: the canaries are written before the first run.
  bool has_canaries() const { return is_written_; }
  bool canaries_intact() const { return is_canary(bytes_) && is_canary(bytes_ + canary_bytes + Bytes); }

 private:
  alignas(arena_alignment) std::byte bytes_[Bytes + 2 * canary_bytes];
  bool is_written_;
};

template <class... Options>
inline constexpr bool has_canaries_v = (std::is_same_v<Options, canaries> || ...);

}  // namespace detail

}  // namespace mote

#endif
