// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/svdf.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#include "support/both_times.hpp"

#define MOTE_TESTED_OPERATORS mote::ops::svdf

#include "mote/run/static_model.hpp"
#include "support/refusal.hpp"
#include "support/run_model.hpp"
#include "support/small_models.hpp"

namespace {

using mote::tensor_type;
using mote_test::activations;
using mote_test::both_times;
using mote_test::model_description;
using mote_test::opaque;
using mote_test::run_model_repeatedly;
using mote_test::tensor_description;
using option = mote::schema::svdf_options;

constexpr std::int8_t features[] = {1, 2, /**/ -1, 0, /**/ 3, 1, /**/ 0, 4};
constexpr std::int16_t wide_times[] = {1, 2, 3, /**/ 1, 0, 0, /**/ 0, 0, 1, /**/ 0, 1, 0};
constexpr std::int8_t narrow_times[] = {1, 2, 3, /**/ 1, 0, 0, /**/ 0, 0, 1, /**/ 0, 1, 0};
constexpr float float_features[] = {1.0F, 2.0F, /**/ -1.0F, 0.0F, /**/ 3.0F, 1.0F, /**/ 0.0F, 4.0F};
constexpr float float_times[] = {1.0F, 2.0F, 3.0F, /**/ 1.0F, 0.0F, 0.0F,
                                 0.0F, 0.0F, 1.0F, /**/ 0.0F, 1.0F, 0.0F};
constexpr std::int32_t biases[] = {10, -10};
constexpr float float_biases[] = {10.0F, -10.0F};

template <class T, std::size_t Size>
constexpr tensor_description with_data(tensor_description of, const T (&data)[Size]) {
  of.data = {data, Size};
  return of;
}

constexpr tensor_description variable(tensor_description of) {
  of.is_variable = true;
  return of;
}

/// Two units of two filters with two inputs and a memory of three steps. Scales are such that state and
/// output are sums of products of stored values, less the zero points.
constexpr model_description svdf_model(bool wide = true) {
  const auto state_type = wide ? tensor_type::int16 : tensor_type::int8;
  const std::int64_t state_zero_point = wide ? 0 : 5;
  const auto times = activations(state_type, {4, 3}, 1.0F, 0);
  return mote_test::one_node(
      mote::builtin_operator::svdf,
      {activations({1, 2}, 0.5F, -1), with_data(activations({4, 2}, 0.25F, 0), features),
       wide ? with_data(times, wide_times) : with_data(times, narrow_times),
       with_data(mote_test::unquantized(tensor_type::int32, {2}), biases),
       variable(activations(state_type, {1, 12}, 0.125F, state_zero_point)), activations({1, 2}, 0.125F, 2)},
      {mote_test::scalar(option::rank, 2)});
}

constexpr model_description wide_model() { return svdf_model(); }

constexpr model_description float_model(mote::activation kind) {
  const auto tensor = [](mote_test::list<std::int32_t> shape) {
    return mote_test::unquantized(tensor_type::float32, shape);
  };
  return mote_test::one_node(
      mote::builtin_operator::svdf,
      {tensor({1, 2}), with_data(tensor({4, 2}), float_features), with_data(tensor({4, 3}), float_times),
       with_data(tensor({2}), float_biases), variable(tensor({1, 12})), tensor({1, 2})},
      {mote_test::scalar(option::rank, 2),
       mote_test::scalar(option::activation, static_cast<std::int8_t>(kind))});
}

struct plain_arithmetic {
  using sum_type = std::int32_t;
  static constexpr std::int32_t add(std::int32_t a, std::int32_t b) { return a + b; }
  static constexpr std::int32_t add_feature(std::int32_t sum, std::int32_t x, std::int32_t w) {
    return sum + x * w;
  }
  static constexpr std::int32_t add_time(std::int32_t sum, std::int32_t s, std::int32_t w) {
    return sum + s * w;
  }
  static constexpr std::int32_t state(std::int32_t feature) { return feature; }
  static constexpr std::int32_t result(std::int32_t total) { return total; }
};

}  // namespace

TEST_CASE("svdf: the oldest value of each filter makes room for a new one") {
  CHECK(both_times([] {
    const std::int8_t input[] = {opaque(std::int8_t{2}), 3};
    std::int16_t state[] = {1, 2, 3, /**/ 4, 5, 6, /**/ 7, 8, 9, /**/ 10, 11, 12};
    std::int32_t output[2]{};
    const mote::svdf_geometry<mote::static_extents<1, 2, 2, 2, 3>> geometry;
    mote::portable::svdf(geometry, plain_arithmetic{}, input, features, wide_times, biases, state, output);
    constexpr std::int16_t expected[] = {2, 3, 8, /**/ 5, 6, -2, /**/ 8, 9, 9, /**/ 11, 12, 12};
    for (int i = 0; i < 12; ++i) {
      if (state[i] != expected[i]) return false;
    }
    return output[0] == 10 + (2 + 6 + 24) + 5 && output[1] == -10 + 9 + 12;
  }));
}

