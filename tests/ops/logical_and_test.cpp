// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/logical_and.hpp"

#include <doctest/doctest.h>

#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::logical_and

#include "support/elementwise.hpp"

namespace {

constexpr auto code = mote::builtin_operator::logical_and;

}  // namespace

TEST_CASE("logical and: of all pairs, and broadcast") {
  const std::vector<bool> expected{false, false, false, true};
  CHECK(mote_test::run_rows<bool, bool>(code, {false, false, true, true}, {false, true, false, true}) ==
        expected);
  const oracle::tensor<bool> column{{2, 1}, {false, true}, {}};
  const oracle::tensor<bool> row{{2}, {false, true}, {}};
  const oracle::tensor<bool> table{{2, 2}, {}, {}};
  CHECK(mote_test::run_pair(code, column, row, table) == expected);
}
