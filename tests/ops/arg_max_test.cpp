// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/arg_max.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <vector>

#include "support/both_times.hpp"

#define MOTE_TESTED_OPERATORS mote::ops::arg_max

#include "support/reductions.hpp"
#include "support/run_model.hpp"

namespace {

using mote::tensor_type;
using mote_test::both_times;
using mote_test::integer_vector;
using mote_test::reduction_model;
using mote_test::run_model;
using mote_test::unquantized;
constexpr auto code = mote::builtin_operator::arg_max;

}  // namespace

TEST_CASE("arg_max: the first of the largest, along any axis") {
  using mote_test::search_model;
  const std::vector<std::int8_t> elements = {1, 5, 5, /**/ -128, -128, -128};
  CHECK(run_model<std::int32_t>(search_model<-1>(code, {2}), elements) == std::vector<std::int32_t>{1, 0});
  CHECK(run_model<std::int32_t>(search_model<0>(code, {3}), elements) == std::vector<std::int32_t>{0, 0, 0});
}

TEST_CASE("arg_max: float, infinities and NaN") {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  constexpr float nan = std::numeric_limits<float>::quiet_NaN();
  const auto first = [](const std::vector<float>& elements) {
    const auto model = reduction_model(code, unquantized(tensor_type::float32, {3}), integer_vector<0>(),
                                       unquantized(tensor_type::int32, {}));
    return run_model<std::int32_t>(model, elements)[0];
  };
  CHECK(first({-3.0F, -1.0F, -2.0F}) == 1);
  CHECK(first({-infinity, std::numeric_limits<float>::lowest(), -infinity}) == 1);
  CHECK(first({nan, 1.0F, 2.0F}) == 0);
  CHECK(first({1.0F, nan, 2.0F}) == 2);
}

TEST_CASE("arg_max: what is refused") {
  CHECK(both_times([] { return mote_test::refuses_bad_searches(code); }));
}
