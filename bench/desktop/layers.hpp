// SPDX-License-Identifier: Apache-2.0

// The layers that are measured, and models of one of them.

#ifndef MOTE_BENCH_DESKTOP_LAYERS_HPP
#define MOTE_BENCH_DESKTOP_LAYERS_HPP

#include <cstdint>
#include <vector>

namespace bench {

enum class layer_kind { conv, depthwise, fully_connected };

/// int8, padding SAME, batch 1; of a fully connected layer `height` is the batch and `input_depth` the depth.
struct layer {
  const char* name;
  layer_kind kind;
  std::int32_t height, width, input_depth, output_depth;
  std::int32_t filter_height = 1, filter_width = 1, stride = 1;

  constexpr std::int32_t output_height() const { return (height + stride - 1) / stride; }
  constexpr std::int32_t output_width() const { return (width + stride - 1) / stride; }
  constexpr std::int32_t padding_height() const { return padding(height, output_height(), filter_height); }
  constexpr std::int32_t padding_width() const { return padding(width, output_width(), filter_width); }
  constexpr std::int32_t filter_depth() const { return kind == layer_kind::depthwise ? 1 : input_depth; }
  constexpr std::int32_t products() const { return filter_height * filter_width * filter_depth(); }
  constexpr std::int32_t input_size() const { return height * width * input_depth; }
  constexpr std::int32_t output_size() const { return output_height() * output_width() * output_depth; }
  constexpr std::int64_t macs() const { return std::int64_t{output_size()} * products(); }

 private:
  constexpr std::int32_t padding(std::int32_t in, std::int32_t out, std::int32_t filter) const {
    const std::int32_t total = (out - 1) * stride + filter - in;
    return total > 0 ? total : 0;
  }
};

/// Those of MLPerf Tiny's models and of micro_speech, one of each kind and size, then larger ones.
inline constexpr layer layers[] = {
    {"conv 10x4/2 25x5x1-64 (kws)", layer_kind::conv, 49, 10, 1, 64, 10, 4, 2},
    {"conv 3x3/2 96x96x3-8 (vww)", layer_kind::conv, 96, 96, 3, 8, 3, 3, 2},
    {"conv 3x3 32x32x3-16 (resnet)", layer_kind::conv, 32, 32, 3, 16, 3, 3},
    {"conv 3x3 32x32x16-16 (resnet)", layer_kind::conv, 32, 32, 16, 16, 3, 3},
    {"conv 3x3/2 32x32x16-32 (resnet)", layer_kind::conv, 32, 32, 16, 32, 3, 3, 2},
    {"conv 3x3 16x16x32-32 (resnet)", layer_kind::conv, 16, 16, 32, 32, 3, 3},
    {"conv 3x3 8x8x64-64 (resnet)", layer_kind::conv, 8, 8, 64, 64, 3, 3},
    {"conv 3x3 56x56x64-64", layer_kind::conv, 56, 56, 64, 64, 3, 3},
    {"conv 3x3 14x14x256-256", layer_kind::conv, 14, 14, 256, 256, 3, 3},
    {"conv 1x1 25x5x64-64 (kws)", layer_kind::conv, 25, 5, 64, 64},
    {"conv 1x1 48x48x8-16 (vww)", layer_kind::conv, 48, 48, 8, 16},
    {"conv 1x1 24x24x32-32 (vww)", layer_kind::conv, 24, 24, 32, 32},
    {"conv 1x1 6x6x128-128 (vww)", layer_kind::conv, 6, 6, 128, 128},
    {"conv 1x1 3x3x256-256 (vww)", layer_kind::conv, 3, 3, 256, 256},
    {"conv 1x1/2 32x32x16-32 (resnet)", layer_kind::conv, 32, 32, 16, 32, 1, 1, 2},
    {"conv 1x1 28x28x256-256", layer_kind::conv, 28, 28, 256, 256},
    {"depthwise 3x3 25x5x64 (kws)", layer_kind::depthwise, 25, 5, 64, 64, 3, 3},
    {"depthwise 3x3 48x48x8 (vww)", layer_kind::depthwise, 48, 48, 8, 8, 3, 3},
    {"depthwise 3x3/2 48x48x16 (vww)", layer_kind::depthwise, 48, 48, 16, 16, 3, 3, 2},
    {"depthwise 3x3 24x24x32 (vww)", layer_kind::depthwise, 24, 24, 32, 32, 3, 3},
    {"depthwise 3x3 6x6x128 (vww)", layer_kind::depthwise, 6, 6, 128, 128, 3, 3},
    {"depthwise 3x3 3x3x256 (vww)", layer_kind::depthwise, 3, 3, 256, 256, 3, 3},
    {"depthwise 3x3 112x112x64", layer_kind::depthwise, 112, 112, 64, 64, 3, 3},
    {"fully connected 640-128 (ad01)", layer_kind::fully_connected, 1, 1, 640, 128},
    {"fully connected 128-128 (ad01)", layer_kind::fully_connected, 1, 1, 128, 128},
    {"fully connected 8-128 (ad01)", layer_kind::fully_connected, 1, 1, 8, 128},
    {"fully connected 64-12 (kws)", layer_kind::fully_connected, 1, 1, 64, 12},
    {"fully connected 4000-4 (micro_speech)", layer_kind::fully_connected, 1, 1, 4000, 4},
    {"fully connected 1024-1000", layer_kind::fully_connected, 1, 1, 1024, 1000},
    {"fully connected 1024-1000, batch 32", layer_kind::fully_connected, 32, 1, 1024, 1000},
};

/// Input, weights and bias of a layer, the same in every run. One scale for all weights: XNNPACK's qs8 has no
/// other.
struct layer_data {
  static constexpr float input_scale = 0.05F;
  static constexpr float weight_scale = 0.004F;
  static constexpr std::int8_t input_zero_point = -3;
  static constexpr std::int8_t output_zero_point = 5;

  float output_scale;
  std::vector<std::int8_t> input;
  std::vector<std::int8_t> weights;  ///< as the .tflite format has them
  std::vector<std::int32_t> bias;

  explicit layer_data(const layer& from);
};

/// A model of one node: the layer.
std::vector<std::uint8_t> model_of(const layer& from, const layer_data& data);

}  // namespace bench

#endif  // MOTE_BENCH_DESKTOP_LAYERS_HPP
