// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_ERROR_HPP
#define MOTE_ERROR_HPP

#include <cstdint>

// Every reason to refuse a model. One list makes the enumeration, the texts at run time and the texts of the
// compile errors.

// clang-format off
#define MOTE_ERRORS(X) \
  X(damaged_flatbuffer, "the flatbuffer is truncated or damaged") \
  X(not_a_tflite_model, "the file identifier is not TFL3: this is not a TensorFlow Lite model") \
  X(unsupported_schema_version, "the schema version is not 3") \
  X(no_subgraph, "the model has no subgraph") \
  X(too_many_subgraphs, "the model has more subgraphs than mote::max_subgraphs") \
  X(recursive_subgraphs, "a subgraph calls itself, directly or through others") \
  X(bad_subgraph, "the operator calls a subgraph that is not there, or the main one") \
  X(bad_subgraph_signature, "the inputs or outputs of the called subgraph are not those of the operator") \
  X(too_many_tensors, "the model has more tensors than mote::max_tensors allows: raise it") \
  X(too_many_nodes, "the subgraph has more operators than the planner can number") \
  X(external_data, "a constant is stored outside of the flatbuffer") \
  X(sparse_tensor, "the tensor is sparse: convert without sparsity") \
  X(bad_tensor_index, "a tensor index is out of range") \
  X(bad_buffer_index, "a buffer index is out of range") \
  X(bad_operator_code_index, "an operator code index is out of range") \
  X(unsupported_operator, "the operator is not in the list of operators") \
  X(bad_input_count, "the operator has a wrong number of inputs") \
  X(bad_output_count, "the operator has a wrong number of outputs") \
  X(missing_input, "an input that the operator needs is absent") \
  X(input_never_written, "the operator reads a tensor that nothing has written before") \
  X(written_twice, "the operator writes a tensor that is a model input or was written before") \
  X(constant_written, "the operator writes a constant tensor") \
  X(model_input_is_constant, "a model input is a constant tensor") \
  X(model_input_repeated, "a model input is listed twice") \
  X(model_output_never_written, "a model output is never written") \
  X(variable_written, "a variable tensor is a model input or an operator's output") \
  X(too_many_variables, "the model has more resource variables than mote::max_variables") \
  X(unknown_variable, "the operator's first input is not the handle that a VAR_HANDLE gave") \
  X(variable_mismatch, "the resource variable is used with another type or shape elsewhere") \
  X(bad_rank, "the tensor has too many dimensions") \
  X(bad_dimension, "a dimension of the tensor is not positive: dynamic shapes must be fixed when converting") \
  X(tensor_too_large, "the tensor is too large") \
  X(unsupported_type, "the operator does not take this type here: convert with full integer quantization and " \
                      "inference_input_type int8") \
  X(hybrid_model, "float activations with quantized weights: convert with full integer quantization " \
                  "(a representative dataset and inference_input_type int8)") \
  X(bad_constant_size, "the size of the constant data is not that of the tensor") \
  X(not_constant, "the tensor must be a constant") \
  X(missing_quantization, "the tensor has no quantization parameters") \
  X(bad_scale, "a quantization scale is not finite and positive") \
  X(bad_zero_point, "a quantization zero point is out of range") \
  X(bad_scale_count, "the number of quantization scales fits neither the tensor nor one of its channels") \
  X(bad_quantized_dimension, "the quantized dimension is not that of the output channels") \
  X(per_channel_not_supported, "the tensor must have one scale, not one a channel: convert with " \
                               "_experimental_disable_per_channel") \
  X(scales_too_far_apart, "input, weight and output scales are too far apart for 32-bit arithmetic") \
  X(quantization_mismatch, "input and output must have the same scale and zero point") \
  X(bad_output_quantization, "the operator prescribes another scale and zero point for its output") \
  X(not_a_power_of_two, "the scale must be a power of two") \
  X(bad_padding, "the padding scheme is unknown") \
  X(bad_stride, "a stride is not positive") \
  X(bad_dilation, "a dilation is not positive") \
  X(bad_filter_size, "a filter size is not positive or too large") \
  X(bad_activation, "the fused activation is unknown or not supported") \
  X(bad_weights_format, "the weights are shuffled: only the default format is supported") \
  X(bad_depth_multiplier, "the depth multiplier does not fit the numbers of channels") \
  X(bad_axis, "an axis is out of range") \
  X(bad_option, "an option of the operator is out of range or not supported") \
  X(bad_index, "a constant index is out of range") \
  X(bad_custom_options, "the custom operator's options are missing or damaged") \
  X(not_a_variable, "the operator's state must be a variable tensor") \
  X(bad_beta, "the beta of SOFTMAX is not finite and positive") \
  X(shape_mismatch, "the shape does not fit the operator's other tensors and options") \
  X(accumulator_overflow, "the sum of products has too many terms for a 32-bit accumulator") \
  X(arena_too_small, "the arena is too small: required_arena_bytes tells the need") \
  X(arena_misaligned, "the arena does not start at a multiple of mote::arena_alignment") \
  X(arena_too_large, "the model needs more memory than can be addressed") \
  X(arena_over_budget, "the model needs more than its arena budget")
// clang-format on

namespace mote {

/// Why a model is refused.
enum class error : std::uint8_t {
#define MOTE_ENUMERATOR(name, text) name,
  MOTE_ERRORS(MOTE_ENUMERATOR)
#undef MOTE_ENUMERATOR
};

/// The reason in words.
constexpr const char* text_of(error code) {
  switch (code) {
#define MOTE_CASE(name, text) \
  case error::name:           \
    return text;
    MOTE_ERRORS(MOTE_CASE)
#undef MOTE_CASE
  }
  return "unknown error";
}

}  // namespace mote

#endif
