// SPDX-License-Identifier: Apache-2.0

// Operators with weights, and what goes with them.

#ifndef MOTE_TESTS_FUZZ_RANDOM_LAYERS_HPP
#define MOTE_TESTS_FUZZ_RANDOM_LAYERS_HPP

#include <algorithm>
#include <cstdint>
#include <vector>

#include "model_draft.hpp"

namespace mote_fuzz {

class random_layers : protected model_draft {
 protected:
  using model_draft::model_draft;

  static std::int32_t window_size(std::int32_t in, std::int32_t filter, std::int32_t stride,
                                  std::int32_t dilation, Padding padding) {
    const std::int32_t reach = padding == Padding::SAME ? 1 : (filter - 1) * dilation + 1;
    return std::max((in - reach + stride) / std::max(stride, 1), 1);
  }

  value weights(const value& from, const shape& sizes, std::int32_t channels, std::int32_t channel_axis) {
    if (from.type == TensorType::FLOAT32) return constant(TensorType::FLOAT32, sizes, {});
    std::vector<float> scales(take_.one_in(2) ? static_cast<std::size_t>(channels) : 1);
    for (float& each : scales) each = scale();
    return constant(take_.one_in(6) ? TensorType::INT4 : TensorType::INT8, sizes,
                    mote::tools::per_channel(scales, channel_axis));
  }
  value bias(const value& from, std::int32_t channels) {
    if (take_.one_in(4)) return {};
    const TensorType type = from.type == TensorType::FLOAT32                     ? TensorType::FLOAT32
                            : from.type == TensorType::INT16 && !take_.one_in(3) ? TensorType::INT64
                                                                                 : TensorType::INT32;
    return constant(type, {channels}, {});
  }

