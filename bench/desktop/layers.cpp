// SPDX-License-Identifier: Apache-2.0
#include "layers.hpp"

#include <cmath>
#include <model_builder.hpp>
#include <random>

namespace bench {

using namespace mote::tools;

layer_data::layer_data(const layer& from)
    // Sums of so many random products then mostly fit into the output's range.
    : output_scale(input_scale * weight_scale * 128.0F * std::sqrt(static_cast<float>(from.products()))),
      input(static_cast<std::size_t>(from.input_size())),
      weights(static_cast<std::size_t>(from.output_depth * from.products())),
      bias(static_cast<std::size_t>(from.output_depth)) {
  std::mt19937 random(1);
  std::uniform_int_distribution<int> byte(-127, 127);
  for (auto& element : input) element = static_cast<std::int8_t>(byte(random));
  for (auto& element : weights) element = static_cast<std::int8_t>(byte(random));
  for (auto& element : bias) element = 100 * byte(random);
}

std::vector<std::uint8_t> model_of(const layer& from, const layer_data& data) {
  using namespace tflite_subset;
  model_builder builder;
  const bool is_matrix = from.kind == layer_kind::fully_connected;
  const auto dimensions = [&](std::int32_t height, std::int32_t width, std::int32_t depth) {
    return is_matrix ? model_builder::shape{height, depth} : model_builder::shape{1, height, width, depth};
  };
  const model_builder::shape filter =
      is_matrix ? model_builder::shape{from.output_depth, from.input_depth}
      : from.kind == layer_kind::depthwise
          ? model_builder::shape{1, from.filter_height, from.filter_width, from.output_depth}
          : model_builder::shape{from.output_depth, from.filter_height, from.filter_width, from.input_depth};
  const auto input =
      builder.add_tensor("input", TensorType::INT8, dimensions(from.height, from.width, from.input_depth),
                         per_tensor(data.input_scale, data.input_zero_point));
  const auto weights =
      builder.add_constant("weights", filter, data.weights, per_tensor(data.weight_scale, 0));
  const auto bias = builder.add_constant("bias", {from.output_depth}, data.bias,
                                         per_tensor(data.input_scale * data.weight_scale, 0));
  const auto output = builder.add_tensor(
      "output", TensorType::INT8, dimensions(from.output_height(), from.output_width(), from.output_depth),
      per_tensor(data.output_scale, data.output_zero_point));
  const auto window = [&](auto options) {
    options.padding = Padding::SAME;
    options.stride_h = options.stride_w = from.stride;
    return options;
  };
  const std::vector<model_builder::tensor_index> inputs{input, weights, bias};
  if (is_matrix) {
    builder.add_operator(BuiltinOperator::FULLY_CONNECTED, inputs, {output}, FullyConnectedOptionsT{});
  } else if (from.kind == layer_kind::depthwise) {
    DepthwiseConv2DOptionsT options;
    options.depth_multiplier = 1;
    builder.add_operator(BuiltinOperator::DEPTHWISE_CONV_2D, inputs, {output}, window(options));
  } else {
    builder.add_operator(BuiltinOperator::CONV_2D, inputs, {output}, window(Conv2DOptionsT{}));
  }
  builder.set_inputs({input});
  builder.set_outputs({output});
  return builder.finish();
}

}  // namespace bench
