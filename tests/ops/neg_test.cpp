// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/neg.hpp"

#include <doctest/doctest.h>

#include <cmath>

#define MOTE_TESTED_OPERATORS mote::ops::neg
#include "support/both_times.hpp"
#include "support/unary.hpp"

namespace {
constexpr auto code = mote::builtin_operator::neg;
}

TEST_CASE("neg: of floats") {
  mote_test::check_floats(code, {0.0F, 1.5F, -2.0F, 1e-40F}, [](double x) { return -x; });
}

TEST_CASE("neg: changes the sign of 0 too") {
  CHECK(std::signbit(mote_test::run_unary(code, {0.0F})[0]));
  CHECK(!std::signbit(mote_test::run_unary(code, {-0.0F})[0]));
}

TEST_CASE("neg: takes floats only") {
  CHECK(mote_test::both_times([] { return mote_test::takes_floats_only(code); }));
}
