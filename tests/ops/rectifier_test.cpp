// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/rectifier.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>

#define MOTE_TESTED_OPERATORS mote::ops::relu
#include "mote/ops/relu.hpp"
#include "support/both_times.hpp"
#include "support/unary.hpp"

TEST_CASE("rectifier: what is refused") {
  using mote::error;
  using mote_test::model_description;
  CHECK(mote_test::both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(
          mote_test::unary_model(mote::builtin_operator::relu, mote::tensor_type::int8, {1.0F, 0}, {1.0F, 0}),
          change, code, tensor);
    };
    return refused([](model_description& m) { m.tensors[1].scales = {mote_test::opaque(0x1p-23F)}; },
                   error::scales_too_far_apart, 1) &&
           refused([](model_description& m) { m.tensors[0].type = mote::tensor_type::uint8; },
                   error::unsupported_type, 0) &&
           refused([](model_description& m) { m.tensors[1].type = mote::tensor_type::int16; },
                   error::unsupported_type, 1);
  }));
}

TEST_CASE("rectifier: bounds of floats") {
  using mote::activation;
  using mote::functions::rectified;
  static_assert(rectified<float, activation::relu>::low == 0.0F);
  static_assert(rectified<float, activation::relu>::high == std::numeric_limits<float>::infinity());
  static_assert(rectified<float, activation::relu6>::low == 0.0F);
  static_assert(rectified<float, activation::relu6>::high == 6.0F);
  static_assert(rectified<float, activation::relu_n1_to_1>::low == -1.0F);
  static_assert(rectified<float, activation::relu_n1_to_1>::high == 1.0F);
}
