// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/reduce_min.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <vector>

#include "support/both_times.hpp"

#define MOTE_TESTED_OPERATORS mote::ops::reduce_min

#include "support/reductions.hpp"
#include "support/run_model.hpp"

namespace {

using mote::tensor_type;
using mote_test::both_times;
using mote_test::integer_vector;
using mote_test::reduction_model;
using mote_test::run_model;
using mote_test::unquantized;
constexpr auto code = mote::builtin_operator::reduce_min;

}  // namespace

TEST_CASE("reduce_min: the smallest along the first and the last axis") {
  const std::vector<std::int8_t> elements = {1, 2, 127, 127, -5, -6, /**/ 0, 7, 126, 127, -4, -9};
  CHECK(run_model<std::int8_t>(reduction_model(code), elements) == std::vector<std::int8_t>{0, 126, -9});
}

TEST_CASE("reduce_min: float, nothing above the largest finite value") {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  const auto model = reduction_model(code, unquantized(tensor_type::float32, {2, 2}), integer_vector<0>(),
                                     unquantized(tensor_type::float32, {2}));
  CHECK(run_model<float>(model, std::vector<float>{1.5F, infinity, 0.25F, infinity}) ==
        std::vector<float>{0.25F, std::numeric_limits<float>::max()});
}

TEST_CASE("reduce_min: what is refused") {
  CHECK(both_times([] { return refuses_bad_reductions(reduction_model(code)); }));
  CHECK(both_times([] {
    return is_refused_after(
        reduction_model(code), [](auto& m) { m.tensors[2].scales = {0.25F}; },
        mote::error::quantization_mismatch, 2);
  }));
}
