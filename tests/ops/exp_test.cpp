// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/exp.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::exp
#include "support/both_times.hpp"
#include "support/unary.hpp"

namespace {
constexpr auto code = mote::builtin_operator::exp;
}

TEST_CASE("exp: of floats") {
  mote_test::check_floats(code, {0.0F, 1.0F, -2.0F, 10.5F, -80.0F}, [](double x) { return std::exp(x); });
}

TEST_CASE("exp: beyond the range of float") {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  CHECK(mote_test::run_unary(code, {100.0F, -200.0F, infinity, -infinity}) ==
        std::vector<float>{infinity, 0.0F, infinity, 0.0F});
}

TEST_CASE("exp: takes floats only") {
  CHECK(mote_test::both_times([] { return mote_test::takes_floats_only(code); }));
}
