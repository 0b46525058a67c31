// SPDX-License-Identifier: Apache-2.0

// Runs a whole .tflite model with the oracle's operators, read by the flatbuffers library: a second
// interpreter that has nothing in common with mote's.

#ifndef MOTE_TESTS_SUPPORT_ORACLE_MODEL_HPP
#define MOTE_TESTS_SUPPORT_ORACLE_MODEL_HPP

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "oracle.hpp"
#include "tflite_subset_generated.h"

namespace oracle {

using bytes = std::vector<std::uint8_t>;

class model {
 public:
  // The bytes must outlive the model.
  explicit model(const bytes& file) : file_(verified(file)), graph_(*file_.subgraphs()->Get(0)) {}

  // All inputs' raw bytes one after the other give all outputs' raw bytes; nothing if the oracle lacks an
  // operator, or a type of it.
  std::optional<bytes> run(const bytes& input) {
    values_.clear();
    std::size_t position = 0;
    for (const int index : *graph_.inputs()) {
      const std::size_t size = size_bytes(info(index));
      const auto begin = input.begin() + static_cast<std::ptrdiff_t>(position);
      values_[index].assign(begin, begin + static_cast<std::ptrdiff_t>(size));
      position += size;
    }
    for (const auto* node : *graph_.operators()) {
      if (!run_node(*node)) return std::nullopt;
    }
    bytes output;
    for (const int index : *graph_.outputs())
      output.insert(output.end(), values_[index].begin(), values_[index].end());
    return output;
  }

 private:
  using type = tflite_subset::TensorType;
  using op = tflite_subset::BuiltinOperator;

  static const tflite_subset::Model& verified(const bytes& file) {
    flatbuffers::Verifier verifier(file.data(), file.size());
    if (!tflite_subset::VerifyModelBuffer(verifier)) throw std::invalid_argument("not a valid .tflite file");
    return *tflite_subset::GetModel(file.data());
  }

  // ---- Tensors

  const tflite_subset::Tensor& info(int index) const {
    return *graph_.tensors()->Get(static_cast<unsigned>(index));
  }

  static shape dimensions(const tflite_subset::Tensor& t) {
    return t.shape() ? shape(t.shape()->begin(), t.shape()->end()) : shape{};
  }

  static std::size_t size_bytes(const tflite_subset::Tensor& t) {
    static const std::map<type, std::size_t> element_bytes{{type::INT8, 1},  {type::UINT8, 1},
                                                           {type::INT16, 2}, {type::INT32, 4},
                                                           {type::INT64, 8}, {type::FLOAT32, 4}};
    return count(dimensions(t)) * element_bytes.at(t.type());
  }

  static quantization quantized(const tflite_subset::Tensor& t) {
    const auto* q = t.quantization();
    if (!q || !q->scale() || !q->zero_point()) return {{1.0F}, 0};
    return {{q->scale()->begin(), q->scale()->end()}, static_cast<int>(q->zero_point()->Get(0))};
  }

  template <class T>
  tensor<T> get(int index) const {
    const auto& t = info(index);
    tensor<T> result{dimensions(t), std::vector<T>(count(dimensions(t))), quantized(t)};
    const auto computed = values_.find(index);
    if (computed != values_.end()) {
      std::memcpy(result.data.data(), computed->second.data(), computed->second.size());
    } else {
      const auto* data = file_.buffers()->Get(t.buffer())->data();
      std::memcpy(result.data.data(), data->data(),
                  std::min<std::size_t>(data->size(), result.data.size() * sizeof(T)));
    }
    return result;
  }

  // int4 weights: two in a byte, the first in the low half.
  tensor<std::int8_t> filter(int index) const {
    auto result = get<std::int8_t>(index);
    if (info(index).type() != type::INT4) return result;
    const auto* packed = file_.buffers()->Get(info(index).buffer())->data();
    for (std::size_t i = 0; i < result.data.size(); ++i) {
      const unsigned half = packed->Get(static_cast<unsigned>(i / 2)) >> (i % 2 * 4) & 15U;
      result.data[i] =
          static_cast<std::int8_t>(half < 8 ? static_cast<int>(half) : static_cast<int>(half) - 16);
    }
    return result;
  }

  std::vector<std::int32_t> bias(const tflite_subset::Operator& node) const {
    const bool present = node.inputs()->size() > 2 && node.inputs()->Get(2) >= 0;
    return present ? get<std::int32_t>(node.inputs()->Get(2)).data : std::vector<std::int32_t>{};
  }

  template <class T>
  bool put(int index, const tensor<T>& value) {
    bytes& stored = values_[index];
    stored.resize(value.data.size() * sizeof(T));
    std::memcpy(stored.data(), value.data.data(), stored.size());
    return true;
  }

  // ---- Options

  static activation fused(tflite_subset::ActivationFunctionType function) {
    using tflite_subset::ActivationFunctionType;
    switch (function) {
      case ActivationFunctionType::RELU:
        return activation::relu;
      case ActivationFunctionType::RELU_N1_TO_1:
        return activation::relu_n1_to_1;
      case ActivationFunctionType::RELU6:
        return activation::relu6;
      default:
        return activation::none;
    }
  }

