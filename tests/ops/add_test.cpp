// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/add.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::add

#include "support/both_times.hpp"
#include "support/elementwise.hpp"
#include "support/oracle.hpp"
#include "support/random_source.hpp"
#include "support/run_model.hpp"
#include "support/small_models.hpp"

namespace {

using mote_test::activations_of;
using mote_test::both_times;
using options = mote::schema::add_options;
constexpr auto code = mote::builtin_operator::add;

/// The sum of two stored values in a model with these scales and zero points.
constexpr std::int8_t sum(const mote_test::model_description& model, std::int8_t a, std::int8_t b) {
  return mote_test::result_of<mote::ops::add, std::int8_t>(model, a, b);
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

TEST_CASE("add: random int8 layers whose scales differ by up to a million equal the oracle") {
  mote_test::random_source random(36);
  for (int round = 0; round < mote_test::rounds(3000, 60); ++round) {
    const auto shapes = mote_test::random_shapes(random);
    const auto quantized = [&] {
      const float scale = random.chance(8) ? random.real(1e-6F, 1.0F) : random.real(0.01F, 0.1F);
      return oracle::quantization{{scale}, mote_test::random_zero_point(random)};
    };
    const auto a = mote_test::random_tensor<std::int8_t>(random, shapes.first, quantized());
    const auto b = mote_test::random_tensor<std::int8_t>(random, shapes.second, quantized());
    const auto fused = mote_test::random_activation(random);
    const auto expected = oracle::add(a, b, fused, quantized());
    const auto option = mote_test::scalar(options::activation, static_cast<std::int8_t>(fused));
    CHECK(mote_test::run_pair(code, a, b, expected, {option}) == expected.data);
  }
}

TEST_CASE("add: random int16 layers equal the oracle") {
  const auto expected = [](const auto& a, const auto& b, oracle::activation fused,
                           const oracle::quantization& output) { return oracle::add(a, b, fused, output); };
  mote_test::check_random_pairs<options, std::int16_t>(code, 38, 0.01F, 0.3F, expected);
}

TEST_CASE("add: float32 and int32") {
  const auto fused = [](mote::activation kind) {
    return mote_test::list<mote_test::field>{
        mote_test::scalar(options::activation, static_cast<std::int8_t>(kind))};
  };
  CHECK(mote_test::run_rows<float, float>(code, {1.5F, -4.0F, 7.0F}, {0.25F, 1.0F, 1.0F},
                                          fused(mote::activation::relu6)) ==
        std::vector<float>{1.75F, 0.0F, 6.0F});
  CHECK(mote_test::run_rows<std::int32_t, std::int32_t>(code, {2147483647, -5, 7}, {1, 3, 8}) ==
        std::vector<std::int32_t>{-2147483647 - 1, -2, 15});
  CHECK(mote_test::run_rows<std::int32_t, std::int32_t>(code, {4, -5, 0}, {1, 3, 0},
                                                        fused(mote::activation::relu_n1_to_1)) ==
        std::vector<std::int32_t>{1, -1, 0});
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
