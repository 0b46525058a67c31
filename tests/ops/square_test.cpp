// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/square.hpp"

#include <doctest/doctest.h>

#define MOTE_TESTED_OPERATORS mote::ops::square
#include "support/both_times.hpp"
#include "support/unary.hpp"

namespace {
constexpr auto code = mote::builtin_operator::square;
}

TEST_CASE("square: of floats") {
  mote_test::check_floats(code, {0.0F, 1.5F, -2.0F, 1e-30F, 1e18F}, [](double x) { return x * x; });
}

TEST_CASE("square: in both times") {
  CHECK(mote_test::both_times([] {
    const mote::functions::square square;
    return square(mote_test::opaque(-1.5F)) == 2.25F && square(0.0F) == 0.0F;
  }));
}

TEST_CASE("square: takes floats only") {
  CHECK(mote_test::both_times([] { return mote_test::takes_floats_only(code); }));
}
