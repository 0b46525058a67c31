// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/greater_equal.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::greater_equal

#include "support/elementwise.hpp"

namespace {

constexpr auto code = mote::builtin_operator::greater_equal;

}  // namespace

TEST_CASE("greater equal: less, equal and greater values") {
  const std::vector<bool> expected{false, true, true};
  CHECK(mote_test::run_rows<bool, std::int32_t>(code, {-1, 2, 4}, {0, 2, 3}) == expected);
  CHECK(mote_test::run_rows<bool, std::int64_t>(code, {-1, 2, 4}, {0, 2, 3}) == expected);
  CHECK(mote_test::run_rows<bool, float>(code, {-1.5F, 2.0F, 3.5F}, {-1.0F, 2.0F, 3.0F}) == expected);
  CHECK(mote_test::run_rows<bool, bool>(code, {false, true, true}, {true, true, false}) == expected);
}

TEST_CASE("greater equal: int8 values with different scales and zero points") {
  const oracle::tensor<std::int8_t> a{{3}, {12, 13, 14}, {{0.5F}, 3}};
  const oracle::tensor<std::int8_t> b{{1}, {15}, {{0.25F}, -5}};
  const oracle::tensor<bool> result{{3}, {}, {}};
  CHECK(mote_test::run_pair(code, a, b, result) == std::vector<bool>{false, true, true});
}
