// SPDX-License-Identifier: Apache-2.0

// Random layers, to judge the kernels for AVX2 by the oracle.

#ifndef MOTE_TESTS_TARGET_AVX2_RANDOM_LAYERS_HPP
#define MOTE_TESTS_TARGET_AVX2_RANDOM_LAYERS_HPP

#include <cstdint>
#include <vector>

#include "mote/ops/conv_2d.hpp"
#include "mote/ops/depthwise_conv_2d.hpp"
#include "mote/ops/fully_connected.hpp"
#include "support/oracle.hpp"
#include "support/random_source.hpp"
#include "support/run_model.hpp"
#include "support/small_models.hpp"
#include "support/target_kernel.hpp"

namespace mote_test {

/// A layer of weights with outputs that use the whole range and leave it.
struct random_layer {
  oracle::tensor<std::int8_t> input, filter, expected;
  oracle::tensor<std::int32_t> bias;
  model_description model;

  static random_layer conv(random_source& random, const oracle::shape& input, const oracle::shape& filter,
                           const oracle::window& window) {
    const int products = filter[1] * filter[2] * filter[3];
    random_layer layer(random, input, filter, 0, products);
    const auto fused = random_activation(random);
    layer.expected = oracle::conv_2d(layer.input, layer.filter, layer.bias.data, window, fused,
                                     random_output(random, layer.input.scale(), products));
    layer.describe(mote::builtin_operator::conv_2d, 0,
                   window_options<mote::schema::conv_2d_options>(window, fused));
    return layer;
  }

  static random_layer depthwise(random_source& random, const oracle::shape& input,
                                const oracle::shape& filter, const oracle::window& window) {
    const int products = filter[1] * filter[2];
    random_layer layer(random, input, filter, 3, products);
    const auto fused = random_activation(random);
    layer.expected = oracle::depthwise_conv_2d(layer.input, layer.filter, layer.bias.data, window, fused,
                                               random_output(random, layer.input.scale(), products));
    using option = mote::schema::depthwise_conv_2d_options;
    auto options = window_options<option>(window, fused);
    options.push_back(scalar(option::depth_multiplier, filter[3] / input[3]));
    layer.describe(mote::builtin_operator::depthwise_conv_2d, 3, options);
    return layer;
  }

  static random_layer fully_connected(random_source& random, int batches, int depth, int output_depth) {
    random_layer layer(random, {batches, depth}, {output_depth, depth}, 0, depth);
    const auto fused = random_activation(random);
    layer.expected = oracle::fully_connected(layer.input, layer.filter, layer.bias.data, false, fused,
                                             random_output(random, layer.input.scale(), depth));
    using option = mote::schema::fully_connected_options;
    layer.describe(mote::builtin_operator::fully_connected, 0,
                   {scalar(option::activation, static_cast<std::int8_t>(fused))});
    return layer;
  }

 private:
  random_layer(random_source& random, const oracle::shape& input_shape, const oracle::shape& filter_shape,
               int channel_axis, int products)
      : input(random_tensor<std::int8_t>(random, input_shape,
                                         {{random.real(0.01F, 0.1F)}, random_zero_point(random)})) {
    const int channels = filter_shape[static_cast<std::size_t>(channel_axis)];
    // A handmade model holds so many scales.
    constexpr int most_scales = 32;
    filter = random_tensor<std::int8_t>(
        random, filter_shape, {random_weight_scales(random, channels <= most_scales ? channels : 1), 0});
    // Products that all have one sign, and the largest there are.
    if (random.chance(8)) {
      for (auto& weight : filter.data) weight = -128;
      for (auto& activation : input.data) activation = input.zero_point() > 0 ? -128 : 127;
    }
    bias = random_bias(random, channels, products);
    // Channels with an output that is always the same, as converters make them.
    if (random.chance(4)) {
      for (auto& element : bias.data) {
        if (random.chance(2)) element = random.chance(2) ? 1 << 30 : -(1 << 30);
      }
    }
  }

  template <class Option>
  static list<field> window_options(const oracle::window& window, oracle::activation fused) {
    return {scalar(Option::padding, static_cast<std::int8_t>(window.same_padding ? 0 : 1)),
            scalar(Option::stride_w, window.stride_w),
            scalar(Option::stride_h, window.stride_h),
            scalar(Option::dilation_w, window.dilation_w),
            scalar(Option::dilation_h, window.dilation_h),
            scalar(Option::activation, static_cast<std::int8_t>(fused))};
  }

  void describe(mote::builtin_operator code, int channel_axis, const list<field>& options) {
    model = one_node(code,
                     {activations_of(input), constant_of(filter, channel_axis), constant_of(bias),
                      activations_of(expected)},
                     options);
  }
};

/// A layer that the kernel supports gives the oracle's bytes. False if it doesn't.
template <class Kernel>
bool check_layer(const random_layer& layer) {
  const auto bytes = write<64 * 1024>(layer.model);
  const mote::graph graph(bytes.view());
  const mote::node_view view(graph, 0);
  if (!Kernel::supports(view)) return false;
  using op = typename Kernel::op;
  using extents = decltype(op::extents(view));
  const typename op::template geometry<extents> geometry{op::extents(view)};
  constexpr auto plain = mote::activation_format::plain;
  CHECK(run_kernel<Kernel, plain, plain>(view, geometry, layer.input.data) == layer.expected.data);
  return true;
}

}  // namespace mote_test

#endif  // MOTE_TESTS_TARGET_AVX2_RANDOM_LAYERS_HPP
