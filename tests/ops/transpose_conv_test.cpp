// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/transpose_conv.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::transpose_conv
#include "support/both_times.hpp"
#include "support/oracle.hpp"
#include "support/random_source.hpp"
#include "support/refusal.hpp"
#include "support/run_model.hpp"
#include "support/small_models.hpp"
#include "support/weighted_layers.hpp"

namespace {

using mote::error;
using mote_test::activations_of;
using mote_test::both_times;
using mote_test::model_description;
using mote_test::opaque;
using mote_test::scalar;
using option = mote::schema::transpose_conv_options;

// batches, input height, width and depth, output height, width and depth, filter height, width and depth,
// strides, 1, 1, paddings
template <std::int32_t... Sizes>
using sizes = mote::conv_geometry<mote::static_extents<Sizes...>>;

constexpr std::int32_t asked_shape[] = {1, 5, 4, 2};

/// 2x2 filters with stride 2 make 5x4 of 3x2 pixels, 1 channel in, 2 out. The last row comes from half of the
/// filter.
constexpr model_description transpose_conv_model() {
  auto asked = mote_test::unquantized(mote::tensor_type::int32, {4});
  asked.data = {asked_shape, 4};
  return mote_test::one_node(
      mote::builtin_operator::transpose_conv,
      {asked, mote_test::weights({2, 2, 2, 1}, 0.25F), mote_test::activations({1, 3, 2, 1}, 0.5F, -3),
       mote_test::bias(2), mote_test::activations({1, 5, 4, 2}, 2.0F, 5)},
      {scalar(option::padding, std::int8_t{0}), scalar(option::stride_w, 2), scalar(option::stride_h, 2)});
}

template <class Types>
void check_random_layers(std::uint64_t seed, int layers) {
  mote_test::random_source random(seed);
  for (int round = 0; round < layers; ++round) {
    const mote_test::random_window window(random, false);
    const int depth = random.between(1, 4);
    const int terms = window.filter_h * window.filter_w * depth;
    const oracle::shape image{random.between(1, 2), window.height, window.width, random.between(1, 4)};
    // What a convolution of the output would give has the size of the input.
    const auto size = [&](int large, int filter, int stride) {
      return oracle::output_size(large, filter, stride, 1, window.same_padding);
    };
    const auto input = mote_test::random_activations<Types>(
        random, {image[0], size(image[1], window.filter_h, window.stride_h),
                 size(image[2], window.filter_w, window.stride_w), depth});
    const mote_test::random_weights<Types> weights(
        random, {image[3], window.filter_h, window.filter_w, depth}, 0, terms);
    const auto fused = mote_test::random_activation(random);
    const auto expected =
        oracle::transpose_conv(input, weights.values(), weights.bias(), window, fused, image,
                               mote_test::random_output_of<Types>(random, input.scale(), terms));
    auto asked = mote_test::unquantized(mote::tensor_type::int32, {4});
    const std::vector<std::int32_t> dimensions(image.begin(), image.end());
    asked.data = {dimensions.data(), 4};
    auto model = mote_test::one_node(
        mote::builtin_operator::transpose_conv,
        {asked, weights.values_in_model(), activations_of(input), weights.bias_in_model(),
         activations_of(expected)},
        {scalar(option::padding, window.padding_option()), scalar(option::stride_w, window.stride_w),
         scalar(option::stride_h, window.stride_h),
         scalar(option::activation, static_cast<std::int8_t>(fused))});
    if (!weights.has_bias()) model.nodes[0].inputs[3] = -1;
    CHECK(mote_test::run_model<typename Types::activation>(model, input.data) == expected.data);
  }
}

}  // namespace

TEST_CASE("transpose_conv: pixels add their filters where they overlap") {
  CHECK(both_times([] {
    const float row[] = {1, opaque(10.0F)};
    const float filter[] = {1, 2, 3, /**/ 4, 5, 6};
    const mote::float_channel channels[] = {{0}, {0.5F}};
    float output[10]{};
    const sizes<1, 1, 2, 1, 1, 5, 2, 1, 3, 1, 1, 2, 1, 1, 0, 0> fixed;
    mote::portable::transpose_conv(fixed, row, filter, channels, mote::no_offset{}, mote::float_stage{0, 50},
                                   output);
    const float expected[] = {1, 4.5F, 2, 5.5F, 13, 46.5F, 20, 50, 30, 50};
    for (int i = 0; i < 10; ++i) {
      if (output[i] != expected[i]) return false;
    }
    return true;
  }));
}

TEST_CASE("transpose_conv: padding cuts the first outputs, and zero points are no values") {
  CHECK(both_times([] {
    const std::int8_t column[] = {3, opaque(std::int8_t{5})};
    const std::int8_t filter[] = {1, 10, 20};
    const mote::channel channels[] = {{7, {1 << 30, 1}}};
    std::int8_t output[4]{};
    const sizes<1, 2, 1, 1, 4, 1, 1, 3, 1, 1, 2, 1, 1, 1, 1, 0> fixed;
    mote::portable::transpose_conv(fixed, column, filter, channels, -2, mote::output_stage{-1, -128, 127},
                                   output);
    // 1 * (10, 20) and, two below, 3 * (1, 10, 20)
    return output[0] == 16 && output[1] == 29 && output[2] == 36 && output[3] == 66;
  }));
}

TEST_CASE("transpose_conv: random layers equal the oracle") {
  check_random_layers<mote_test::int8_layer>(36, mote_test::rounds(1000, 20));
  check_random_layers<mote_test::int16_layer>(236, mote_test::rounds(500, 10));
}

TEST_CASE("transpose_conv: what is refused") {
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(transpose_conv_model(), change, code, tensor);
    };
    return refused(
               [](model_description& m) {
                 m.tensors[2].shape = {1, 3, 2, opaque(2)};
               },
               error::shape_mismatch, 1) &&
           refused(
               [](model_description& m) {
                 m.tensors[4].shape = {1, 5, 4, 3};
               },
               error::shape_mismatch, 1) &&
           refused(
               [](model_description& m) {
                 m.tensors[4].shape = {1, 6, 4, 2};
               },
               error::shape_mismatch, 0) &&
           refused([](model_description& m) { m.tensors[0].type = mote::tensor_type::float32; },
                   error::unsupported_type, 0) &&
           refused([](model_description& m) { m.nodes[0].set(scalar(option::stride_h, 3)); },
                   error::shape_mismatch, 4) &&
           refused([](model_description& m) { m.nodes[0].set(scalar(option::stride_w, 0)); },
                   error::bad_stride, mote::none) &&
           refused([](model_description& m) { m.tensors[3] = mote_test::bias(1); }, error::shape_mismatch,
                   3) &&
           refused(
               [](model_description& m) {
                 m.tensors[1].type = mote::tensor_type::int4;
                 m.tensors[1].data.count = 4;
               },
               error::unsupported_type, 1);
  }));
}

TEST_CASE("transpose_conv: the shape that is asked for may be known at run time only") {
  CHECK(both_times([] {
    auto model = transpose_conv_model();
    model.tensors[0].data = {};
    model.inputs.push_back(opaque(0));
    return mote_test::loads(model);
  }));
}
