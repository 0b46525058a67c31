// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/conv_2d.hpp"

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

// batches, input height, width and depth, output height, width and depth, filter height, width and depth,
// strides, dilations, paddings
template <std::int32_t... Sizes>
using sizes = mote::conv_geometry<mote::static_extents<Sizes...>>;

/// The kernel for sizes that only the program knows gives the same bytes.
template <std::int32_t... Sizes>
void check_dynamic_equals_static(std::uint64_t seed) {
  const sizes<Sizes...> fixed;
  const mote::conv_geometry<mote::dynamic_extents<16>> dynamic{{{opaque(Sizes)...}}};
  const auto pixels = [](std::int32_t batches, std::int32_t height, std::int32_t width) {
    return batches * height * width;
  };
  mote_test::random_source random(seed);
  std::vector<std::int8_t> input(static_cast<std::size_t>(
      pixels(fixed.batches(), fixed.input_height(), fixed.input_width()) * fixed.input_depth()));
  std::vector<std::int8_t> filter(static_cast<std::size_t>(
      pixels(fixed.output_depth(), fixed.filter_height(), fixed.filter_width()) * fixed.filter_depth()));
  random.fill(input);
  random.fill(filter);
  std::vector<mote::channel> channels(static_cast<std::size_t>(fixed.output_depth()));
  for (auto& channel : channels)
    channel = {random.between(-9999, 9999), {random.between(1 << 30, INT32_MAX), -8}};
  std::vector<std::int8_t> a(static_cast<std::size_t>(
      pixels(fixed.batches(), fixed.output_height(), fixed.output_width()) * fixed.output_depth()));
  std::vector<std::int8_t> b(a.size());
  const mote::output_stage stage{3, -120, 119};
  mote::portable::conv_2d(fixed, input.data(), filter.data(), channels.data(), 5, stage, a.data());
  mote::portable::conv_2d(dynamic, input.data(), filter.data(), channels.data(), 5, stage, b.data());
  CHECK(a == b);
  CHECK(std::count(a.begin(), a.end(), a[0]) < static_cast<std::ptrdiff_t>(a.size()));
}

/// Random layers equal the oracle.
template <class Types>
void check_random_layers(std::uint64_t seed, int layers) {
  mote_test::random_source random(seed);
  for (int round = 0; round < layers; ++round) {
    const mote_test::random_window window(random);
    const int groups = random.chance(3) ? random.between(2, 3) : 1;
    const int depth = random.between(1, 6);
    const int channels = groups * random.between(1, 5);
    const int terms = window.filter_h * window.filter_w * depth;
    const auto input = mote_test::random_activations<Types>(
        random, {random.between(1, 2), window.height, window.width, depth * groups});
    const mote_test::random_weights<Types> weights(
        random, {channels, window.filter_h, window.filter_w, depth}, 0, terms);
    const auto fused = mote_test::random_activation(random);
    const auto expected = oracle::conv_2d(input, weights.values(), weights.bias(), window, fused,
                                          mote_test::random_output_of<Types>(random, input.scale(), terms));
    using option = mote::schema::conv_2d_options;
    using mote_test::scalar;
    auto model = mote_test::one_node(
        mote::builtin_operator::conv_2d,
        {activations_of(input), weights.values_in_model(), weights.bias_in_model(), activations_of(expected)},
        {scalar(option::padding, window.padding_option()), scalar(option::stride_w, window.stride_w),
         scalar(option::stride_h, window.stride_h),
         scalar(option::activation, static_cast<std::int8_t>(fused)),
         scalar(option::dilation_w, window.dilation_w), scalar(option::dilation_h, window.dilation_h),
         scalar(option::quantized_bias_type, mote_test::bias_type_of<Types>)});
    if (!weights.has_bias()) model.nodes[0].inputs[2] = -1;
    CHECK(mote_test::run_model<typename Types::activation>(model, input.data) == expected.data);
  }
}

}  // namespace

TEST_CASE("conv_2d: sums of products, bias, and the next channel") {
  CHECK(both_times([] {
    const std::int8_t image[] = {1, 2, 3, 4, opaque(std::int8_t{5}), 6, 7, 8, 9};
    const std::int8_t filter[] = {1, 0, 0, 1, /**/ 1, 1, 1, -1};
    const mote::channel channels[] = {{10, one}, {-3, one}};
    std::int8_t output[8]{};
    const sizes<1, 3, 3, 1, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 0, 0> fixed;
    mote::portable::conv_2d(fixed, image, filter, channels, 0, full_range, output);
    const std::int8_t expected[] = {16, -1, 18, 1, 22, 5, 24, 7};
    for (int i = 0; i < 8; ++i) {
      if (output[i] != expected[i]) return false;
    }
    return true;
  }));
}

TEST_CASE("conv_2d: padding stands for the zero point, not for 0") {
  CHECK(both_times([] {
    // 3x3 ones over a 2x2 image of value 7 with zero point 5: each output sees four pixels of 2.
    const std::int8_t image[] = {7, 7, opaque(std::int8_t{7}), 7};
    const std::int8_t filter[] = {1, 1, 1, 1, 1, 1, 1, 1, 1};
    const mote::channel channels[] = {{0, one}};
    std::int8_t output[4]{};
    const sizes<1, 2, 2, 1, 2, 2, 1, 3, 3, 1, 1, 1, 1, 1, 1, 1> fixed;
    mote::portable::conv_2d(fixed, image, filter, channels, -5, full_range, output);
    return output[0] == 8 && output[1] == 8 && output[2] == 8 && output[3] == 8;
  }));
}

