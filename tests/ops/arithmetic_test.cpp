// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/arithmetic.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>

#include "mote/ops/add.hpp"
#include "mote/ops/mul.hpp"
#include "mote/ops/squared_difference.hpp"

#define MOTE_TESTED_OPERATORS mote::ops::add, mote::ops::mul, mote::ops::squared_difference

#include "support/both_times.hpp"
#include "support/elementwise.hpp"
#include "support/refusal.hpp"
#include "support/small_models.hpp"

namespace {

using mote::builtin_operator;
using mote::error;
using mote_test::both_times;
using mote_test::model_description;
using mote_test::opaque;
using mote_test::quantized_pair_model;
using option = mote::schema::mul_options;

constexpr model_description plain_model(mote::tensor_type type) {
  return mote_test::plain_pair_model(builtin_operator::mul, type, type);
}
constexpr model_description int16_model() {
  model_description model = quantized_pair_model(builtin_operator::mul);
  for (std::size_t i = 0; i < 3; ++i) {
    model.tensors[i].type = mote::tensor_type::int16;
    model.tensors[i].zero_points = {0};
  }
  return model;
}

}  // namespace

TEST_CASE("arithmetic: the fused activation of float32 and int32 clamps") {
  struct second {
    constexpr explicit second(const mote::node_view& /*view*/) {}
    constexpr float operator()(float /*a*/, float b) const { return b; }
  };
  CHECK(both_times([] {
    auto model = plain_model(mote::tensor_type::float32);
    model.nodes[0].set(mote_test::scalar(option::activation, std::int8_t{3}));  // RELU6
    const auto bytes = write(model);
    const mote::graph graph(bytes.view());
    const mote::activated<float, second, option> function{mote::node_view(graph, 0)};
    return function(0, opaque(7.0F)) == 6.0F && function(0, opaque(-1.0F)) == 0.0F &&
           function(0, opaque(2.5F)) == 2.5F;
  }));
}

TEST_CASE("arithmetic: which types and shapes are refused") {
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(mote_test::add_model(), change, code, tensor);
    };
    return refused([](model_description& m) { m.tensors[0].type = opaque(mote::tensor_type::uint8); },
                   error::unsupported_type, 0) &&
           refused([](model_description& m) { m.tensors[1].type = mote::tensor_type::int16; },
                   error::unsupported_type, 1) &&
           refused([](model_description& m) { m.tensors[2].type = mote::tensor_type::int32; },
                   error::unsupported_type, 2) &&
           refused(
               [](model_description& m) {
                 m.tensors[2].shape = {3, 2};
               },
               error::shape_mismatch, 2) &&
           refused([](model_description& m) { m.nodes[0].inputs = {0}; }, error::bad_input_count, mote::none);
  }));
}

TEST_CASE("arithmetic: what int8, int16 and int32 mean is checked") {
  CHECK(both_times([] {
    const auto refused = [](const model_description& model, auto change, error code, std::int32_t tensor) {
      return is_refused_after(model, change, code, tensor);
    };
    return refused(
               quantized_pair_model(builtin_operator::mul),
               [](model_description& m) { m.tensors[1].scales = {0.0F}; }, error::bad_scale, 1) &&
           refused(
               int16_model(), [](model_description& m) { m.tensors[0].zero_points = {opaque(1)}; },
               error::bad_zero_point, 0) &&
           refused(
               plain_model(mote::tensor_type::int32),
               [](model_description& m) {
                 m.tensors[1].scales = {0.5F};
                 m.tensors[1].zero_points = {0};
               },
               error::unsupported_type, 1) &&
           loads(plain_model(mote::tensor_type::float32));
  }));
}

TEST_CASE("arithmetic: an unknown activation is refused, where there is one") {
  CHECK(both_times([] {
    const auto change = [](model_description& m) {
      m.nodes[0].set(mote_test::scalar(option::activation, opaque(std::int8_t{4})));
    };
    auto without = quantized_pair_model(builtin_operator::squared_difference);
    change(without);
    return is_refused_after(quantized_pair_model(builtin_operator::mul), change, error::bad_activation,
                            mote::none) &&
           loads(without);
  }));
}
