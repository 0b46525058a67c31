// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/space_to_batch_nd.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::space_to_batch_nd
#include "support/moving.hpp"
#include "support/refusal.hpp"
#include "support/run_model.hpp"

using namespace mote_test;

namespace {

constexpr std::int32_t block[] = {2, 2};
constexpr std::int32_t paddings[] = {0, 1, 1, 0};

/// 1 by 3 pixels with a row more behind and a column more in front.
constexpr model_description padded(std::int64_t zero_point = 3) {
  return one_node(mote::builtin_operator::space_to_batch_nd,
                  {activations({1, 1, 3, 1}, 0.5F, zero_point), integers(block), integers(paddings, {2, 2}),
                   activations({4, 1, 2, 1}, 0.5F, zero_point)});
}

}  // namespace

TEST_CASE("space_to_batch_nd: int8 is padded with the zero point, other types with 0") {
  const std::vector<std::int8_t> input{1, 2, 3};
  for (const int zero_point : {-128, 0, 127}) {
    const auto z = static_cast<std::int8_t>(zero_point);
    CHECK(run_model<std::int8_t>(padded(zero_point), input) ==
          std::vector<std::int8_t>{z, 2, 1, 3, z, z, z, z});
  }
  CHECK(run_model<float>(with_type(padded(), mote::tensor_type::float32), std::vector<float>{1, 2, 3}) ==
        std::vector<float>{0, 2, 1, 3, 0, 0, 0, 0});
}

TEST_CASE("space_to_batch_nd: what is refused") {
  using mote::error;
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(padded(), change, code, tensor);
    };
    return refused(
               [](model_description& m) {
                 m.tensors[3].shape = {4, opaque(2), 2, 1};
               },
               error::shape_mismatch, 3) &&
           refused(
               [](model_description& m) {
                 m.tensors[3].shape = {2, 1, 2, 1};
               },
               error::shape_mismatch, 3) &&
           refused([](model_description& m) { m.tensors[3].zero_points = {-129}; }, error::bad_zero_point,
                   3) &&
           refused([](model_description& m) { m.tensors[0].shape = {3}; }, error::shape_mismatch, 0);
  }));
}
