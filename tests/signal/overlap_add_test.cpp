// SPDX-License-Identifier: Apache-2.0
#include "mote/signal/overlap_add.hpp"

#include <doctest/doctest.h>

#include <cstdint>

#include "support/both_times.hpp"

namespace {

using mote::signal::overlap_add;
using mote_test::both_times;
using mote_test::opaque;

}  // namespace

TEST_CASE("overlap add: each output is the sum of the frames that reach it") {
  CHECK(both_times([] {
    const overlap_add<std::int16_t> sums{5, opaque(2)};
    std::int16_t state[3]{9, 9, 9};
    sums.reset(state);
    const std::int16_t frames[][5] = {{1, 2, 3, 4, 5}, {10, 20, 30, 40, 50}, {100, 200, 300, 400, 500}};
    const std::int16_t expected[][2] = {{1, 2}, {13, 24}, {135, 240}};
    for (int i = 0; i < 3; ++i) {
      std::int16_t output[2]{};
      sums(state, frames[i], output);
      if (output[0] != expected[i][0] || output[1] != expected[i][1]) return false;
    }
    return sums.state_size() == 3 && state[0] == 350 && state[1] == 400 && state[2] == 500;
  }));
}

TEST_CASE("overlap add: sums of int16 saturate, each time") {
  CHECK(both_times([] {
    const overlap_add<std::int16_t> sums{2, opaque(1)};
    std::int16_t state[1]{};
    sums.reset(state);
    const std::int16_t frames[][2] = {{-20000, 20000}, {20000, -20000}, {-20000, 5}};
    const int expected[] = {-20000, 32767, -32768};
    for (int i = 0; i < 3; ++i) {
      std::int16_t output[1]{};
      sums(state, frames[i], output);
      if (output[0] != expected[i]) return false;
    }
    return state[0] == 5;
  }));
}

TEST_CASE("overlap add: in place, and without overlap") {
  CHECK(both_times([] {
    const overlap_add<std::int16_t> sums{3, opaque(1)};
    std::int16_t state[2]{10, 20};
    std::int16_t frame[] = {1, 2, 3};
    sums(state, frame, frame);
    const overlap_add<std::int16_t> apart{2, opaque(2)};
    std::int16_t output[2]{};
    apart(nullptr, frame + 1, output);
    return frame[0] == 11 && state[0] == 22 && state[1] == 3 && output[0] == 2 && output[1] == 3;
  }));
}

TEST_CASE("overlap add: float") {
  CHECK(both_times([] {
    const overlap_add<float> sums{3, opaque(2)};
    float state[1]{1.0F};
    sums.reset(state);
    const float frame[] = {0.5F, -0.25F, 4.0F};
    float output[2]{};
    sums(state, frame, output);
    const bool first = output[0] == 0.5F && output[1] == -0.25F && state[0] == 4.0F;
    sums(state, frame, output);
    return first && output[0] == 4.5F && output[1] == -0.25F && state[0] == 4.0F;
  }));
}

TEST_CASE("overlap add: what is valid") {
  CHECK(both_times([] {
    using sums = overlap_add<std::int16_t>;
    return sums{opaque(3), 1}.valid() && sums{3, 3}.valid() && !sums{3, 4}.valid() && !sums{3, 0}.valid() &&
           !sums{-1, -1}.valid() && !sums{0, 0}.valid();
  }));
}
