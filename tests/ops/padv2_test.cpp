// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/padv2.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::padv2
#include "support/moving.hpp"
#include "support/refusal.hpp"
#include "support/run_model.hpp"

using namespace mote_test;

namespace {

constexpr std::int32_t paddings[] = {0, 1, 1, 0};

/// [1, 2] within [2, 3], with a value that comes at run time.
constexpr model_description padded() {
  return one_node(mote::builtin_operator::padv2,
                  {int8s({1, 2}), integers(paddings, {2, 2}), int8s({}), int8s({2, 3})});
}

}  // namespace

TEST_CASE("padv2: with a value of the caller's") {
  CHECK(run_model<std::int8_t>(padded(), std::vector<std::int8_t>{1, 2}, std::vector<std::int8_t>{-7}) ==
        std::vector<std::int8_t>{-7, 1, 2, -7, -7, -7});
  CHECK(run_model<float>(with_type(padded(), mote::tensor_type::float32), std::vector<float>{1, 2},
                         std::vector<float>{-7.5F}) == std::vector<float>{-7.5F, 1, 2, -7.5F, -7.5F, -7.5F});
  static constexpr std::int8_t constant[] = {9};
  auto model = padded();
  model.tensors[2].data = {constant, 1};
  model.inputs = {0};
  CHECK(run_model<std::int8_t>(model, std::vector<std::int8_t>{1, 2}) ==
        std::vector<std::int8_t>{9, 1, 2, 9, 9, 9});
}

TEST_CASE("padv2: what is refused") {
  using mote::error;
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(padded(), change, code, tensor);
    };
    return refused([](model_description& m) { m.tensors[2].shape = {opaque(2)}; }, error::shape_mismatch,
                   2) &&
           refused([](model_description& m) { m.tensors[2].zero_points = {4}; }, error::quantization_mismatch,
                   2) &&
           refused([](model_description& m) { m.tensors[2].type = mote::tensor_type::int16; },
                   error::unsupported_type, 2) &&
           refused(
               [](model_description& m) {
                 m.nodes[0].inputs = {0, 1};
               },
               error::bad_input_count, mote::none);
  }));
}
