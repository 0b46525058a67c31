// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/shape_of.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::shape_of
#include "support/moving.hpp"
#include "support/refusal.hpp"
#include "support/run_model.hpp"

using namespace mote_test;

namespace {

constexpr model_description shape_model(mote::tensor_type type) {
  return one_node(mote::builtin_operator::shape_of, {int8s({2, 3, 5}), unquantized(type, {3})});
}

}  // namespace

TEST_CASE("shape_of: the dimensions") {
  CHECK(run_model<std::int32_t>(shape_model(mote::tensor_type::int32), counting(30)) ==
        std::vector<std::int32_t>{2, 3, 5});
  CHECK(run_model<std::int64_t>(shape_model(mote::tensor_type::int64), counting(30)) ==
        std::vector<std::int64_t>{2, 3, 5});
}

TEST_CASE("shape_of: what is refused") {
  using mote::error;
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(shape_model(mote::tensor_type::int32), change, code, tensor);
    };
    return refused([](model_description& m) { m.tensors[1].shape = {opaque(2)}; }, error::shape_mismatch,
                   1) &&
           refused(
               [](model_description& m) {
                 m.tensors[1].shape = {3, 1};
               },
               error::shape_mismatch, 1) &&
           refused([](model_description& m) { m.tensors[1].type = mote::tensor_type::int16; },
                   error::unsupported_type, 1);
  }));
}
