// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/concatenation.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::concatenation
#include "support/moving.hpp"
#include "support/refusal.hpp"
#include "support/run_model.hpp"

using namespace mote_test;

namespace {

using option = mote::schema::concatenation_options;

constexpr model_description joined(std::int32_t axis = 1) {
  return one_node(mote::builtin_operator::concatenation, {int8s({2, 1}), int8s({2, 2}), int8s({2, 3})},
                  {scalar(option::axis, axis)});
}

}  // namespace

TEST_CASE("concatenation: rows side by side") {
  const std::vector<std::int8_t> a{1, 2};
  const std::vector<std::int8_t> b{3, 4, 5, 6};
  const std::vector<std::int8_t> expected{1, 3, 4, 2, 5, 6};
  CHECK(run_model<std::int8_t>(joined(), a, b) == expected);
  CHECK(run_model<std::int8_t>(joined(-1), a, b) == expected);
}

TEST_CASE("concatenation: along the first axis, of three inputs and of elements of several bytes") {
  const auto model =
      one_node(mote::builtin_operator::concatenation,
               {int8s({1, 2}), int8s({2, 2}), int8s({1, 2}), int8s({4, 2})}, {scalar(option::axis, 0)});
  const std::vector<float> a{1, 2};
  const std::vector<float> b{3, 4, 5, 6};
  const std::vector<float> c{7, 8};
  CHECK(run_model<float>(with_type(model, mote::tensor_type::float32), a, b, c) ==
        std::vector<float>{1, 2, 3, 4, 5, 6, 7, 8});
}

TEST_CASE("concatenation: a constant, and an input twice") {
  static constexpr std::int8_t constant[] = {7, 8};
  auto model = joined();
  model.tensors[0].data = {constant, 2};
  model.inputs = {1};
  CHECK(run_model<std::int8_t>(model, std::vector<std::int8_t>{1, 2, 3, 4}) ==
        std::vector<std::int8_t>{7, 1, 2, 8, 3, 4});
  model = joined();
  model.tensors[1].shape = {2, 2};
  model.nodes[0].inputs = {0, 0, 0};
  model.inputs = {0};
  CHECK(run_model<std::int8_t>(model, std::vector<std::int8_t>{1, 2}) ==
        std::vector<std::int8_t>{1, 1, 1, 2, 2, 2});
}

TEST_CASE("concatenation: what is refused") {
  using mote::error;
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(joined(), change, code, tensor);
    };
    return refused(
               [](model_description& m) {
                 m.tensors[1].shape = {2, opaque(3)};
               },
               error::shape_mismatch, 2) &&
           refused(
               [](model_description& m) {
                 m.tensors[1].shape = {1, 2};
               },
               error::shape_mismatch, 1) &&
           refused([](model_description& m) { m.tensors[1].scales = {0.25F}; }, error::quantization_mismatch,
                   1) &&
           refused([](model_description& m) { m.tensors[0].type = mote::tensor_type::uint8; },
                   error::unsupported_type, 0) &&
           refused([](model_description& m) { m.nodes[0].set(scalar(option::axis, 2)); }, error::bad_axis,
                   mote::none) &&
           refused([](model_description& m) { m.nodes[0].set(scalar(option::activation, std::int8_t{1})); },
                   error::bad_activation, mote::none) &&
           refused([](model_description& m) { m.nodes[0].inputs = {}; }, error::bad_input_count, mote::none);
  }));
  CHECK(both_times([] {
    // int16 tensors may differ in scale, but have zero point 0.
    auto model = with_type(joined(), mote::tensor_type::int16);
    for (std::size_t i = 0; i < 3; ++i) {
      model.tensors[i].scales = {static_cast<float>(i + 1)};
      model.tensors[i].zero_points = {0};
    }
    return is_refused_after(
        model, [](model_description& m) { m.tensors[1].zero_points = {opaque(1)}; }, error::bad_zero_point,
        1);
  }));
}
