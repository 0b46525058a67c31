// SPDX-License-Identifier: Apache-2.0
#include "mote/signal/stacker.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>

#include "support/both_times.hpp"

namespace {

using mote::signal::sample_queue;
using mote::signal::stacker;
using mote_test::both_times;
using mote_test::opaque;

// Runs frames {1, 101}, {2, 102}, ... through a stacker of two channels. Expects the given output, of which 0
// stands for none, as the first channels of the frames in it.
template <std::size_t Frames, std::size_t Count>
constexpr bool stacks(const stacker& stack, const int (&expected)[Count][Frames]) {
  std::int16_t memory[2 * Frames]{};
  stacker::state state{sample_queue(memory)};
  stack.reset(state);
  for (std::size_t call = 0; call < Count; ++call) {
    const auto number = static_cast<std::int16_t>(call + 1);
    const std::int16_t frame[] = {number, static_cast<std::int16_t>(number + 100)};
    std::int16_t output[2 * Frames]{};
    if (stack(state, frame, output) != (expected[call][0] != 0)) return false;
    for (std::size_t i = 0; i < Frames; ++i) {
      const int first = expected[call][i];
      if (output[2 * i] != first || output[2 * i + 1] != (first == 0 ? 0 : first + 100)) return false;
    }
  }
  return true;
}

}  // namespace

TEST_CASE("stacker: frames before the first are copies of it, frames after are waited for") {
  CHECK(both_times([] {
    return stacks<4>({2, opaque(2), 1, 1},
                     {{0, 0, 0, 0}, {1, 1, 1, 2}, {1, 1, 2, 3}, {1, 2, 3, 4}, {2, 3, 4, 5}});
  }));
}

TEST_CASE("stacker: steps of several frames, up to all of them") {
  CHECK(both_times([] {
    return stacks<3>({2, opaque(1), 1, 2},
                     {{0, 0, 0}, {1, 1, 2}, {0, 0, 0}, {2, 3, 4}, {0, 0, 0}, {4, 5, 6}}) &&
           stacks<3>({2, opaque(1), 1, 3}, {{0, 0, 0}, {1, 1, 2}, {0, 0, 0}, {0, 0, 0}, {3, 4, 5}}) &&
           stacks<3>({2, opaque(2), 0, 3}, {{1, 1, 1}, {0, 0, 0}, {0, 0, 0}, {2, 3, 4}});
  }));
}

TEST_CASE("stacker: without context every frame passes") {
  CHECK(both_times([] { return stacks<1>({2, opaque(0), 0, 1}, {{1}, {2}, {3}}); }));
}

TEST_CASE("stacker: after a reset the next frame is the first again") {
  CHECK(both_times([] {
    const stacker stack{1, opaque(2), 0, 1};
    std::int16_t memory[2]{};
    stacker::state state{sample_queue(memory)};
    std::int16_t output[3]{};
    const std::int16_t frames[] = {7, 8};
    const bool first = stack(state, frames, output) && output[0] == 7 && output[2] == 7;
    stack.reset(state);
    return first && stack(state, frames + 1, output) && output[0] == 8 && output[1] == 8 && output[2] == 8;
  }));
}

TEST_CASE("stacker: what is valid") {
  CHECK(both_times([] {
    return stacker{opaque(40), 3, 1, 2}.valid() && stacker{1, 0, 0, 1}.valid() &&
           stacker{1, 1, 1, 3}.valid() && !stacker{1, 1, 1, 4}.valid() && !stacker{1, 1, 1, 0}.valid() &&
           !stacker{0, 1, 1, 1}.valid() && !stacker{1, -1, 1, 1}.valid() && !stacker{1, 1, -1, 1}.valid() &&
           !stacker{0x7fffffff, 1, 1, 1}.valid() && !stacker{1, 0x7fffffff, 1, 1}.valid();
  }));
}
