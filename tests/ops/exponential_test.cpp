// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/exponential.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <limits>

#include "support/both_times.hpp"
#include "support/oracle.hpp"
#include "support/random_source.hpp"

namespace {

using mote_test::both_times;
using mote_test::opaque;

constexpr std::int32_t lowest = std::numeric_limits<std::int32_t>::min();
constexpr std::int32_t highest = std::numeric_limits<std::int32_t>::max();
constexpr double q0_31 = 2147483648.0;
constexpr double q5_26 = 67108864.0;

}  // namespace

TEST_CASE("exponential: saturating_shift_left") {
  CHECK(both_times([] {
    const auto shift = [](std::int32_t value, int exponent) {
      return mote::saturating_shift_left(opaque(value), exponent);
    };
    return shift(3, 2) == 12 && shift(-3, 2) == -12 && shift(highest, 0) == highest &&
           shift(highest, 1) == highest && shift(lowest, 1) == lowest && shift(1 << 29, 1) == 1 << 30 &&
           shift(1 << 30, 1) == highest && shift(-(1 << 30), 1) == lowest && shift(1, 30) == 1 << 30 &&
           shift(2, 30) == highest;
  }));
}

TEST_CASE("exponential: of 0 is the largest number below 1, and it falls to nothing") {
  CHECK(both_times([] {
    return mote::exp_of_negative(opaque(0)) == highest && mote::exp_of_negative(opaque(-1)) < highest &&
           mote::exp_of_negative(opaque(-4)) > highest - 1000 && mote::exp_of_negative(opaque(lowest)) == 0;
  }));
}

TEST_CASE("exponential: equals the oracle, and is near the mathematical function") {
  mote_test::random_source random(61);
  for (int round = 0; round < mote_test::rounds(200000, 1000); ++round) {
    const std::int32_t a =
        random.chance(2) ? random.integer<std::int32_t>(lowest, 0) : -random.between(0, 1 << 27);
    const std::int32_t result = mote::exp_of_negative(a);
    CHECK(result == oracle::exp_of_negative(a));
    CHECK(std::fabs(result / q0_31 - std::exp(a / q5_26)) < 3e-7);
  }
}

TEST_CASE("exponential: reciprocals at the ends") {
  CHECK(both_times([] {
    return mote::one_over_one_plus(opaque(0)) == highest &&
           mote::one_over_one_plus(opaque(highest)) >= (1 << 30) - 4 &&
           mote::one_over_one_plus(opaque(highest)) <= (1 << 30) + 4;
  }));
}

TEST_CASE("exponential: reciprocals equal the oracle, and are near the mathematical function") {
  mote_test::random_source random(62);
  for (int round = 0; round < mote_test::rounds(200000, 1000); ++round) {
    const auto a = random.integer<std::int32_t>(0, highest);
    const std::int32_t result = mote::one_over_one_plus(a);
    CHECK(result == oracle::reciprocal_of_one_plus(a));
    CHECK(std::fabs(result / q0_31 - 1 / (1 + a / q0_31)) < 1e-8);
  }
}

TEST_CASE("exponential: with 4 integer bits") {
  CHECK(both_times([] {
    return mote::exp_of_negative<4>(opaque(0)) == highest && mote::exp_of_negative<4>(opaque(-1)) < highest &&
           mote::exp_of_negative<4>(opaque(lowest)) > 0;
  }));
  mote_test::random_source random(63);
  for (int round = 0; round < mote_test::rounds(100000, 1000); ++round) {
    const auto a = random.integer<std::int32_t>(lowest, 0);
    CHECK(std::fabs(mote::exp_of_negative<4>(a) / q0_31 - std::exp(a / (2 * q5_26))) < 3e-7);
  }
}

TEST_CASE("exponential: (1 - a) / (1 + a)") {
  CHECK(both_times([] {
    return mote::one_minus_over_one_plus(opaque(0)) >= highest - 8 &&
           mote::one_minus_over_one_plus(opaque(highest)) >= -16 &&
           mote::one_minus_over_one_plus(opaque(highest)) <= 16;
  }));
  mote_test::random_source random(64);
  for (int round = 0; round < mote_test::rounds(100000, 1000); ++round) {
    const auto a = random.integer<std::int32_t>(0, highest);
    const double exact = (1 - a / q0_31) / (1 + a / q0_31);
    CHECK(std::fabs(mote::one_minus_over_one_plus(a) / q0_31 - exact) < 2e-8);
  }
}
