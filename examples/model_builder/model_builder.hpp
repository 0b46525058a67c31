// SPDX-License-Identifier: Apache-2.0

// Writes .tflite files: add tensors and operators, then take the bytes.
//
//   mote::tools::model_builder builder;
//   auto x = builder.add_tensor("x", TensorType::INT8, {1, 4}, per_tensor(0.1F, -3));
//   auto w = builder.add_constant<std::int8_t>("w", {2, 4}, weights, per_tensor(0.02F, 0));
//   auto y = builder.add_tensor("y", TensorType::INT8, {1, 2}, per_tensor(0.3F, 5));
//   builder.add_operator(BuiltinOperator::FULLY_CONNECTED, {x, w, -1}, {y}, FullyConnectedOptionsT{});
//   builder.set_inputs({x});
//   builder.set_outputs({y});
//   auto bytes = builder.finish();
//
// It says what it is told to, sense or nonsense, because tests of a loader need nonsense. The vocabulary
// (types, operators, options) is that of tflite_subset.fbs; model() hands out the whole tree for what has no
// function here.

#ifndef MOTE_MODEL_BUILDER_MODEL_BUILDER_HPP
#define MOTE_MODEL_BUILDER_MODEL_BUILDER_HPP

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "tflite_subset_generated.h"

namespace mote::tools {

// real = scale * (quantized - zero_point). Empty: the tensor isn't quantized. Several scales: one for each
// index along `dimension`.
struct quantization {
  std::vector<float> scales;
  std::vector<std::int64_t> zero_points;
  std::int32_t dimension = 0;
};

inline quantization per_tensor(float scale, std::int64_t zero_point) { return {{scale}, {zero_point}, 0}; }

// Weights are symmetric: all zero points are 0.
inline quantization per_channel(std::vector<float> scales, std::int32_t dimension) {
  std::vector<std::int64_t> zeros(scales.size(), 0);
  return {std::move(scales), std::move(zeros), dimension};
}

template <class T>
constexpr tflite_subset::TensorType tensor_type_of() {
  using tflite_subset::TensorType;
  if constexpr (std::is_same_v<T, float>) return TensorType::FLOAT32;
  if constexpr (std::is_same_v<T, std::int8_t>) return TensorType::INT8;
  if constexpr (std::is_same_v<T, std::uint8_t>) return TensorType::UINT8;
  if constexpr (std::is_same_v<T, std::int16_t>) return TensorType::INT16;
  if constexpr (std::is_same_v<T, std::int32_t>) return TensorType::INT32;
  if constexpr (std::is_same_v<T, std::int64_t>) return TensorType::INT64;
}

class model_builder {
 public:
  using tensor_index = std::int32_t;  // -1 as an operator's input: an optional input that is absent
  using shape = std::vector<std::int32_t>;
  using bytes = std::vector<std::uint8_t>;

  explicit model_builder(std::string description = "mote model builder");

  tensor_index add_tensor(std::string name, tflite_subset::TensorType type, shape dimensions,
                          quantization quantized = {});

  template <class T>
  tensor_index add_constant(const std::string& name, const shape& dimensions, const std::vector<T>& values,
                            const quantization& quantized = {}) {
    bytes data(values.size() * sizeof(T));
    if (!values.empty()) std::memcpy(data.data(), values.data(), data.size());
    return add_constant_bytes(name, tensor_type_of<T>(), dimensions, std::move(data), quantized);
  }

  // For element types that C++ lacks, and for sizes that don't fit the shape.
  tensor_index add_constant_bytes(std::string name, tflite_subset::TensorType type, shape dimensions,
                                  bytes data, quantization quantized = {});

  // Options is one of tflite_subset's ...OptionsT structures; which one an operator takes is in its
  // documentation.
  template <class Options>
  void add_operator(tflite_subset::BuiltinOperator code, std::vector<tensor_index> inputs,
                    std::vector<tensor_index> outputs, Options options, std::int32_t version = 1) {
    tflite_subset::BuiltinOptionsUnion stored;
    stored.Set(std::move(options));
    append_operator(operator_code(code, version, {}), std::move(inputs), std::move(outputs),
                    std::move(stored));
  }

  void add_operator(tflite_subset::BuiltinOperator code, std::vector<tensor_index> inputs,
                    std::vector<tensor_index> outputs) {
    append_operator(operator_code(code, 1, {}), std::move(inputs), std::move(outputs), {});
  }

  void add_custom_operator(const std::string& name, std::vector<tensor_index> inputs,
                           std::vector<tensor_index> outputs) {
    append_operator(operator_code(tflite_subset::BuiltinOperator::CUSTOM, 1, name), std::move(inputs),
                    std::move(outputs), {});
  }

  void set_inputs(std::vector<tensor_index> inputs) { graph().inputs = std::move(inputs); }
  void set_outputs(std::vector<tensor_index> outputs) { graph().outputs = std::move(outputs); }

  tflite_subset::ModelT& model() { return model_; }
  tflite_subset::SubGraphT& graph() { return *model_.subgraphs.front(); }

  // The file. Constant data is 16-aligned from its start.
  [[nodiscard]] bytes finish() const;

 private:
  std::uint32_t operator_code(tflite_subset::BuiltinOperator code, std::int32_t version,
                              const std::string& custom);
  void append_operator(std::uint32_t code_index, std::vector<tensor_index> inputs,
                       std::vector<tensor_index> outputs, tflite_subset::BuiltinOptionsUnion options);

  tflite_subset::ModelT model_;
};

}  // namespace mote::tools

#endif  // MOTE_MODEL_BUILDER_MODEL_BUILDER_HPP