  template <class Options>
  static window strides(const Options& options) {
    window w;
    w.same_padding = options.padding() == tflite_subset::Padding::SAME;
    w.stride_h = options.stride_h();
    w.stride_w = options.stride_w();
    return w;
  }

  template <class Options>
  static window strides_and_dilation(const Options& options) {
    window w = strides(options);
    w.dilation_h = options.dilation_h_factor();
    w.dilation_w = options.dilation_w_factor();
    return w;
  }

  // ---- Operators

  bool run_node(const tflite_subset::Operator& node) {
    const auto* code = file_.operator_codes()->Get(node.opcode_index());
    const op kind = std::max(code->builtin_code(), static_cast<op>(code->deprecated_builtin_code()));
    const int in = node.inputs()->Get(0);
    const int out = node.outputs()->Get(0);
    if (kind == op::RESHAPE) return values_[out] = values_.at(in), true;
    if (kind == op::QUANTIZE) return run_quantize(in, out);
    if (kind == op::DEQUANTIZE) return run_dequantize(in, out);
    if (info(in).type() != type::INT8) return false;

    const auto output = quantized(info(out));
    switch (kind) {
      case op::CONV_2D: {
        const auto& o = *node.builtin_options_as_Conv2DOptions();
        return put(out, conv_2d(get<std::int8_t>(in), filter(node.inputs()->Get(1)), bias(node),
                                strides_and_dilation(o), fused(o.fused_activation_function()), output));
      }
      case op::DEPTHWISE_CONV_2D: {
        const auto& o = *node.builtin_options_as_DepthwiseConv2DOptions();
        return put(out,
                   depthwise_conv_2d(get<std::int8_t>(in), filter(node.inputs()->Get(1)), bias(node),
                                     strides_and_dilation(o), fused(o.fused_activation_function()), output));
      }
      case op::FULLY_CONNECTED: {
        const auto& o = *node.builtin_options_as_FullyConnectedOptions();
        return put(out, fully_connected(get<std::int8_t>(in), filter(node.inputs()->Get(1)), bias(node),
                                        o.keep_num_dims(), fused(o.fused_activation_function()), output));
      }
      case op::AVERAGE_POOL_2D: {
        const auto& o = *node.builtin_options_as_Pool2DOptions();
        return put(out, average_pool_2d(get<std::int8_t>(in), o.filter_height(), o.filter_width(), strides(o),
                                        fused(o.fused_activation_function())));
      }
      case op::MAX_POOL_2D: {
        const auto& o = *node.builtin_options_as_Pool2DOptions();
        return put(out, max_pool_2d(get<std::int8_t>(in), o.filter_height(), o.filter_width(), strides(o),
                                    fused(o.fused_activation_function())));
      }
      case op::ADD: {
        const auto& o = *node.builtin_options_as_AddOptions();
        return put(out, add(get<std::int8_t>(in), get<std::int8_t>(node.inputs()->Get(1)),
                            fused(o.fused_activation_function()), output));
      }
      case op::SOFTMAX: {
        const float beta = node.builtin_options_as_SoftmaxOptions()->beta();
        if (info(out).type() == type::INT16)
          return put(out, softmax<std::int16_t>(get<std::int8_t>(in), beta, output));
        return put(out, softmax<std::int8_t>(get<std::int8_t>(in), beta, output));
      }
      default:
        return false;
    }
  }

  bool run_quantize(int in, int out) {
    switch (info(out).type()) {
      case type::INT8:
        return quantize_to<std::int8_t>(in, out);
      case type::UINT8:
        return quantize_to<std::uint8_t>(in, out);
      case type::INT16:
        return quantize_to<std::int16_t>(in, out);
      case type::INT32:
        return quantize_to<std::int32_t>(in, out);
      default:
        return false;
    }
  }

  template <class Output>
  bool quantize_to(int in, int out) {
    const auto output = quantized(info(out));
    switch (info(in).type()) {
      case type::FLOAT32:
        return put(out, quantize<Output>(get<float>(in), output));
      case type::INT8:
        return put(out, requantize<Output>(get<std::int8_t>(in), output));
      case type::UINT8:
        return put(out, requantize<Output>(get<std::uint8_t>(in), output));
      case type::INT16:
        return put(out, requantize<Output>(get<std::int16_t>(in), output));
      case type::INT32:
        return put(out, requantize<Output>(get<std::int32_t>(in), output));
      default:
        return false;
    }
  }

  bool run_dequantize(int in, int out) {
    switch (info(in).type()) {
      case type::INT8:
        return put(out, dequantize(get<std::int8_t>(in)));
      case type::UINT8:
        return put(out, dequantize(get<std::uint8_t>(in)));
      case type::INT16:
        return put(out, dequantize(get<std::int16_t>(in)));
      default:
        return false;
    }
  }

  const tflite_subset::Model& file_;
  const tflite_subset::SubGraph& graph_;
  std::map<int, bytes> values_;
};

}  // namespace oracle

#endif  // MOTE_TESTS_SUPPORT_ORACLE_MODEL_HPP
