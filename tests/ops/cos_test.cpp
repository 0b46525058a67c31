// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/cos.hpp"

#include <doctest/doctest.h>

#include <cmath>

#define MOTE_TESTED_OPERATORS mote::ops::cos
#include "support/both_times.hpp"
#include "support/unary.hpp"

namespace {
constexpr auto code = mote::builtin_operator::cos;
}

TEST_CASE("cos: of floats") {
  mote_test::check_floats(code, {0.0F, 1.0F, -2.0F, 3.1415927F, 100.0F, 1e-8F},
                          [](double x) { return std::cos(x); });
}

TEST_CASE("cos: takes floats only") {
  CHECK(mote_test::both_times([] { return mote_test::takes_floats_only(code); }));
}
