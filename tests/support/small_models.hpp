// SPDX-License-Identifier: Apache-2.0

// A valid model of one node for each operator: what tests start from.

#ifndef MOTE_TESTS_SUPPORT_SMALL_MODELS_HPP
#define MOTE_TESTS_SUPPORT_SMALL_MODELS_HPP

#include <cstdint>

#include "handmade_model.hpp"

namespace mote_test {

inline constexpr std::int8_t some_weights[] = {1, -2, 3, -4, 5, 6, -7, 8, 9, -10, 11, 12, -13, 14, 15, 16};
inline constexpr std::int32_t some_biases[] = {100, -200, 300, -400};

constexpr tensor_description activations(list<std::int32_t> shape, float scale, std::int64_t zero_point) {
  tensor_description result;
  result.shape = shape;
  result.scales = {scale};
  result.zero_points = {zero_point};
  return result;
}

constexpr tensor_description unquantized(mote::tensor_type type, list<std::int32_t> shape) {
  tensor_description result;
  result.type = type;
  result.shape = shape;
  return result;
}

/// Of a type other than int8.
constexpr tensor_description activations(mote::tensor_type type, list<std::int32_t> shape, float scale,
                                         std::int64_t zero_point) {
  tensor_description result = activations(shape, scale, zero_point);
  result.type = type;
  return result;
}

template <std::int32_t... Values>
inline constexpr std::int32_t integer_elements[] = {Values...};

/// A constant vector of int32: axes, paddings, shapes.
template <std::int32_t... Values>
constexpr tensor_description integer_vector() {
  tensor_description result = unquantized(mote::tensor_type::int32, {sizeof...(Values)});
  result.data = {integer_elements<Values...>, sizeof...(Values)};
  return result;
}

/// Symmetric int8 weights of up to 16 elements.
constexpr tensor_description weights(list<std::int32_t> shape, float scale) {
  tensor_description result = activations(shape, scale, 0);
  std::size_t size = 1;
  for (const std::int32_t dimension : shape) size *= static_cast<std::size_t>(dimension);
  result.data = {some_weights, size};
  result.name = "weights";
  return result;
}

constexpr tensor_description bias(std::int32_t size) {
  tensor_description result;
  result.type = mote::tensor_type::int32;
  result.shape = {size};
  result.data = {some_biases, static_cast<std::size_t>(size)};
  result.name = "bias";
  return result;
}

/// A model of one node. `tensors` are its inputs, constants and variables included, and then its output.
constexpr model_description one_node(mote::builtin_operator code, list<tensor_description> tensors,
                                     list<field> options = {}) {
  model_description model;
  model.codes = {{code}};
  model.nodes = {node_description{}};
  model.nodes[0].options = options;
  model.tensors = tensors;
  const auto last = static_cast<std::int32_t>(tensors.size()) - 1;
  for (std::int32_t i = 0; i <= last; ++i) {
    const tensor_description& tensor = tensors[static_cast<std::size_t>(i)];
    const bool is_given = tensor.data.count == 0 && !tensor.is_variable;
    if (i < last) model.nodes[0].inputs.push_back(i);
    if (i < last && is_given) model.inputs.push_back(i);
  }
  model.nodes[0].outputs = {last};
  model.outputs = {last};
  return model;
}

/// y[1, 2] = weights[2, 4] * x[1, 4] + bias[2]
constexpr model_description fully_connected_model() {
  return one_node(
      mote::builtin_operator::fully_connected,
      {activations({1, 4}, 0.5F, -3), weights({2, 4}, 0.25F), bias(2), activations({1, 2}, 2.0F, 5)});
}

/// 2x2 filters with stride 1 over a 3x3 image, 1 channel in, 2 out.
constexpr model_description conv_2d_model() {
  using option = mote::schema::conv_2d_options;
  return one_node(
      mote::builtin_operator::conv_2d,
      {activations({1, 3, 3, 1}, 0.5F, -3), weights({2, 2, 2, 1}, 0.25F), bias(2),
       activations({1, 2, 2, 2}, 2.0F, 5)},
      {scalar(option::padding, std::int8_t{1}), scalar(option::stride_w, 1), scalar(option::stride_h, 1)});
}

/// 2x2 filters with stride 1 over a 3x3 image, 1 channel in, 2 out.
constexpr model_description depthwise_conv_2d_model() {
  using option = mote::schema::depthwise_conv_2d_options;
  return one_node(mote::builtin_operator::depthwise_conv_2d,
                  {activations({1, 3, 3, 1}, 0.5F, -3), weights({1, 2, 2, 2}, 0.25F), bias(2),
                   activations({1, 2, 2, 2}, 2.0F, 5)},
                  {scalar(option::padding, std::int8_t{1}), scalar(option::stride_w, 1),
                   scalar(option::stride_h, 1), scalar(option::depth_multiplier, 2)});
}

/// 2x2 windows with stride 2 over a 4x4 image of 2 channels.
constexpr model_description pool_2d_model(mote::builtin_operator code) {
  using option = mote::schema::pool_2d_options;
  return one_node(
      code, {activations({1, 4, 4, 2}, 0.5F, -3), activations({1, 2, 2, 2}, 0.5F, -3)},
      {scalar(option::padding, std::int8_t{1}), scalar(option::stride_w, 2), scalar(option::stride_h, 2),
       scalar(option::filter_width, 2), scalar(option::filter_height, 2)});
}

constexpr model_description softmax_model() {
  return one_node(mote::builtin_operator::softmax,
                  {activations({1, 4}, 0.125F, 7), activations({1, 4}, 1.0F / 256, -128)},
                  {scalar(mote::schema::softmax_options::beta, 1.0F)});
}

constexpr model_description add_model() {
  return one_node(mote::builtin_operator::add,
                  {activations({2, 3}, 0.5F, 3), activations({3}, 0.25F, -5), activations({2, 3}, 0.5F, 1)});
}

constexpr model_description reshape_model() {
  return one_node(mote::builtin_operator::reshape, {activations({2, 3}, 0.5F, 3), activations({6}, 0.5F, 3)});
}

constexpr model_description quantize_model() {
  return one_node(mote::builtin_operator::quantize,
                  {unquantized(mote::tensor_type::float32, {2, 3}), activations({2, 3}, 0.5F, 3)});
}

constexpr model_description dequantize_model() {
  return one_node(mote::builtin_operator::dequantize,
                  {activations({2, 3}, 0.5F, 3), unquantized(mote::tensor_type::float32, {2, 3})});
}

constexpr model_description average_pool_2d_model() {
  return pool_2d_model(mote::builtin_operator::average_pool_2d);
}
constexpr model_description max_pool_2d_model() { return pool_2d_model(mote::builtin_operator::max_pool_2d); }

/// Three nodes in a row, each over [1, 4]: FULLY_CONNECTED, RESHAPE to [4], SOFTMAX.
constexpr model_description chain_model() {
  model_description model;
  model.codes = {{mote::builtin_operator::fully_connected},
                 {mote::builtin_operator::reshape},
                 {mote::builtin_operator::softmax}};
  model.tensors = {activations({1, 4}, 0.5F, -3), weights({4, 4}, 0.25F), activations({1, 4}, 2.0F, 5),
                   activations({4}, 2.0F, 5), activations({4}, 1.0F / 256, -128)};
  model.nodes = {node_description{0, {0, 1}, {2}, {}}, node_description{1, {2}, {3}, {}},
                 node_description{2, {3}, {4}, {scalar(mote::schema::softmax_options::beta, 1.0F)}}};
  model.inputs = {0};
  model.outputs = {4};
  return model;
}

namespace detail {
template <model_description (*Make)()>
inline constexpr auto buffer_of = write(Make());
}  // namespace detail

/// The bytes of one of these models, embedded: for a static_model.
template <model_description (*Make)()>
inline constexpr auto bytes_of = as_array<detail::buffer_of<Make>.size>(detail::buffer_of<Make>);

}  // namespace mote_test

#endif  // MOTE_TESTS_SUPPORT_SMALL_MODELS_HPP
