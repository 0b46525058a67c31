// SPDX-License-Identifier: Apache-2.0

#include "model_builder.hpp"

#include <algorithm>
#include <memory>

namespace mote::tools {

using tflite_subset::BuiltinOperator;

model_builder::model_builder(std::string description) {
  model_.version = 3;
  model_.description = std::move(description);
  model_.buffers.push_back(std::make_unique<tflite_subset::BufferT>());  // number 0 is the empty one
  model_.subgraphs.push_back(std::make_unique<tflite_subset::SubGraphT>());
  graph().name = "main";
}

model_builder::tensor_index model_builder::add_tensor(std::string name, tflite_subset::TensorType type,
                                                      shape dimensions, quantization quantized) {
  auto tensor = std::make_unique<tflite_subset::TensorT>();
  tensor->name = std::move(name);
  tensor->type = type;
  tensor->shape = std::move(dimensions);
  tensor->has_rank = true;
  if (!quantized.scales.empty()) {
    tensor->quantization = std::make_unique<tflite_subset::QuantizationParametersT>();
    tensor->quantization->scale = std::move(quantized.scales);
    tensor->quantization->zero_point = std::move(quantized.zero_points);
    tensor->quantization->quantized_dimension = quantized.dimension;
  }
  graph().tensors.push_back(std::move(tensor));
  return static_cast<tensor_index>(graph().tensors.size() - 1);
}

model_builder::tensor_index model_builder::add_constant_bytes(std::string name,
                                                              tflite_subset::TensorType type,
                                                              shape dimensions, bytes data,
                                                              quantization quantized) {
  const tensor_index index = add_tensor(std::move(name), type, std::move(dimensions), std::move(quantized));
  auto buffer = std::make_unique<tflite_subset::BufferT>();
  buffer->data = std::move(data);
  graph().tensors.back()->buffer = static_cast<std::uint32_t>(model_.buffers.size());
  model_.buffers.push_back(std::move(buffer));
  return index;
}

std::uint32_t model_builder::operator_code(BuiltinOperator code, std::int32_t version,
                                           const std::string& custom) {
  auto& codes = model_.operator_codes;
  const auto found = std::find_if(codes.begin(), codes.end(), [&](const auto& known) {
    return known->builtin_code == code && known->version == version && known->custom_code == custom;
  });
  if (found != codes.end()) return static_cast<std::uint32_t>(found - codes.begin());

  auto added = std::make_unique<tflite_subset::OperatorCodeT>();
  added->builtin_code = code;
  added->deprecated_builtin_code = static_cast<std::int8_t>(std::min(static_cast<int>(code), 127));
  added->version = version;
  added->custom_code = custom;
  codes.push_back(std::move(added));
  return static_cast<std::uint32_t>(codes.size() - 1);
}

void model_builder::append_operator(std::uint32_t code_index, std::vector<tensor_index> inputs,
                                    std::vector<tensor_index> outputs,
                                    tflite_subset::BuiltinOptionsUnion options) {
  auto added = std::make_unique<tflite_subset::OperatorT>();
  added->opcode_index = code_index;
  added->inputs = std::move(inputs);
  added->outputs = std::move(outputs);
  added->builtin_options = std::move(options);
  graph().operators.push_back(std::move(added));
}

model_builder::bytes model_builder::finish() const {
  flatbuffers::FlatBufferBuilder builder;
  tflite_subset::FinishModelBuffer(builder, tflite_subset::Model::Pack(builder, &model_));
  return {builder.GetBufferPointer(), builder.GetBufferPointer() + builder.GetSize()};
}

}  // namespace mote::tools