TEST_CASE("conv_2d: stride and dilation") {
  CHECK(both_times([] {
    const std::int8_t row[] = {1, 2, 3, 4, 5, 6, opaque(std::int8_t{7}), 8};
    const std::int8_t filter[] = {1, 10};
    const mote::channel channels[] = {{0, one}};
    std::int8_t output[3]{};
    const sizes<1, 1, 8, 1, 1, 3, 1, 1, 2, 1, 1, 2, 1, 3, 0, 0> fixed;
    mote::portable::conv_2d(fixed, row, filter, channels, 0, full_range, output);
    return output[0] == 1 + 40 && output[1] == 3 + 60 && output[2] == 5 + 80;
  }));
}

TEST_CASE("conv_2d: groups see their share of the input's channels") {
  CHECK(both_times([] {
    const std::int8_t pixel[] = {1, 2, 3, opaque(std::int8_t{4})};
    const std::int8_t filter[] = {1, 1, /**/ 1, -1, /**/ 1, 1, /**/ 1, -1};
    const mote::channel channels[] = {{0, one}, {0, one}, {0, one}, {0, one}};
    std::int8_t output[4]{};
    const sizes<1, 1, 1, 4, 1, 1, 4, 1, 1, 2, 1, 1, 1, 1, 0, 0> fixed;
    mote::portable::conv_2d(fixed, pixel, filter, channels, 0, full_range, output);
    return output[0] == 3 && output[1] == -1 && output[2] == 7 && output[3] == -1;
  }));
}

TEST_CASE("conv_2d: zero point and clamp of the output, and saturation at the largest sums") {
  CHECK(both_times([] {
    const std::int8_t pixels[] = {127, opaque(std::int8_t{-128}), 0};
    const std::int8_t filter[] = {127};
    const mote::channel channels[] = {{INT32_MAX - 255 * 127, {INT32_MAX, 0}}};
    std::int8_t output[3]{};
    const sizes<1, 1, 3, 1, 1, 3, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0> fixed;
    mote::portable::conv_2d(fixed, pixels, filter, channels, 128, mote::output_stage{-128, -100, 100},
                            output);
    const bool high = output[0] == 100 && output[1] == 100 && output[2] == 100;
    const mote::channel small[] = {{0, {1 << 30, -6}}};  // a 128th
    mote::portable::conv_2d(fixed, pixels, filter, small, 128, mote::output_stage{-128, -128, 127}, output);
    return high && output[0] == 125 && output[1] == -128 && output[2] == -1;
  }));
}

TEST_CASE("conv_2d: static and dynamic sizes are the same kernel") {
  check_dynamic_equals_static<1, 6, 5, 3, 6, 5, 4, 3, 3, 3, 1, 1, 1, 1, 1, 1>(1);
  check_dynamic_equals_static<2, 7, 6, 2, 4, 3, 3, 3, 2, 2, 2, 2, 1, 1, 1, 0>(2);
  check_dynamic_equals_static<1, 4, 4, 8, 4, 4, 5, 1, 1, 8, 1, 1, 1, 1, 0, 0>(3);
  check_dynamic_equals_static<1, 9, 9, 1, 5, 5, 2, 3, 3, 1, 1, 1, 2, 2, 0, 0>(4);
  check_dynamic_equals_static<1, 3, 3, 6, 3, 3, 9, 3, 3, 2, 1, 1, 1, 1, 1, 1>(5);
  check_dynamic_equals_static<1, 1, 16, 2, 1, 5, 2, 1, 10, 2, 1, 3, 1, 1, 0, 4>(6);
}

TEST_CASE("conv_2d: random layers equal the oracle") {
  check_random_layers<mote_test::int8_layer>(31, mote_test::rounds(1500, 40));
  check_random_layers<mote_test::int4_layer>(131, mote_test::rounds(500, 10));
  check_random_layers<mote_test::int16_layer>(231, mote_test::rounds(500, 10));
  check_random_layers<mote_test::narrow_int16_layer>(331, mote_test::rounds(500, 10));
}

TEST_CASE("conv_2d: floats") {
  CHECK(both_times([] {
    const float image[] = {1, 2, 3, 4, opaque(5.0F), 6, 7, 8, 9};
    const float filter[] = {1, 0, 0, 0.5F, /**/ 0.25F, 1, 1, -1};
    const mote::float_channel channels[] = {{10}, {-3}};
    float output[8]{};
    const sizes<1, 3, 3, 1, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 0, 0> fixed;
    mote::portable::conv_2d(fixed, image, filter, channels, mote::no_offset{}, mote::float_stage{-1, 15},
                            output);
    const float expected[] = {13.5F, -1, 15, -0.5F, 15, 2, 15, 3.25F};
    for (int i = 0; i < 8; ++i) {
      if (output[i] != expected[i]) return false;
    }
    return true;
  }));
}
