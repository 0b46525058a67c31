// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/depthwise_conv_2d.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "support/both_times.hpp"
#include "support/oracle.hpp"
#include "support/random_source.hpp"
#include "support/run_model.hpp"
#include "support/small_models.hpp"
#include "support/weighted_layers.hpp"

namespace {

using mote_test::activations_of;
using mote_test::both_times;
using mote_test::opaque;

constexpr mote::quantized_multiplier one{1 << 30, 1};
constexpr mote::output_stage full_range{0, -128, 127};

// batches, input height, width and depth, output height, width and depth, filter height, width and 1,
// strides, dilations, paddings
template <std::int32_t... Sizes>
using sizes = mote::conv_geometry<mote::static_extents<Sizes...>>;

/// The kernel for sizes that only the program knows gives the same bytes.
template <std::int32_t... Sizes>
void check_dynamic_equals_static(std::uint64_t seed) {
  const sizes<Sizes...> fixed;
  const mote::conv_geometry<mote::dynamic_extents<16>> dynamic{{{opaque(Sizes)...}}};
  mote_test::random_source random(seed);
  std::vector<std::int8_t> input(static_cast<std::size_t>(fixed.batches() * fixed.input_height() *
                                                          fixed.input_width() * fixed.input_depth()));
  std::vector<std::int8_t> filter(
      static_cast<std::size_t>(fixed.filter_height() * fixed.filter_width() * fixed.output_depth()));
  random.fill(input);
  random.fill(filter);
  std::vector<mote::channel> channels(static_cast<std::size_t>(fixed.output_depth()));
  for (auto& channel : channels)
    channel = {random.between(-9999, 9999), {random.between(1 << 30, INT32_MAX), -8}};
  std::vector<std::int8_t> a(static_cast<std::size_t>(fixed.batches() * fixed.output_height() *
                                                      fixed.output_width() * fixed.output_depth()));
  std::vector<std::int8_t> b(a.size());
  const mote::output_stage stage{3, -120, 119};
  mote::portable::depthwise_conv_2d(fixed, input.data(), filter.data(), channels.data(), 5, stage, a.data());
  mote::portable::depthwise_conv_2d(dynamic, input.data(), filter.data(), channels.data(), 5, stage,
                                    b.data());
  CHECK(a == b);
  CHECK(std::count(a.begin(), a.end(), a[0]) < static_cast<std::ptrdiff_t>(a.size()));
}

/// Random layers equal the oracle.
template <class Types>
void check_random_layers(std::uint64_t seed, int layers) {
  mote_test::random_source random(seed);
  for (int round = 0; round < layers; ++round) {
    const mote_test::random_window window(random);
    const int depth_multiplier = random.chance(2) ? random.between(2, 4) : 1;
    const int depth = random.between(1, 6);
    const int terms = window.filter_h * window.filter_w;
    const auto input = mote_test::random_activations<Types>(
        random, {random.between(1, 2), window.height, window.width, depth});
    const mote_test::random_weights<Types> weights(
        random, {1, window.filter_h, window.filter_w, depth * depth_multiplier}, 3, terms);
    const auto fused = mote_test::random_activation(random);
    const auto expected =
        oracle::depthwise_conv_2d(input, weights.values(), weights.bias(), window, fused,
                                  mote_test::random_output_of<Types>(random, input.scale(), terms));
    using option = mote::schema::depthwise_conv_2d_options;
    using mote_test::scalar;
    auto model = mote_test::one_node(
        mote::builtin_operator::depthwise_conv_2d,
        {activations_of(input), weights.values_in_model(), weights.bias_in_model(), activations_of(expected)},
        {scalar(option::padding, window.padding_option()), scalar(option::stride_w, window.stride_w),
         scalar(option::stride_h, window.stride_h),
         scalar(option::depth_multiplier, random.chance(4) ? 0 : depth_multiplier),
         scalar(option::activation, static_cast<std::int8_t>(fused)),
         scalar(option::dilation_w, window.dilation_w), scalar(option::dilation_h, window.dilation_h)});
    if (!weights.has_bias()) model.nodes[0].inputs[2] = -1;
    CHECK(mote_test::run_model<typename Types::activation>(model, input.data) == expected.data);
  }
}

}  // namespace

