// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/broadcast_to.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::broadcast_to
#include "support/moving.hpp"
#include "support/refusal.hpp"
#include "support/run_model.hpp"

using namespace mote_test;

namespace {

constexpr std::int32_t target[] = {2, 2, 3};

constexpr model_description broadcast(const list<std::int32_t>& input) {
  return one_node(mote::builtin_operator::broadcast_to, {int8s(input), integers(target), int8s({2, 2, 3})});
}

}  // namespace

TEST_CASE("broadcast_to: dimensions that are 1 or missing repeat") {
  CHECK(both_times([] {
    using op = mote::ops::broadcast_to;
    return copies<op>(broadcast({2, 1}), {0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, opaque(1)}) &&
           copies<op>(broadcast({3}), {0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, opaque(2)}) &&
           copies<op>(broadcast({2, 1, 3}), {0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, opaque(5)}) &&
           copies<op>(broadcast({}), {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, opaque(0)}) &&
           copies<op>(broadcast({2, 2, 3}), {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, opaque(11)});
  }));
  CHECK(run_model<float>(with_type(broadcast({2, 1}), mote::tensor_type::float32),
                         std::vector<float>{1.5F, -2.5F}) ==
        std::vector<float>{1.5F, 1.5F, 1.5F, -2.5F, -2.5F, -2.5F, 1.5F, 1.5F, 1.5F, -2.5F, -2.5F, -2.5F});
}

TEST_CASE("broadcast_to: what is refused") {
  using mote::error;
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(broadcast({2, 1}), change, code, tensor);
    };
    return refused([](model_description& m) { m.tensors[0].shape = {opaque(2)}; }, error::shape_mismatch,
                   2) &&
           refused(
               [](model_description& m) {
                 m.tensors[0].shape = {1, 2, 1, 1};
               },
               error::shape_mismatch, 2) &&
           refused(
               [](model_description& m) {
                 m.tensors[2].shape = {2, 2, 4};
               },
               error::shape_mismatch, 1) &&
           refused([](model_description& m) { m.tensors[2].type = mote::tensor_type::int16; },
                   error::unsupported_type, 2) &&
           refused(
               [](model_description& m) {
                 m.tensors[1].data = {};
                 m.inputs = {0, 1};
               },
               error::not_constant, 1);
  }));
}
