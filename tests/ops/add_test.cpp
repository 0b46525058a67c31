// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/add.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#include "support/both_times.hpp"
#include "support/oracle.hpp"
#include "support/random_source.hpp"
#include "support/refusal.hpp"
#include "support/run_model.hpp"
#include "support/small_models.hpp"

namespace {

using mote_test::activations_of;
using mote_test::both_times;
using mote_test::opaque;

/// The sum of two stored values in a model with these scales and zero points.
constexpr std::int8_t sum(const mote_test::model_description& model, std::int8_t a, std::int8_t b) {
  const auto bytes = write(model);
  const mote::graph graph(bytes.view());
  const mote::node_view view(graph, 0);
  return mote::ops::add::sum(view)(opaque(a), b);
}

constexpr mote_test::model_description same_scales(mote::activation fused = mote::activation::none) {
  using mote_test::activations;
  return mote_test::one_node(
      mote::builtin_operator::add,
      {activations({1}, 0.5F, 0), activations({1}, 0.5F, 0), activations({1}, 0.5F, 0)},
      {mote_test::scalar(mote::schema::add_options::activation, static_cast<std::int8_t>(fused))});
}

}  // namespace

TEST_CASE("add: equal scales add stored values, and saturate") {
  CHECK(both_times([] {
    constexpr auto model = same_scales();
    return sum(model, 10, 20) == 30 && sum(model, -100, 30) == -70 && sum(model, 100, 100) == 127 &&
           sum(model, -100, -100) == -128 && sum(model, -128, 127) == -1;
  }));
}

TEST_CASE("add: different scales and zero points") {
  CHECK(both_times([] {
    // x: 0.5 * (q - 3), y: 0.25 * (q + 5), sum: 0.5 * (q - 1)
    const auto model = mote_test::add_model();
    return sum(model, 3, -5) == 1 && sum(model, 13, -5) == 11 && sum(model, 3, 15) == 11 &&
           sum(model, 13, 15) == 21 && sum(model, 3, -3) == 2;
  }));
}

TEST_CASE("add: a fused activation clamps") {
  CHECK(both_times([] {
    return sum(same_scales(mote::activation::relu), -10, 5) == 0 &&
           sum(same_scales(mote::activation::relu6), 9, 9) == 12 &&
           sum(same_scales(mote::activation::relu_n1_to_1), -9, 0) == -2;
  }));
}

TEST_CASE("add: random layers with every kind of broadcasting equal the oracle") {
  mote_test::random_source random(36);
  for (int round = 0; round < mote_test::rounds(3000, 60); ++round) {
    const int rank = random.between(1, 4);
    oracle::shape a_shape;
    oracle::shape b_shape;
    for (int axis = 0; axis < rank; ++axis) {
      const int size = random.between(1, 5);
      a_shape.push_back(random.chance(5) ? 1 : size);
      b_shape.push_back(random.chance(5) ? 1 : size);
    }
    if (random.chance(4)) b_shape.erase(b_shape.begin(), b_shape.begin() + random.between(1, rank));
    const auto quantized = [&] {
      // Scales that differ by up to a million.
      const float scale = random.chance(8) ? random.real(1e-6F, 1.0F) : random.real(0.01F, 0.1F);
      return oracle::quantization{{scale}, mote_test::random_zero_point(random)};
    };
    const auto a = mote_test::random_tensor<std::int8_t>(random, a_shape, quantized());
    const auto b = mote_test::random_tensor<std::int8_t>(random, b_shape, quantized());
    const auto fused = mote_test::random_activation(random);
    const auto expected = oracle::add(a, b, fused, quantized());
    const auto model = mote_test::one_node(
        mote::builtin_operator::add, {activations_of(a), activations_of(b), activations_of(expected)},
        {mote_test::scalar(mote::schema::add_options::activation, static_cast<std::int8_t>(fused))});
    CHECK(mote_test::run_model<std::int8_t>(model, a.data, b.data) == expected.data);
  }
}

TEST_CASE("add: of a constant, and of a tensor and itself") {
  mote_test::random_source random(37);
  const auto a = mote_test::random_tensor<std::int8_t>(random, {2, 4}, {{0.5F}, 3});
  const auto b = mote_test::random_tensor<std::int8_t>(random, {4}, {{0.25F}, -5});
  const oracle::quantization output{{0.5F}, 1};
  const auto sum_with_constant = oracle::add(a, b, oracle::activation::none, output);
  CHECK(mote_test::run_model<std::int8_t>(
            mote_test::one_node(mote::builtin_operator::add, {activations_of(a), mote_test::constant_of(b),
                                                              activations_of(sum_with_constant)}),
            a.data) == sum_with_constant.data);

  const auto twice = oracle::add(a, a, oracle::activation::none, output);
  auto model = mote_test::one_node(mote::builtin_operator::add, {activations_of(a), activations_of(twice)});
  model.nodes[0].inputs = {0, 0};
  CHECK(mote_test::run_model<std::int8_t>(model, a.data) == twice.data);
}

TEST_CASE("add: what is refused") {
  using mote::error;
  using mote_test::model_description;
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
           refused([](model_description& m) { m.tensors[1].scales = {0.0F}; }, error::bad_scale, 1) &&
           refused([](model_description& m) { m.tensors[2].scales = {1e-20F}; }, error::scales_too_far_apart,
                   2) &&
           refused([](model_description& m) { m.nodes[0].inputs = {0}; }, error::bad_input_count, mote::none);
  }));
}
