// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/slice.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::slice
#include "support/moving.hpp"
#include "support/refusal.hpp"
#include "support/run_model.hpp"

using namespace mote_test;

namespace {

constexpr std::int32_t begin[] = {1, 0, 1};
constexpr std::int32_t size[] = {1, -1, 2};
constexpr std::int32_t negative[] = {1, -1, 1};
constexpr std::int32_t too_many[] = {1, 3, 3};

constexpr model_description sliced() {
  return one_node(mote::builtin_operator::slice,
                  {int8s({2, 3, 3}), integers(begin), integers(size), int8s({1, 3, 2})});
}

}  // namespace

TEST_CASE("slice: a part of each axis, -1 for all that is left") {
  CHECK(both_times([] { return copies<mote::ops::slice>(sliced(), {10, 11, 13, 14, 16, opaque(17)}); }));
  CHECK(run_model<std::int16_t>(with_type(sliced(), mote::tensor_type::int16), counting<std::int16_t>(18)) ==
        std::vector<std::int16_t>{10, 11, 13, 14, 16, 17});
}

TEST_CASE("slice: begin and size of int64") {
  static constexpr std::int64_t from[] = {2};
  static constexpr std::int64_t count[] = {3};
  const tensor_description one = unquantized(mote::tensor_type::int64, {1});
  auto model = one_node(mote::builtin_operator::slice, {int8s({6}), one, one, int8s({3})});
  model.inputs = {0};
  model.tensors[1].data = {from, 1};
  model.tensors[2].data = {count, 1};
  CHECK(run_model<std::int8_t>(model, counting(6)) == std::vector<std::int8_t>{2, 3, 4});
}

TEST_CASE("slice: what is refused") {
  using mote::error;
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(sliced(), change, code, tensor);
    };
    return refused(
               [](model_description& m) {
                 m.tensors[3].shape = {1, 3, opaque(1)};
               },
               error::shape_mismatch, 3) &&
           refused([](model_description& m) { m.tensors[1] = integers(negative); }, error::bad_index, 1) &&
           refused([](model_description& m) { m.tensors[2] = integers(too_many); }, error::bad_index, 2) &&
           refused([](model_description& m) { m.tensors[3].type = mote::tensor_type::int16; },
                   error::unsupported_type, 3) &&
           refused(
               [](model_description& m) {
                 m.tensors[1].data = {};
                 m.inputs = {0, 1};
               },
               error::not_constant, 1);
  }));
}
