// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/sqrt.hpp"

#include <doctest/doctest.h>

#include <cmath>

#define MOTE_TESTED_OPERATORS mote::ops::sqrt
#include "support/both_times.hpp"
#include "support/unary.hpp"

namespace {
constexpr auto code = mote::builtin_operator::sqrt;
}

TEST_CASE("sqrt: of floats") {
  mote_test::check_floats(code, {0.0F, 1.0F, 2.0F, 1e-40F, 1e30F}, [](double x) { return std::sqrt(x); });
}

TEST_CASE("sqrt: of negative numbers is no number") {
  CHECK(std::isnan(mote_test::run_unary(code, {-1.0F})[0]));
}

TEST_CASE("sqrt: takes floats only") {
  CHECK(mote_test::both_times([] { return mote_test::takes_floats_only(code); }));
}