TEST_CASE("depthwise_conv_2d: each channel has its own filter and bias") {
  CHECK(both_times([] {
    const std::int8_t image[] = {1, 10, 2, 20, 3, 30, opaque(std::int8_t{4}), 40};  // 2x2, 2 channels
    const std::int8_t filter[] = {1, 0, 1, 1, 1, 0, 1, -1};
    const mote::channel channels[] = {{5, one}, {-6, one}};
    std::int8_t output[2]{};
    const sizes<1, 2, 2, 2, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 0, 0> fixed;
    mote::portable::depthwise_conv_2d(fixed, image, filter, channels, 0, full_range, output);
    return output[0] == 1 + 2 + 3 + 4 + 5 && output[1] == 20 - 40 - 6;
  }));
}

TEST_CASE("depthwise_conv_2d: a depth multiplier makes several channels of one") {
  CHECK(both_times([] {
    const std::int8_t pixels[] = {1, 2, 3, opaque(std::int8_t{4})};  // 1x2, 2 channels
    const std::int8_t filter[] = {1, 2, 3, 1, 2, 3};
    const mote::channel channels[] = {{0, one}, {0, one}, {0, one}, {0, one}, {0, one}, {0, one}};
    std::int8_t output[12]{};
    const sizes<1, 1, 2, 2, 1, 2, 6, 1, 1, 1, 1, 1, 1, 1, 0, 0> fixed;
    mote::portable::depthwise_conv_2d(fixed, pixels, filter, channels, 0, full_range, output);
    const std::int8_t expected[] = {1, 2, 3, 2, 4, 6, 3, 6, 9, 4, 8, 12};
    for (int i = 0; i < 12; ++i) {
      if (output[i] != expected[i]) return false;
    }
    return true;
  }));
}

TEST_CASE("depthwise_conv_2d: padding stands for the zero point, with stride and dilation") {
  CHECK(both_times([] {
    // 3 taps 2 apart, centred, over 5 elements of value 7 with zero point 5.
    const std::int8_t row[] = {7, 7, opaque(std::int8_t{7}), 7, 7};
    const std::int8_t filter[] = {1, 10, 20};
    const mote::channel channels[] = {{0, one}};
    std::int8_t output[3]{};
    const sizes<1, 1, 5, 1, 1, 3, 1, 1, 3, 1, 1, 2, 1, 2, 0, 2> fixed;
    mote::portable::depthwise_conv_2d(fixed, row, filter, channels, -5, full_range, output);
    return output[0] == 60 && output[1] == 62 && output[2] == 22;
  }));
}

TEST_CASE("depthwise_conv_2d: static and dynamic sizes are the same kernel") {
  check_dynamic_equals_static<1, 6, 5, 3, 6, 5, 3, 3, 3, 1, 1, 1, 1, 1, 1, 1>(1);
  check_dynamic_equals_static<2, 7, 6, 2, 4, 3, 4, 3, 2, 1, 2, 2, 1, 1, 1, 0>(2);
  check_dynamic_equals_static<1, 9, 9, 1, 5, 5, 3, 3, 3, 1, 1, 1, 2, 2, 0, 0>(3);
  check_dynamic_equals_static<1, 12, 5, 4, 1, 1, 4, 12, 5, 1, 1, 1, 1, 1, 0, 0>(4);
}

TEST_CASE("depthwise_conv_2d: random layers equal the oracle") {
  check_random_layers<mote_test::int8_layer>(32, mote_test::rounds(1500, 40));
  check_random_layers<mote_test::int4_layer>(132, mote_test::rounds(500, 10));
  check_random_layers<mote_test::int16_layer>(232, mote_test::rounds(500, 10));
}

TEST_CASE("depthwise_conv_2d: floats") {
  CHECK(both_times([] {
    const float image[] = {1, 10, 2, 20, 3, 30, opaque(4.0F), 40};  // 2x2, 2 channels
    const float filter[] = {1, 0, 0.5F, 1, 1, 0, 1, -1};
    const mote::float_channel channels[] = {{0.25F}, {-6}};
    float output[2]{};
    const sizes<1, 2, 2, 2, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 0, 0> fixed;
    mote::portable::depthwise_conv_2d(fixed, image, filter, channels, mote::no_offset{},
                                      mote::float_stage{0, 100}, output);
    return output[0] == 9.25F && output[1] == 0.0F;
  }));
}
