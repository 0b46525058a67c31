// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/split_v.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::split_v
#include "support/moving.hpp"
#include "support/refusal.hpp"
#include "support/run_model.hpp"

using namespace mote_test;

namespace {

constexpr std::int32_t sizes[] = {1, -1};
constexpr std::int32_t axis[] = {1};
constexpr std::int32_t too_far[] = {-3};

/// Part `chosen` of [2, 4] in [2, 1] and [2, 3].
constexpr model_description part(int chosen) {
  return with_outputs(
      one_node(mote::builtin_operator::split_v,
               {int8s({2, 4}), integers(sizes), integers(axis), int8s({2, 1}), int8s({2, 3})}),
      2, chosen);
}

}  // namespace

TEST_CASE("split_v: parts of different sizes") {
  const auto input = counting(8);
  CHECK(run_model<std::int8_t>(part(0), input) == std::vector<std::int8_t>{0, 4});
  CHECK(run_model<std::int8_t>(part(1), input) == std::vector<std::int8_t>{1, 2, 3, 5, 6, 7});
  CHECK(run_model<std::int16_t>(with_type(part(1), mote::tensor_type::int16), counting<std::int16_t>(8)) ==
        std::vector<std::int16_t>{1, 2, 3, 5, 6, 7});
}

TEST_CASE("split_v: what is refused") {
  using mote::error;
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(part(0), change, code, tensor);
    };
    return refused(
               [](model_description& m) {
                 m.tensors[4].shape = {2, opaque(2)};
               },
               error::shape_mismatch, 0) &&
           refused(
               [](model_description& m) {
                 m.tensors[3].shape = {1, 1};
               },
               error::shape_mismatch, 3) &&
           refused(
               [](model_description& m) {
                 m.tensors[2].data = {too_far, 1};
               },
               error::bad_axis, 2) &&
           refused(
               [](model_description& m) {
                 m.nodes[0].inputs = {0, 1};
               },
               error::bad_input_count, mote::none);
  }));
}
