// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/minimum.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::minimum

#include "support/elementwise.hpp"

namespace {

constexpr auto code = mote::builtin_operator::minimum;

}  // namespace

TEST_CASE("minimum: of every type") {
  CHECK(mote_test::run_rows<std::int32_t, std::int32_t>(code, {1, -5, 7}, {2, -6, 7}) ==
        std::vector<std::int32_t>{1, -6, 7});
  CHECK(mote_test::run_rows<std::int16_t, std::int16_t>(code, {1, -32768}, {2, 32767}) ==
        std::vector<std::int16_t>{1, -32768});
  CHECK(mote_test::run_rows<std::int64_t, std::int64_t>(code, {1}, {-2}) == std::vector<std::int64_t>{-2});
  CHECK(mote_test::run_rows<float, float>(code, {1.5F, -5.0F}, {2.0F, -5.5F}) ==
        std::vector<float>{1.5F, -5.5F});
}

TEST_CASE("minimum: int8 values are compared as they are stored, and broadcast") {
  const oracle::quantization quantized{{0.5F}, 3};
  const oracle::tensor<std::int8_t> a{{2, 2}, {-128, 5, 6, 127}, quantized};
  const oracle::tensor<std::int8_t> b{{2}, {0, 6}, quantized};
  const oracle::tensor<std::int8_t> result{{2, 2}, {}, quantized};
  CHECK(mote_test::run_pair(code, a, b, result) == std::vector<std::int8_t>{-128, 5, 0, 6});
}