TEST_CASE("svdf: int8, the state lasts") {
  // Features of the input 2, 3 less the zero points: 8, -2, 9, 12.
  const std::vector<std::int8_t> input = {1, 2};
  for (const bool wide : {true, false}) {
    const auto after = [&](int times) {
      return run_model_repeatedly<std::int8_t>(times, svdf_model(wide), input);
    };
    CHECK(after(1) == std::vector<std::int8_t>{10 + 24 + 2, -10 + 9 + 2});
    CHECK(after(2) == std::vector<std::int8_t>{10 + 24 + 16 + 2, -10 + 9 + 12 + 2});
    CHECK(after(3) == std::vector<std::int8_t>{10 + 24 + 16 + 8 - 2 + 2, -10 + 9 + 12 + 2});
    CHECK(after(4) == after(3));
  }
}

TEST_CASE("svdf: a state of int8 is clamped before its zero point is added, and then wraps") {
  auto model = svdf_model(false);
  // The feature of the first filter is 384: 127 and 5 make -124, which is -129 from the zero point.
  CHECK(run_model_repeatedly<std::int8_t>(1, model, std::vector<std::int8_t>{127, 127})[0] == -128);
  model.tensors[4].zero_points = {0};
  model.tensors[5].scales = {0.5F};
  CHECK(run_model_repeatedly<std::int8_t>(1, model, std::vector<std::int8_t>{127, 127})[0] == 100);
}

TEST_CASE("svdf: in a static model, reset in between") {
  static mote::static_model<mote_test::bytes_of<wide_model>, mote::ops::svdf> model;
  const auto run = [] {
    const auto input = model.input<0>();
    input[0] = 1;
    input[1] = 2;
    model.invoke();
    return static_cast<int>(model.output<0>()[0]);
  };
  CHECK(run() == 36);
  CHECK(run() == 52);
  model.reset();
  CHECK(run() == 36);
}

TEST_CASE("svdf: without a bias") {
  auto model = svdf_model();
  model.nodes[0].inputs[3] = mote::none;
  CHECK(run_model_repeatedly<std::int8_t>(1, model, std::vector<std::int8_t>{1, 2}) ==
        std::vector<std::int8_t>{24 + 2, 9 + 2});
}

TEST_CASE("svdf: float, with an activation") {
  const std::vector<float> input = {2.0F, 3.0F};
  CHECK(run_model_repeatedly<float>(2, float_model(mote::activation::none), input) ==
        std::vector<float>{10.0F + 24.0F + 16.0F, -10.0F + 9.0F + 12.0F});
  CHECK(run_model_repeatedly<float>(1, float_model(mote::activation::relu), input) ==
        std::vector<float>{34.0F, 0.0F});
}

TEST_CASE("svdf: what is refused") {
  using mote::error;
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(svdf_model(), change, code, tensor);
    };
    return refused(
               [](model_description& m) {
                 m.tensors[0].shape = {1, opaque(3)};
               },
               error::shape_mismatch, 1) &&
           refused(
               [](model_description& m) {
                 m.tensors[2].shape = {3, 4};
               },
               error::shape_mismatch, 2) &&
           refused([](model_description& m) { m.tensors[3].type = tensor_type::float32; },
                   error::unsupported_type, 3) &&
           refused(
               [](model_description& m) {
                 m.tensors[4].shape = {1, 11};
               },
               error::shape_mismatch, 4) &&
           refused([](model_description& m) { m.tensors[4].type = tensor_type::int8; },
                   error::unsupported_type, 2) &&
           refused(
               [](model_description& m) {
                 m.tensors[5].shape = {2, 1};
               },
               error::shape_mismatch, 5) &&
           refused([](model_description& m) { m.nodes[0].set(mote_test::scalar(option::rank, 0)); },
                   error::bad_option, mote::none) &&
           refused([](model_description& m) { m.nodes[0].set(mote_test::scalar(option::rank, 3)); },
                   error::bad_option, mote::none);
  }));
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(svdf_model(), change, code, tensor);
    };
    return refused(
               [](model_description& m) {
                 m.tensors[4].is_variable = opaque(false);
                 m.inputs.push_back(4);
               },
               error::not_a_variable, 4) &&
           refused([](model_description& m) { m.nodes[0].inputs[4] = mote::none; }, error::missing_input,
                   mote::none) &&
           refused([](model_description& m) { m.tensors[4].scales = {1e-20F}; }, error::scales_too_far_apart,
                   4) &&
           refused([](model_description& m) { m.tensors[4].zero_points = {1}; }, error::bad_zero_point, 4) &&
           refused([](model_description& m) { m.tensors[0].type = tensor_type::float32; },
                   error::hybrid_model, 0) &&
           is_refused_after(
               float_model(mote::activation::none),
               [](model_description& m) {
                 m.nodes[0].set(mote_test::scalar(option::activation, std::int8_t{4}));
               },
               error::bad_activation, mote::none);
  }));
}
