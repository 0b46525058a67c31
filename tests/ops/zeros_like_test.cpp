// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/zeros_like.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::zeros_like
#include "support/moving.hpp"
#include "support/refusal.hpp"
#include "support/run_model.hpp"

using namespace mote_test;

namespace {

constexpr model_description zeros() {
  return one_node(mote::builtin_operator::zeros_like, {int8s({2, 3}), int8s({2, 3})});
}

}  // namespace

TEST_CASE("zeros_like: stored zeros, whatever the zero point") {
  CHECK(run_model<std::int8_t>(zeros(), counting(6)) == std::vector<std::int8_t>(6, 0));
  CHECK(run_model<std::int64_t>(with_type(zeros(), mote::tensor_type::int64), counting<std::int64_t>(6)) ==
        std::vector<std::int64_t>(6, 0));
}

TEST_CASE("zeros_like: what is refused") {
  using mote::error;
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(zeros(), change, code, tensor);
    };
    return refused(
               [](model_description& m) {
                 m.tensors[1].shape = {opaque(3), 2};
               },
               error::shape_mismatch, 1) &&
           refused([](model_description& m) { m.tensors[1].type = mote::tensor_type::int16; },
                   error::unsupported_type, 1);
  }));
}
