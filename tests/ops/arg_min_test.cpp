// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/arg_min.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <vector>

#include "support/both_times.hpp"

#define MOTE_TESTED_OPERATORS mote::ops::arg_min

#include "support/reductions.hpp"
#include "support/run_model.hpp"

namespace {

using mote::tensor_type;
using mote_test::both_times;
using mote_test::integer_vector;
using mote_test::reduction_model;
using mote_test::run_model;
using mote_test::unquantized;
constexpr auto code = mote::builtin_operator::arg_min;

}  // namespace

TEST_CASE("arg_min: the first of the smallest, along any axis") {
  using mote_test::search_model;
  const std::vector<std::int8_t> elements = {1, -5, -5, /**/ 127, 127, -128};
  CHECK(run_model<std::int32_t>(search_model<1>(code, {2}), elements) == std::vector<std::int32_t>{1, 2});
  CHECK(run_model<std::int32_t>(search_model<-2>(code, {3}), elements) == std::vector<std::int32_t>{0, 0, 1});
}

TEST_CASE("arg_min: float, infinities and NaN") {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  constexpr float nan = std::numeric_limits<float>::quiet_NaN();
  const auto first = [](const std::vector<float>& elements) {
    const auto model = reduction_model(code, unquantized(tensor_type::float32, {3}), integer_vector<0>(),
                                       unquantized(tensor_type::int32, {}));
    return run_model<std::int32_t>(model, elements)[0];
  };
  CHECK(first({3.0F, 1.0F, 2.0F}) == 1);
  CHECK(first({infinity, infinity, std::numeric_limits<float>::max()}) == 2);
  CHECK(first({nan, 1.0F, -2.0F}) == 0);
}

TEST_CASE("arg_min: what is refused") {
  CHECK(both_times([] { return mote_test::refuses_bad_searches(code); }));
}
