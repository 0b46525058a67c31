// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/round.hpp"

#include <doctest/doctest.h>

#include <cmath>

#define MOTE_TESTED_OPERATORS mote::ops::round
#include "support/both_times.hpp"
#include "support/unary.hpp"

namespace {
constexpr auto code = mote::builtin_operator::round;
}

TEST_CASE("round: of floats") {
  mote_test::check_floats(code,
                          {0.0F, 0.5F, -0.5F, 1.5F, -1.5F, 2.5F, 2.25F, -2.75F, 8388607.5F, 1e20F, -1e20F},
                          [](double x) { return std::nearbyint(x); });
}

TEST_CASE("round: takes floats only") {
  CHECK(mote_test::both_times([] { return mote_test::takes_floats_only(code); }));
}