  template <class Options>
  Options window_options(std::int32_t& stride_h, std::int32_t& stride_w) {
    Options options;
    options.padding = padding();
    stride_h = options.stride_h = take_.between(1, 3);
    stride_w = options.stride_w = take_.between(1, 3);
    options.fused_activation_function = fused();
    return options;
  }
  template <class Options>
  void add_convolution(op code) {
    const value in = activations(4);
    const shape window = {take_.between(1, 5), take_.between(1, 5)};
    std::int32_t stride_h = 1;
    std::int32_t stride_w = 1;
    auto options = window_options<Options>(stride_h, stride_w);
    if (take_.one_in(4)) options.dilation_h_factor = take_.between(1, 3);
    if (take_.one_in(4)) options.dilation_w_factor = take_.between(1, 3);
    const bool is_depthwise = code == op::DEPTHWISE_CONV_2D;
    const std::int32_t channels = is_depthwise ? in.dimension(3) * take_.between(1, 2) : dimension();
    const std::int32_t groups = !is_depthwise && take_.one_in(6) && in.dimension(3) % 2 == 0 ? 2 : 1;
    const shape filter = is_depthwise ? shape{1, window[0], window[1], channels}
                                      : shape{channels, window[0], window[1], in.dimension(3) / groups};
    const shape out = {
        in.dimension(0),
        window_size(in.dimension(1), window[0], stride_h, options.dilation_h_factor, options.padding),
        window_size(in.dimension(2), window[1], stride_w, options.dilation_w_factor, options.padding),
        channels};
    emit(code, {in, weights(in, filter, channels, is_depthwise ? 3 : 0), bias(in, channels)},
         tensor(in.type, out), options);
  }
  void add_conv_2d() { add_convolution<Conv2DOptionsT>(op::CONV_2D); }
  void add_depthwise_conv_2d() { add_convolution<DepthwiseConv2DOptionsT>(op::DEPTHWISE_CONV_2D); }
  void add_transpose_conv() {
    const value in = activations(4);
    std::int32_t stride_h = 1;
    std::int32_t stride_w = 1;
    const auto options = window_options<TransposeConvOptionsT>(stride_h, stride_w);
    const std::int32_t channels = dimension();
    const shape filter = {channels, take_.between(1, 4), take_.between(1, 4), in.dimension(3)};
    const auto grown = [&](std::int32_t size, std::int32_t stride, std::int32_t reach) {
      return size * stride + (options.padding == Padding::SAME ? 0 : std::max(reach - stride, 0));
    };
    const shape out = {in.dimension(0), grown(in.dimension(1), stride_h, filter[1]),
                       grown(in.dimension(2), stride_w, filter[2]), channels};
    emit(op::TRANSPOSE_CONV, {int32s(out, {4}), weights(in, filter, channels, 0), in, bias(in, channels)},
         tensor(in.type, out), options);
  }
  void add_fully_connected() {
    const value in = activations(take_.between(1, 4));
    const std::int32_t channels = dimension();
    FullyConnectedOptionsT options;
    options.fused_activation_function = fused();
    options.keep_num_dims = true;
    shape out = in.dimensions;
    out.back() = channels;
    emit(op::FULLY_CONNECTED,
         {in, weights(in, {channels, in.dimensions.back()}, channels, 0), bias(in, channels)},
         tensor(in.type, out), options);
  }
  void add_pool() {
    const value in = activations(4);
    const op code = take_.one_in(2)                  ? op::AVERAGE_POOL_2D
                    : in.type == TensorType::FLOAT32 ? op::L2_POOL_2D
                                                     : op::MAX_POOL_2D;
    std::int32_t stride_h = 1;
    std::int32_t stride_w = 1;
    auto options = window_options<Pool2DOptionsT>(stride_h, stride_w);
    options.filter_height = take_.between(1, 4);
    options.filter_width = take_.between(1, 4);
    const shape out = {
        in.dimension(0), window_size(in.dimension(1), options.filter_height, stride_h, 1, options.padding),
        window_size(in.dimension(2), options.filter_width, stride_w, 1, options.padding), in.dimension(3)};
    emit(code, {in}, tensor(in.type, out, like(in)), options);
  }
  void add_batch_matmul() {
    const value in = activations(take_.between(2, 4));
    BatchMatMulOptionsT options;
    options.adj_x = take_.one_in(3);
    options.adj_y = take_.one_in(3);
    const std::size_t rows = in.dimensions.size() - (options.adj_x ? 1 : 2);
    const std::size_t depth = in.dimensions.size() - (options.adj_x ? 2 : 1);
    shape other = in.dimensions;
    const std::int32_t columns = dimension();
    other[other.size() - 2] = options.adj_y ? columns : in.dimensions[depth];
    other[other.size() - 1] = options.adj_y ? in.dimensions[depth] : columns;
    shape out = in.dimensions;
    out[out.size() - 2] = in.dimensions[rows];
    out[out.size() - 1] = columns;
    const quantization scheme = quantize(in.type);
    emit(op::BATCH_MATMUL, {in, take_.one_in(2) ? constant(in.type, other, scheme) : input(in.type, other)},
         tensor(in.type, out), options);
  }
  quantization symmetric(TensorType type) {
    return type == TensorType::FLOAT32 ? quantization{} : mote::tools::per_tensor(scale(), 0);
  }
  /// A variable tensor.
  value state(TensorType type, const shape& sizes, const quantization& quantized) {
    const value added = tensor(type, sizes, quantized);
    builder_.graph().tensors.back()->is_variable = true;
    return added;
  }
  void add_svdf() {
    const bool is_float = take_.one_in(4);
    const TensorType type = is_float ? TensorType::FLOAT32 : TensorType::INT8;
    const TensorType held = is_float || take_.one_in(2) ? type : TensorType::INT16;
    const value in = of_type(type, 2);
    if (in.rank() != 2) return;
    const std::int32_t units = dimension();
    const std::int32_t times = take_.between(1, 6);
    SVDFOptionsT options;
    options.rank = take_.between(1, 2);
    options.fused_activation_function = fused();
    const std::int32_t filters = units * options.rank;
    const value bias = take_.one_in(3) ? value{} : constant(is_float ? type : TensorType::INT32, {units}, {});
    emit(op::SVDF,
         {in, constant(type, {filters, in.dimension(1)}, symmetric(type)),
          constant(held, {filters, times}, symmetric(held)), bias,
          state(held, {in.dimension(0), filters * times}, symmetric(held))},
         tensor(type, {in.dimension(0), units}), options);
  }
  void add_lstm() {
    const bool is_float = take_.one_in(4);
    const TensorType type = is_float          ? TensorType::FLOAT32
                            : take_.one_in(3) ? TensorType::INT16
                                              : TensorType::INT8;
    const TensorType weight = is_float ? type : TensorType::INT8;
    const TensorType sum = is_float                    ? type
                           : type == TensorType::INT16 ? TensorType::INT64
                                                       : TensorType::INT32;
    const value in = of_type(type, 3);
    if (in.rank() != 3) return;
    const std::int32_t cells = take_.between(1, 5);
    UnidirectionalSequenceLSTMOptionsT options;
    options.fused_activation_function = ActivationFunctionType::TANH;
    options.time_major = take_.one_in(2);
    options.cell_clip = take_.one_in(3) ? take_.bits<float>() : 0.0F;
    std::vector<value> operands(24);
    operands[0] = in;
    for (std::size_t k = 0; k < 8; ++k) {
      operands[1 + k] = constant(weight, {cells, k < 4 ? in.dimension(2) : cells}, symmetric(weight));
    }
    for (std::size_t k = 0; k < 4; ++k) operands[12 + k] = constant(sum, {cells}, {});
    const shape held = {in.dimension(options.time_major ? 1 : 0), cells};
    const quantization hidden = quantize(type);
    operands[18] = state(type, held, hidden);
    operands[19] = state(is_float ? type : TensorType::INT16, held,
                         is_float          ? quantization{}
                         : take_.one_in(8) ? symmetric(TensorType::INT16)
                                           : mote::tools::per_tensor(1.0F / 2048, 0));
    emit(op::UNIDIRECTIONAL_SEQUENCE_LSTM, operands,
         tensor(type, {in.dimension(0), in.dimension(1), cells}, hidden), options);
  }
};

}  // namespace mote_fuzz

#endif  // MOTE_TESTS_FUZZ_RANDOM_LAYERS_HPP
