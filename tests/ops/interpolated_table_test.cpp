// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/interpolated_table.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>

#include "support/both_times.hpp"

namespace {

using mote_test::both_times;
using mote_test::opaque;

struct identity {
  constexpr float operator()(float x) const { return x; }
};
struct squared {
  constexpr float operator()(float x) const { return x * x; }
};

constexpr mote::interpolated_table line(1.0F / 32768, 0, 1.0F / 32768, identity());
constexpr mote::interpolated_table parabola(1.0F / 32768, 0, 1.0F / 32768, squared());

}  // namespace

TEST_CASE("interpolated_table: a straight line stays one") {
  CHECK(both_times([] {
    for (std::int32_t x = -32768; x < 32768; x += 97) {
      const std::int32_t error = line(opaque(x)) - x;
      if (error < -1 || error > 1) return false;
    }
    return line.values[0] == -32768 && line.values[512] == 32767;
  }));
}

TEST_CASE("interpolated_table: a curve is near, and saturates") {
  for (int x = -32768; x < 32768; ++x) {
    const double exact = std::fmin(x / 32768.0 * x, 32767.0);
    CHECK(std::fabs(parabola(x) - exact) <= 2.0);
  }
  static_assert(parabola.values[0] == 32767 && parabola.values[256] == 0);
}

TEST_CASE("interpolated_table: entries are lower by half of what a chord is too high") {
  // Steps of 1/4: the chord of x * x is 1/64 too high halfway, 512 in Q0.15... of a step of 2^-8 half a unit.
  static_assert(parabola.values[257] == 0 && parabola.values[258] == 2);
}
