// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/floor_mod.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::floor_mod

#include "support/both_times.hpp"
#include "support/elementwise.hpp"
#include "support/refusal.hpp"

namespace {

constexpr auto code = mote::builtin_operator::floor_mod;
constexpr auto f32 = mote::tensor_type::float32;

}  // namespace

TEST_CASE("floor mod: the remainder has the sign of the divisor") {
  CHECK(mote_test::run_rows<float, float>(code, {7.0F, -7.0F, 7.0F, -7.0F, 6.0F, -6.0F, 0.5F},
                                          {3.0F, 3.0F, -3.0F, -3.0F, 3.0F, -3.0F, -2.0F}) ==
        std::vector<float>{1.0F, 2.0F, -2.0F, -1.0F, 0.0F, 0.0F, -1.5F});
}

TEST_CASE("floor mod: is exact, and NaN by 0") {
  const auto result = mote_test::run_rows<float, float>(code, {1e10F, 1.0F, 1.0F}, {3.0F, 0.1F, 0.0F});
  CHECK(result[0] == 1.0F);
  CHECK(std::isnan(result[2]));
}

TEST_CASE("floor mod: the types that are refused") {
  CHECK(mote_test::both_times([] {
    const auto change = [](mote_test::model_description& m) { m.tensors[2].type = mote::tensor_type::int32; };
    return is_refused_after(mote_test::plain_pair_model(code, f32, f32), change,
                            mote::error::unsupported_type, 2);
  }));
}
