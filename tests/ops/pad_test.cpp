// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/pad.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::pad
#include "support/moving.hpp"
#include "support/refusal.hpp"
#include "support/run_model.hpp"

using namespace mote_test;

namespace {

constexpr std::int32_t paddings[] = {1, 0, 0, 2};
constexpr std::int32_t negative[] = {1, 0, -1, 3};

constexpr model_description padded(std::int64_t zero_point = 3) {
  return one_node(mote::builtin_operator::pad,
                  {activations({2, 2}, 0.5F, zero_point), integers(paddings, {2, 2}),
                   activations({3, 4}, 0.5F, zero_point)});
}

}  // namespace

TEST_CASE("pad: int8 with the output's zero point") {
  for (const int zero_point : {-128, 0, 127}) {
    const auto z = static_cast<std::int8_t>(zero_point);
    CHECK(run_model<std::int8_t>(padded(zero_point), std::vector<std::int8_t>{1, 2, 3, 4}) ==
          std::vector<std::int8_t>{z, z, z, z, 1, 2, z, z, 3, 4, z, z});
  }
}

TEST_CASE("pad: other types with 0") {
  CHECK(run_model<float>(with_type(padded(), mote::tensor_type::float32), std::vector<float>{1, 2, 3, 4}) ==
        std::vector<float>{0, 0, 0, 0, 1, 2, 0, 0, 3, 4, 0, 0});
  // The reference ignores the zero point of int16.
  auto model = with_type(padded(), mote::tensor_type::int16);
  model.tensors[2].scales = {0.5F};
  model.tensors[2].zero_points = {5};
  CHECK(run_model<std::int16_t>(model, std::vector<std::int16_t>{1, 2, 3, 4}) ==
        std::vector<std::int16_t>{0, 0, 0, 0, 1, 2, 0, 0, 3, 4, 0, 0});
}

TEST_CASE("pad: the input goes into the middle") {
  CHECK(both_times([] {
    return copies<mote::ops::pad>(padded(), {99, 99, 99, 99, 0, 1, 99, 99, 2, opaque(3), 99, 99});
  }));
}

TEST_CASE("pad: what is refused") {
  using mote::error;
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(padded(), change, code, tensor);
    };
    return refused(
               [](model_description& m) {
                 m.tensors[2].shape = {3, opaque(5)};
               },
               error::shape_mismatch, 2) &&
           refused([](model_description& m) { m.tensors[2].shape = {12}; }, error::shape_mismatch, 2) &&
           refused(
               [](model_description& m) {
                 m.tensors[1] = integers(negative, {2, 2});
               },
               error::bad_index, 1) &&
           refused([](model_description& m) { m.tensors[2].zero_points = {128}; }, error::bad_zero_point,
                   2) &&
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
