// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/log.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#define MOTE_TESTED_OPERATORS mote::ops::log
#include "support/both_times.hpp"
#include "support/unary.hpp"

namespace {
constexpr auto code = mote::builtin_operator::log;
}

TEST_CASE("log: of floats") {
  mote_test::check_floats(code, {1.0F, 2.0F, 0.001F, 1e30F, 1e-40F}, [](double x) { return std::log(x); });
}

TEST_CASE("log: of 0 and of negative numbers") {
  const auto output = mote_test::run_unary(code, {0.0F, -1.0F});
  CHECK(output[0] == -std::numeric_limits<float>::infinity());
  CHECK(std::isnan(output[1]));
}

TEST_CASE("log: takes floats only") {
  CHECK(mote_test::both_times([] { return mote_test::takes_floats_only(code); }));
}
