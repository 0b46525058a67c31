// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/sin.hpp"

#include <doctest/doctest.h>

#include <cmath>

#define MOTE_TESTED_OPERATORS mote::ops::sin
#include "support/both_times.hpp"
#include "support/unary.hpp"

namespace {
constexpr auto code = mote::builtin_operator::sin;
}

TEST_CASE("sin: of floats") {
  mote_test::check_floats(code, {0.0F, 1.0F, -2.0F, 3.1415927F, 100.0F, 1e-8F},
                          [](double x) { return std::sin(x); });
}

TEST_CASE("sin: takes floats only") {
  CHECK(mote_test::both_times([] { return mote_test::takes_floats_only(code); }));
}
