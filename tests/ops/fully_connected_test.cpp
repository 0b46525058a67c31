// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/fully_connected.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#include "support/both_times.hpp"
#include "support/oracle.hpp"
#include "support/random_source.hpp"
#include "support/refusal.hpp"
#include "support/run_model.hpp"
#include "support/small_models.hpp"
#include "support/weighted_layers.hpp"

namespace {

using mote_test::activations_of;
using mote_test::both_times;
using mote_test::opaque;

constexpr mote::quantized_multiplier one{1 << 30, 1};

// batches, depth, output depth
template <std::int32_t... Sizes>
using sizes = mote::matrix_geometry<mote::static_extents<Sizes...>>;

/// Random layers equal the oracle.
template <class Types>
void check_random_layers(std::uint64_t seed, int layers) {
  mote_test::random_source random(seed);
  for (int round = 0; round < layers; ++round) {
    const int depth = random.between(1, 40);
    const int channels = random.between(1, 20);
    const bool keep_dimensions = random.chance(2);
    const int rows = random.between(1, 3);
    const auto input = mote_test::random_activations<Types>(
        random, random.chance(3) ? oracle::shape{2, rows, depth} : oracle::shape{rows, depth});
    const mote_test::random_weights<Types> weights(random, {channels, depth}, 0, depth);
    const auto fused = mote_test::random_activation(random);
    const auto expected =
        oracle::fully_connected(input, weights.values(), weights.bias(), keep_dimensions, fused,
                                mote_test::random_output_of<Types>(random, input.scale(), depth));
    using option = mote::schema::fully_connected_options;
    auto model = mote_test::one_node(
        mote::builtin_operator::fully_connected,
        {activations_of(input), weights.values_in_model(), weights.bias_in_model(), activations_of(expected)},
        {mote_test::scalar(option::activation, static_cast<std::int8_t>(fused)),
         mote_test::scalar(option::keep_num_dims, keep_dimensions),
         mote_test::scalar(option::quantized_bias_type, mote_test::bias_type_of<Types>)});
    if (!weights.has_bias()) model.nodes[0].inputs[2] = -1;
    CHECK(mote_test::run_model<typename Types::activation>(model, input.data) == expected.data);
  }
}

}  // namespace

TEST_CASE("fully_connected: sums of products, bias, offsets, and the next row") {
  CHECK(both_times([] {
    const std::int8_t input[] = {1, 2, opaque(std::int8_t{3}), /**/ -1, 0, 1};
    const std::int8_t weights[] = {1, 1, 1, /**/ 2, -3, 4};
    const mote::channel channels[] = {{100, one}, {-5, one}};
    std::int8_t output[4]{};
    const mote::output_stage stage{-10, -128, 127};
    mote::portable::fully_connected(sizes<2, 3, 2>{}, input, weights, channels, 1, stage, output);
    // (2, 3, 4) and (0, 1, 2)
    return output[0] == 99 && output[1] == -4 && output[2] == 93 && output[3] == -10;
  }));
}

TEST_CASE("fully_connected: each channel has its multiplier, and the clamp ends it") {
  CHECK(both_times([] {
    const std::int8_t input[] = {opaque(std::int8_t{100})};
    const std::int8_t weights[] = {1, 1, 1, 127};
    const mote::channel channels[] = {{0, one}, {0, {1 << 30, 0}}, {0, {1 << 30, -1}}, {0, {1 << 30, 8}}};
    std::int8_t output[4]{};
    mote::portable::fully_connected(sizes<1, 1, 4>{}, input, weights, channels, 0,
                                    mote::output_stage{0, -90, 90}, output);
    return output[0] == 90 && output[1] == 50 && output[2] == 25 && output[3] == 90;
  }));
}

TEST_CASE("fully_connected: static and dynamic sizes are the same kernel") {
  mote_test::random_source random(1);
  std::vector<std::int8_t> input(3 * 17);
  std::vector<std::int8_t> weights(5 * 17);
  random.fill(input);
  random.fill(weights);
  mote::channel channels[5];
  for (auto& channel : channels)
    channel = {random.between(-9999, 9999), {random.between(1 << 30, INT32_MAX), -9}};
  const mote::output_stage stage{3, -120, 119};
  const mote::matrix_geometry<mote::dynamic_extents<3>> dynamic{{{3, opaque(17), 5}}};
  std::vector<std::int8_t> a(15);
  std::vector<std::int8_t> b(15);
  mote::portable::fully_connected(sizes<3, 17, 5>{}, input.data(), weights.data(), channels, 5, stage,
                                  a.data());
  mote::portable::fully_connected(dynamic, input.data(), weights.data(), channels, 5, stage, b.data());
  CHECK(a == b);
}

TEST_CASE("fully_connected: random layers equal the oracle") {
  check_random_layers<mote_test::int8_layer>(33, mote_test::rounds(3000, 60));
  check_random_layers<mote_test::int4_layer>(133, mote_test::rounds(500, 10));
  check_random_layers<mote_test::int16_layer>(233, mote_test::rounds(500, 10));
  check_random_layers<mote_test::narrow_int16_layer>(333, mote_test::rounds(500, 10));
}

TEST_CASE("fully_connected: floats") {
  CHECK(both_times([] {
    const float input[] = {1, 2, opaque(3.0F), /**/ -1, 0, 1};
    const float weights[] = {1, 0.5F, 1, /**/ 2, -3, 4};
    const mote::float_channel channels[] = {{100}, {-5}};
    float output[4]{};
    mote::portable::fully_connected(sizes<2, 3, 2>{}, input, weights, channels, mote::no_offset{},
                                    mote::float_stage{-2, 100}, output);
    const float expected[] = {100, 3, 100, -2};
    for (int i = 0; i < 4; ++i) {
      if (output[i] != expected[i]) return false;
    }
    return true;
  }));
}

TEST_CASE("fully_connected: the bias may be left out of the inputs") {
  auto model = mote_test::fully_connected_model();
  const std::vector<std::int8_t> input{10, 20, 30, 40};
  model.nodes[0].inputs[2] = -1;
  const auto without = mote_test::run_model<std::int8_t>(model, input);
  model.nodes[0].inputs = {0, 1};
  CHECK(mote_test::run_model<std::int8_t>(model, input) == without);
  model.nodes[0].inputs = {0, 1, 2};
  CHECK(mote_test::run_model<std::int8_t>(model, input) != without);
}

TEST_CASE("fully_connected: what is refused") {
  using mote::error;
  using mote_test::model_description;
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(mote_test::fully_connected_model(), change, code, tensor);
    };
    using option = mote::schema::fully_connected_options;
    return refused(
               [](model_description& m) {
                 m.tensors[0].shape = {opaque(1), 5};
               },
               error::shape_mismatch, 0) &&
           refused(
               [](model_description& m) {
                 m.tensors[1].shape = {2, 2, 2};
               },
               error::shape_mismatch, 1) &&
           refused(
               [](model_description& m) {
                 m.tensors[3].shape = {1, 3};
               },
               error::shape_mismatch, 3) &&
           refused(
               [](model_description& m) {
                 m.tensors[3].shape = {2, 2};
               },
               error::shape_mismatch, 3) &&
           refused(
               [](model_description& m) {
                 m.tensors[3].shape = {2, 1};
               },
               error::shape_mismatch, 3) &&
           refused([](model_description& m) { m.tensors[1].type = mote::tensor_type::uint8; },
                   error::unsupported_type, 1) &&
           refused(
               [](model_description& m) {
                 m.nodes[0].set(mote_test::scalar(option::weights_format, std::int8_t{1}));
               },
               error::bad_weights_format, mote::none);
  }));
}
