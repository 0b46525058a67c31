// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/floor.hpp"

#include <doctest/doctest.h>

#include <cmath>

#define MOTE_TESTED_OPERATORS mote::ops::floor
#include "support/both_times.hpp"
#include "support/unary.hpp"

namespace {
constexpr auto code = mote::builtin_operator::floor;
}

TEST_CASE("floor: of floats") {
  mote_test::check_floats(code,
                          {0.0F, 0.5F, -0.5F, 1.5F, -1.5F, 2.5F, 2.25F, -2.75F, 8388607.5F, 1e20F, -1e20F},
                          [](double x) { return std::floor(x); });
}

TEST_CASE("floor: takes floats only") {
  CHECK(mote_test::both_times([] { return mote_test::takes_floats_only(code); }));
}
