// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/split.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::split
#include "support/moving.hpp"
#include "support/refusal.hpp"
#include "support/run_model.hpp"

using namespace mote_test;

namespace {

constexpr std::int32_t second[] = {1};
constexpr std::int32_t last[] = {-1};
constexpr std::int32_t too_far[] = {2};

/// Part `chosen` of [2, 4] in two.
constexpr model_description part(int chosen, const std::int32_t (&axis)[1] = second) {
  return with_outputs(
      one_node(mote::builtin_operator::split, {integers(axis), int8s({2, 4}), int8s({2, 2}), int8s({2, 2})}),
      2, chosen);
}

}  // namespace

TEST_CASE("split: equal parts") {
  const auto input = counting(8);
  CHECK(run_model<std::int8_t>(part(0), input) == std::vector<std::int8_t>{0, 1, 4, 5});
  CHECK(run_model<std::int8_t>(part(1, last), input) == std::vector<std::int8_t>{2, 3, 6, 7});
  CHECK(run_model<float>(with_type(part(1), mote::tensor_type::float32), counting<float>(8)) ==
        std::vector<float>{2, 3, 6, 7});
}

TEST_CASE("split: what is refused") {
  using mote::error;
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(part(0), change, code, tensor);
    };
    const auto unequal = [](model_description& m) {
      m.tensors[2].shape = {2, opaque(1)};
      m.tensors[3].shape = {2, 3};
    };
    return refused(unequal, error::shape_mismatch, 3) &&
           refused(
               [](model_description& m) {
                 m.tensors[1].shape = {2, 5};
               },
               error::shape_mismatch, 1) &&
           refused([](model_description& m) { m.tensors[3].type = mote::tensor_type::int16; },
                   error::unsupported_type, 3) &&
           refused(
               [](model_description& m) {
                 m.tensors[0].data = {too_far, 1};
               },
               error::bad_axis, 0) &&
           refused(
               [](model_description& m) {
                 m.tensors[0].data = {};
                 m.inputs = {0, 1};
               },
               error::not_constant, 0);
  }));
}
