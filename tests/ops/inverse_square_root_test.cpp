// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/inverse_square_root.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <limits>

#include "support/both_times.hpp"
#include "support/random_source.hpp"

namespace {

using mote_test::both_times;
using mote_test::opaque;

double real_of(mote::quantized_multiplier a) { return std::ldexp(a.value, a.exponent - 31); }

}  // namespace

TEST_CASE("inverse_square_root: 0 counts as 1") {
  CHECK(both_times([] {
    const auto one = mote::inverse_square_root(opaque(1));
    const auto zero = mote::inverse_square_root(opaque(0));
    return one.value == std::numeric_limits<std::int32_t>::max() && one.exponent == 0 &&
           zero.value == one.value && zero.exponent == one.exponent;
  }));
}

TEST_CASE("inverse_square_root: of a power of 4") {
  CHECK(both_times([] {
    const auto root = mote::inverse_square_root(opaque(1 << 20));  // 2^-10
    return root.exponent == -7 && root.value - (1 << 28) >= 0 && root.value - (1 << 28) <= 2;
  }));
}

TEST_CASE("inverse_square_root: near the function of reals") {
  mote_test::random_source random(83);
  for (int round = 0; round < mote_test::rounds(100000, 1000); ++round) {
    const int bits = random.between(1, 31);
    const auto value = static_cast<std::int32_t>(random.bits() >> (64 - bits));
    if (value < 1) continue;
    const double exact = 1 / std::sqrt(value);
    CAPTURE(value);
    CHECK(std::fabs(real_of(mote::inverse_square_root(value)) - exact) <= exact * 2e-6);
  }
}
