// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/reduce_max.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <vector>

#include "support/both_times.hpp"

#define MOTE_TESTED_OPERATORS mote::ops::reduce_max

#include "support/reductions.hpp"
#include "support/run_model.hpp"

namespace {

using mote::tensor_type;
using mote_test::both_times;
using mote_test::integer_vector;
using mote_test::reduction_model;
using mote_test::run_model;
using mote_test::unquantized;
constexpr auto code = mote::builtin_operator::reduce_max;

}  // namespace

TEST_CASE("reduce_max: the largest along the first and the last axis") {
  const std::vector<std::int8_t> elements = {1, 2, -128, -128, -5, -6, /**/ 0, 7, -128, -127, -4, -9};
  CHECK(run_model<std::int8_t>(reduction_model(code), elements) == std::vector<std::int8_t>{7, -127, -4});
}

TEST_CASE("reduce_max: float, nothing below the lowest finite value") {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  const auto model = reduction_model(code, unquantized(tensor_type::float32, {2, 2}), integer_vector<1>(),
                                     unquantized(tensor_type::float32, {2, 1}), true);
  CHECK(run_model<float>(model, std::vector<float>{-1.5F, -0.25F, -infinity, -infinity}) ==
        std::vector<float>{-0.25F, std::numeric_limits<float>::lowest()});
}

TEST_CASE("reduce_max: what is refused") {
  using mote::error;
  CHECK(both_times([] { return refuses_bad_reductions(reduction_model(code)); }));
  CHECK(both_times([] {
    return is_refused_after(
               reduction_model(code), [](auto& m) { m.tensors[2].scales = {0.25F}; },
               error::quantization_mismatch, 2) &&
           is_refused_after(
               reduction_model(code), [](auto& m) { m.tensors[2].zero_points = {0}; },
               error::quantization_mismatch, 2);
  }));
}
