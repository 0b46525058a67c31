// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_PLAN_ARENA_PLAN_HPP
#define MOTE_PLAN_ARENA_PLAN_HPP

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "mote/config.hpp"

// Places buffers, each live over a range of steps, into one arena, so that no two that are live at the same
// time overlap.
//
// Buffers are placed one by one, each at the lowest offset that is free over its whole life, at first from
// the largest to the smallest. Where the result is above the floor (the most bytes that are live at one
// step), the buffer on top was placed too late: it moves to the front of the order and all are placed again.
// A few such rounds reach the floor on most networks; all is deterministic and bounded: a round compares each
// buffer with those placed before it, and where there are thousands of buffers there are fewer rounds.

namespace mote {

/// A buffer to place. Live from step `first` to step `last`, both included.
struct buffer_request {
  std::uint32_t size = 0;
  std::int16_t first = 0;
  std::int16_t last = -1;

  constexpr bool is_needed() const { return last >= first; }
  constexpr bool lives_at(int step) const { return first <= step && step <= last; }
  constexpr bool lives_with(const buffer_request& other) const {
    return first <= other.last && other.first <= last;
  }
};

/// Offset of a tensor that isn't in the arena.
inline constexpr std::uint32_t not_in_arena = 0xffffffff;

constexpr std::uint64_t align_up(std::uint64_t size) {
  return (size + arena_alignment - 1) / arena_alignment * arena_alignment;
}

/// Memory that the planning of up to MaxBuffers buffers needs beside requests and offsets.
template <std::size_t MaxBuffers>
struct planning_scratch {
  std::uint16_t order[MaxBuffers]{};
  std::uint16_t by_offset[MaxBuffers]{};
};

class arena_planner {
 public:
  /// Plans `count` requests. Offsets of those that aren't needed stay as they are; the others are right only
  /// if arena_bytes() then is below 2^32 - 1.
  template <std::size_t MaxBuffers>
  constexpr arena_planner(const buffer_request* requests, std::size_t count, std::uint32_t* offsets,
                          planning_scratch<MaxBuffers>& scratch)
      : requests_(requests),
        count_(count),
        offsets_(offsets),
        order_(scratch.order),
        by_offset_(scratch.by_offset) {
    const int rounds = rounds_for(count);
    if (rounds == 1) {
      next_round(0);
      return;
    }
    const std::uint64_t least = floor();
    int best_round = 0;
    for (int round = 0; round < rounds; ++round) {
      const std::uint64_t before = arena_bytes_;
      next_round(round);
      if (round > 0 && arena_bytes_ >= before) {
        arena_bytes_ = before;
      } else {
        best_round = round;
        if (align_up(arena_bytes_) <= least) return;
      }
    }
    for (int round = 0; round <= best_round; ++round) next_round(round);
  }

  constexpr std::uint64_t arena_bytes() const { return arena_bytes_; }

 private:
  /// 24 up to 1672 buffers, 1 from 8192 on.
  static constexpr int rounds_for(std::size_t count) {
    constexpr std::uint64_t most_rounds = 24;
    constexpr std::uint64_t most_comparisons = 1 << 26;
    const std::uint64_t affordable = most_comparisons / (std::uint64_t{count} * count + 1);
    return static_cast<int>(std::clamp<std::uint64_t>(affordable, 1, most_rounds));
  }

  /// Most bytes that are live at one step. It is reached at the first step of some buffer.
  constexpr std::uint64_t floor() const {
    std::uint64_t most = 0;
    for (std::size_t i = 0; i < count_; ++i) {
      if (!requests_[i].is_needed()) continue;
      std::uint64_t live = 0;
      for (std::size_t k = 0; k < count_; ++k) {
        if (requests_[k].lives_at(requests_[i].first)) live += align_up(requests_[k].size);
      }
      if (live > most) most = live;
    }
    return most;
  }

  constexpr void next_round(int round) {
    if (round == 0) {
      sort_by_size();
    } else {
      move_to_front(top_);
    }
    place_all();
  }

  constexpr void sort_by_size() {
    needed_ = 0;
    for (std::size_t i = 0; i < count_; ++i) {
      if (!requests_[i].is_needed()) continue;
      std::size_t slot = needed_++;
      for (; slot > 0 && requests_[order_[slot - 1]].size < requests_[i].size; --slot)
        order_[slot] = order_[slot - 1];
      order_[slot] = static_cast<std::uint16_t>(i);
    }
  }

  constexpr void move_to_front(std::uint16_t buffer) {
    std::uint16_t carried = buffer;
    for (std::size_t i = 0; i < needed_; ++i) {
      const std::uint16_t next = order_[i];
      order_[i] = carried;
      if (next == buffer) return;
      carried = next;
    }
  }

  constexpr void place_all() {
    arena_bytes_ = 0;
    for (std::size_t placed = 0; placed < needed_; ++placed) {
      const std::uint16_t next = order_[placed];
      const std::uint64_t offset = lowest_free_offset(requests_[next], placed);
      if (offset + requests_[next].size > arena_bytes_) {
        arena_bytes_ = offset + requests_[next].size;
        top_ = next;
      }
      if (arena_bytes_ >= not_in_arena) return;
      offsets_[next] = static_cast<std::uint32_t>(offset);
      std::size_t slot = placed;
      for (; slot > 0 && offsets_[by_offset_[slot - 1]] > offset; --slot)
        by_offset_[slot] = by_offset_[slot - 1];
      by_offset_[slot] = next;
    }
  }

  constexpr std::uint64_t lowest_free_offset(const buffer_request& request, std::size_t placed) const {
    std::uint64_t offset = 0;
    for (std::size_t i = 0; i < placed; ++i) {
      const std::uint16_t other = by_offset_[i];
      if (!requests_[other].lives_with(request)) continue;
      if (offset + request.size <= offsets_[other]) break;
      const std::uint64_t end = align_up(std::uint64_t{offsets_[other]} + requests_[other].size);
      if (end > offset) offset = end;
    }
    return offset;
  }

  const buffer_request* requests_;
  std::size_t count_;
  std::uint32_t* offsets_;
  std::uint16_t* order_;
  std::uint16_t* by_offset_;
  std::size_t needed_ = 0;
  std::uint64_t arena_bytes_ = 0;
  std::uint16_t top_ = 0;
};

}  // namespace mote

#endif
