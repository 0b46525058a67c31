// SPDX-License-Identifier: Apache-2.0
#include "mote/plan/arena_plan.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <initializer_list>
#include <numeric>
#include <vector>

#include "support/both_times.hpp"
#include "support/random_source.hpp"

namespace {

using mote::buffer_request;
using mote_test::both_times;
using mote_test::opaque;

constexpr std::size_t capacity = 40;

struct planned {
  buffer_request requests[capacity]{};
  std::uint32_t offsets[capacity]{};
  std::size_t count = 0;
  std::uint64_t arena_bytes = 0;

  constexpr void add(std::uint32_t size, int first, int last) {
    requests[count++] = {size, static_cast<std::int16_t>(first), static_cast<std::int16_t>(last)};
  }
  constexpr void plan() {
    mote::planning_scratch<capacity> scratch;
    for (std::uint32_t& offset : offsets) offset = mote::not_in_arena;
    arena_bytes = mote::arena_planner(requests, count, offsets, scratch).arena_bytes();
  }
};

constexpr planned plan_of(std::initializer_list<buffer_request> requests) {
  planned result;
  for (const buffer_request& request : requests) result.add(request.size, request.first, request.last);
  result.plan();
  return result;
}

/// The most bytes that are live at one step, each buffer as large as its share of an aligned arena.
constexpr std::uint64_t live_bytes(const planned& p) {
  std::uint64_t most = 0;
  for (int step = -1; step < 100; ++step) {
    std::uint64_t live = 0;
    for (std::size_t i = 0; i < p.count; ++i) {
      const bool lives = p.requests[i].first <= step && step <= p.requests[i].last;
      if (lives) live += (std::uint64_t{p.requests[i].size} + 15) / 16 * 16;
    }
    most = live > most ? live : most;
  }
  return most;
}

/// Whether the plan can be used: by definition, sharing nothing with the planner.
constexpr bool is_sound(const planned& p) {
  std::uint64_t end_of_last = 0;
  for (std::size_t i = 0; i < p.count; ++i) {
    const buffer_request& a = p.requests[i];
    if (a.last < a.first) {
      if (p.offsets[i] != mote::not_in_arena) return false;
      continue;
    }
    const std::uint64_t a_end = std::uint64_t{p.offsets[i]} + a.size;
    if (p.offsets[i] % 16 != 0) return false;
    end_of_last = a_end > end_of_last ? a_end : end_of_last;
    for (std::size_t k = 0; k < i; ++k) {
      const buffer_request& b = p.requests[k];
      const bool meet_in_time = b.first <= b.last && a.first <= b.last && b.first <= a.last;
      const std::uint64_t b_end = std::uint64_t{p.offsets[k]} + b.size;
      if (meet_in_time && p.offsets[i] < b_end && p.offsets[k] < a_end) return false;
    }
  }
  return p.arena_bytes == end_of_last;
}

/// The floor is in whole units of the alignment, the arena's end is not.
constexpr bool is_as_small_as_can_be(const planned& p) {
  return (p.arena_bytes + 15) / 16 * 16 == live_bytes(p);
}

}  // namespace

TEST_CASE("arena_plan: buffer requests") {
  CHECK(both_times([] {
    const buffer_request a{10, 2, 4};
    const buffer_request never{10, 4, 3};
    const buffer_request by_default;
    return a.is_needed() && !never.is_needed() && !by_default.is_needed() && a.lives_at(opaque(2)) &&
           a.lives_at(4) && !a.lives_at(5) && !a.lives_at(1) && a.lives_with({1, 4, 9}) &&
           !a.lives_with({1, 5, 9}) && a.lives_with({1, -1, 2}) && !a.lives_with({1, -1, 1});
  }));
  CHECK(both_times([] {
    return mote::align_up(opaque(std::uint64_t{0})) == 0 && mote::align_up(1) == 16 &&
           mote::align_up(16) == 16 && mote::align_up(17) == 32 && mote::align_up(0xffffffff) == 0x100000000;
  }));
}

TEST_CASE("arena_plan: nothing to place") {
  CHECK(both_times([] {
    const planned nothing = plan_of({});
    const planned not_needed = plan_of({{opaque(100U), 1, 0}, {50, 5, 3}});
    return nothing.arena_bytes == 0 && not_needed.arena_bytes == 0 && is_sound(not_needed);
  }));
}

TEST_CASE("arena_plan: one buffer, and buffers that never meet") {
  CHECK(both_times([] {
    const planned one = plan_of({{opaque(100U), 0, 1}});
    const planned apart = plan_of({{100, 0, 1}, {90, 2, 3}, {80, 4, 4}});
    return one.arena_bytes == 100 && one.offsets[0] == 0 && apart.arena_bytes == 100 && is_sound(apart);
  }));
}

TEST_CASE("arena_plan: buffers that meet lie side by side, aligned") {
  CHECK(both_times([] {
    const planned two = plan_of({{opaque(10U), 0, 1}, {20, 1, 2}});
    return two.arena_bytes == 42 && two.offsets[1] == 0 && two.offsets[0] == 32 && is_sound(two);
  }));
}

TEST_CASE("arena_plan: a chain whose largest buffers don't lead to the best plan") {
  CHECK(both_times([] {
    // From the largest down: 6 and 5 units at 0, 4 at 5, and then there is no room below for 3.
    const planned chain = plan_of({{opaque(5U) * 16, 0, 1}, {4 * 16, 1, 2}, {3 * 16, 2, 3}, {6 * 16, 3, 4}});
    return chain.arena_bytes == 9 * 16 && is_sound(chain);
  }));
}

TEST_CASE("arena_plan: many buffers take no longer than their square") {
  constexpr std::size_t count = mote_test::on_board ? 2000 : 16000;
  static buffer_request requests[count];
  static std::uint32_t offsets[count];
  static mote::planning_scratch<count> scratch;
  mote_test::random_source random(3);
  for (std::size_t i = 0; i < count; ++i) {
    const auto first = static_cast<std::int16_t>(random.between(0, 30000));
    requests[i] = {static_cast<std::uint32_t>(random.between(1, 1000)), first,
                   static_cast<std::int16_t>(random.between(first, 30000))};
  }
  const std::clock_t begin = std::clock();
  const std::uint64_t bytes = mote::arena_planner(requests, count, offsets, scratch).arena_bytes();
  CHECK(static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC < 4.0);
  // Neighbours in memory that meet in time.
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [](std::size_t a, std::size_t b) { return offsets[a] < offsets[b]; });
  for (std::size_t i = 0; i + 1 < count; ++i) {
    const buffer_request& a = requests[order[i]];
    const std::uint64_t end = std::uint64_t{offsets[order[i]]} + a.size;
    REQUIRE(end <= bytes);
    REQUIRE((!a.lives_with(requests[order[i + 1]]) || end <= offsets[order[i + 1]]));
  }
}

TEST_CASE("arena_plan: empty buffers need no room") {
  CHECK(both_times([] {
    const planned p = plan_of({{opaque(0U), 0, 2}, {32, 0, 2}, {0, 1, 1}});
    return p.arena_bytes == 32;
  }));
}

TEST_CASE("arena_plan: more than can be addressed is seen") {
  CHECK(both_times([] {
    const planned two = plan_of({{opaque(0x80000000U), 0, 1}, {0x80000000U, 0, 1}});
    const planned many =
        plan_of({{0xfffffff0U, 0, 9}, {0xfffffff0U, 0, 9}, {0xfffffff0U, 0, 9}, {0xfffffff0U, 0, 9}});
    const planned just_fits = plan_of({{0x7ffffff0U, 0, 1}, {0x7ffffff0U, 0, 1}});
    return two.arena_bytes >= mote::not_in_arena && many.arena_bytes >= mote::not_in_arena &&
           just_fits.arena_bytes == 0xffffffe0U && is_sound(just_fits);
  }));
}

TEST_CASE("arena_plan: any requests get a sound plan, the same each time") {
  mote_test::random_source random(21);
  for (int round = 0; round < mote_test::rounds(5000, 50); ++round) {
    planned p;
    const int count = random.between(1, static_cast<std::int32_t>(capacity));
    const int steps = random.between(1, 60);
    const std::int32_t largest = random.chance(4) ? 40 : 50000;
    for (int i = 0; i < count; ++i) {
      const int first = random.between(-1, steps);
      p.add(static_cast<std::uint32_t>(random.between(1, largest)), first,
            random.chance(10)
                ? first - 1
                : random.between(first, std::min<std::int32_t>(first + random.between(0, 9), steps)));
    }
    p.plan();
    CHECK(is_sound(p));
    CHECK((p.arena_bytes + 15) / 16 * 16 >= live_bytes(p));
    planned again = p;
    again.plan();
    CHECK(std::equal(p.offsets, p.offsets + p.count, again.offsets));
  }
}

TEST_CASE("arena_plan: chains reach the floor") {
  mote_test::random_source random(22);
  for (int round = 0; round < mote_test::rounds(2000, 50); ++round) {
    planned p;
    for (int i = random.between(2, 30); i > 0; --i) {
      p.add(static_cast<std::uint32_t>(random.between(1, 5000)), i, i + 1);
    }
    p.plan();
    CHECK(is_sound(p));
    CHECK(is_as_small_as_can_be(p));
  }
}

TEST_CASE("arena_plan: residual networks reach the floor") {
  mote_test::random_source random(23);
  for (int round = 0; round < mote_test::rounds(2000, 50); ++round) {
    planned p;
    // Blocks of two convolutions and an addition of the block's input; every other one halves the image.
    std::uint32_t size = static_cast<std::uint32_t>(random.between(8, 64)) * 1024;
    int step = 0;
    for (int block = random.between(1, 8); block > 0; --block, step += 3) {
      p.add(size, step, step + 3);  // x, read by the first convolution and by the addition
      if (random.chance(2)) size /= 2;
      p.add(size, step + 1, step + 2);
      p.add(size, step + 2, step + 3);
    }
    p.add(size, step, step);
    p.plan();
    CHECK(is_sound(p));
    CHECK(is_as_small_as_can_be(p));
  }
}
