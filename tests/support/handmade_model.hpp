// SPDX-License-Identifier: Apache-2.0

// Small .tflite models, right and wrong, written in a constant expression or on the board.
//
// A test takes a description of a valid model, changes what it is about, and writes the bytes.

#ifndef MOTE_TESTS_SUPPORT_HANDMADE_MODEL_HPP
#define MOTE_TESTS_SUPPORT_HANDMADE_MODEL_HPP

#include <cstddef>
#include <cstdint>
#include <initializer_list>

#include "flatbuffer_writer.hpp"
#include "mote/model/builtin_operator.hpp"
#include "mote/model/schema.hpp"

namespace mote_test {

/// A short list of values.
template <class T, std::size_t Capacity = 8>
struct list {
  T values[Capacity]{};
  std::size_t count = 0;

  constexpr list() = default;
  constexpr list(std::initializer_list<T> elements) {  // NOLINT(google-explicit-constructor)
    for (const T& element : elements) push_back(element);
  }
  constexpr void push_back(const T& element) { values[count++] = element; }
  constexpr std::size_t size() const { return count; }
  constexpr T& operator[](std::size_t index) { return values[index]; }
  constexpr const T& operator[](std::size_t index) const { return values[index]; }
  constexpr const T* begin() const { return values; }
  constexpr const T* end() const { return values + count; }
};

/// Elements of a constant: int8, int16, int32, or none. They must live until the model is written.
struct constant_data {
  const std::int8_t* bytes = nullptr;
  const std::int16_t* halves = nullptr;
  const std::int32_t* words = nullptr;
  std::size_t count = 0;
  std::size_t element_size = 1;

  constexpr constant_data() = default;
  constexpr constant_data(const std::int8_t* elements, std::size_t size) : bytes(elements), count(size) {}
  constexpr constant_data(const std::int16_t* elements, std::size_t size)
      : halves(elements), count(size), element_size(2) {}
  constexpr constant_data(const std::int32_t* elements, std::size_t size)
      : words(elements), count(size), element_size(4) {}
};

struct tensor_description {
  mote::tensor_type type = mote::tensor_type::int8;
  list<std::int32_t> shape;
  list<float, 32> scales;  ///< empty: no quantization
  list<std::int64_t> zero_points;
  constant_data data;
  const char* name = "";
  std::int32_t quantized_dimension = 0;
  bool is_variable = false;
  bool is_sparse = false;
  bool is_external = false;
  bool has_bad_buffer = false;
};

struct operator_code_description {
  mote::builtin_operator code = mote::builtin_operator::add;
  std::int32_t version = 1;
  const char* custom_code = "";
};

struct node_description {
  std::uint32_t code_index = 0;
  list<std::int32_t> inputs;
  list<std::int32_t> outputs;
  list<field> options;

  /// Sets an option, or replaces its value.
  constexpr void set(const field& option) {
    // NOLINTNEXTLINE(modernize-loop-convert): the list has no iterators that can be written through
    for (std::size_t i = 0; i < options.size(); ++i) {
      if (options[i].number == option.number) {
        options[i] = option;
        return;
      }
    }
    options.push_back(option);
  }
};

struct model_description {
  list<operator_code_description, 4> codes;
  list<tensor_description> tensors;
  list<node_description, 6> nodes;
  list<std::int32_t> inputs;
  list<std::int32_t> outputs;
  char identifier[5] = {'T', 'F', 'L', '3', '\0'};
  std::uint32_t version = 3;
  std::size_t subgraphs = 1;  ///< all but the first have no content
};

namespace detail {

template <class Writer>
constexpr void write_tensor(Writer& out, const tensor_description& from, std::uint32_t tensors,
                            std::size_t index, std::uint32_t buffer) {
  namespace names = mote::schema::tensor;
  list<field> fields{offset(names::shape), scalar(names::type, static_cast<std::int8_t>(from.type)),
                     scalar(names::buffer, from.has_bad_buffer ? 1000U : buffer), offset(names::name)};
  const bool is_quantized = from.scales.size() > 0;
  if (is_quantized) fields.push_back(offset(names::quantization));
  if (from.is_variable) fields.push_back(scalar(names::is_variable, true));
  if (from.is_sparse) fields.push_back(offset(names::sparsity));
  const auto table = out.table(fields);
  out.attach_element(tensors, index, table);
  out.attach(table, names::shape, out.vector(from.shape.begin(), from.shape.size()));
  out.attach(table, names::name, out.string(from.name));
  if (from.is_sparse) out.attach(table, names::sparsity, out.table({}));
  if (!is_quantized) return;
  const auto quantization =
      out.table({offset(mote::schema::quantization::scale), offset(mote::schema::quantization::zero_point),
                 scalar(mote::schema::quantization::quantized_dimension, from.quantized_dimension)});
  out.attach(table, names::quantization, quantization);
  out.attach(quantization, mote::schema::quantization::scale,
             out.vector(from.scales.begin(), from.scales.size()));
  out.attach(quantization, mote::schema::quantization::zero_point,
             out.vector(from.zero_points.begin(), from.zero_points.size()));
}

/// The number of an operator's options in the schema's union BuiltinOptions. The library doesn't read it.
constexpr std::uint8_t options_type_of(mote::builtin_operator code) {
  switch (code) {
    case mote::builtin_operator::conv_2d:
      return 1;
    case mote::builtin_operator::depthwise_conv_2d:
      return 2;
    case mote::builtin_operator::average_pool_2d:
    case mote::builtin_operator::max_pool_2d:
      return 5;
    case mote::builtin_operator::fully_connected:
      return 8;
    case mote::builtin_operator::softmax:
      return 9;
    case mote::builtin_operator::add:
      return 11;
    default:
      return 17;  // those of RESHAPE, which may be empty
  }
}

template <class Writer>
constexpr void write_node(Writer& out, const model_description& model, std::uint32_t nodes,
                          std::size_t index) {
  namespace names = mote::schema::node;
  const node_description& from = model.nodes[index];
  const bool has_code = from.code_index < model.codes.size();
  const std::uint8_t options_type = options_type_of(model.codes[has_code ? from.code_index : 0].code);
  const auto table =
      out.table({scalar(names::opcode_index, from.code_index), offset(names::inputs), offset(names::outputs),
                 scalar(names::builtin_options_type, options_type), offset(names::builtin_options)});
  out.attach_element(nodes, index, table);
  out.attach(table, names::inputs, out.vector(from.inputs.begin(), from.inputs.size()));
  out.attach(table, names::outputs, out.vector(from.outputs.begin(), from.outputs.size()));
  out.attach(table, names::builtin_options, out.table(from.options));
}

template <class Writer>
constexpr void write_buffer(Writer& out, const tensor_description& from, std::uint32_t buffers,
                            std::size_t index) {
  namespace names = mote::schema::buffer;
  list<field> fields;
  if (from.is_external) {
    fields.push_back(scalar(names::offset, std::uint64_t{4096}));
    fields.push_back(scalar(names::size, std::uint64_t{16}));
  }
  if (from.data.count > 0) fields.push_back(offset(names::data));
  const auto table = out.table(fields);
  out.attach_element(buffers, index, table);
  if (from.data.count == 0) return;
  // The schema knows bytes only: their number stands before them.
  constexpr std::size_t alignment = 16;
  const auto data = from.data.element_size == 4   ? out.vector(from.data.words, from.data.count, alignment)
                    : from.data.element_size == 2 ? out.vector(from.data.halves, from.data.count, alignment)
                                                  : out.vector(from.data.bytes, from.data.count, alignment);
  out.store(data, static_cast<std::uint32_t>(from.data.count * from.data.element_size));
  out.attach(table, names::data, data);
}

}  // namespace detail

/// The bytes of the model. Buffer 0 is the empty one, as in every model; tensor i has buffer i + 1.
template <std::size_t Capacity = 4096>
constexpr byte_buffer<Capacity> write(const model_description& from) {
  namespace names = mote::schema::model;
  namespace subgraph_names = mote::schema::subgraph;
  flatbuffer_writer<Capacity> out(from.identifier);
  const auto model = out.table({scalar(names::version, from.version), offset(names::operator_codes),
                                offset(names::subgraphs), offset(names::buffers)});
  out.root(model);

  const auto codes = out.offsets(from.codes.size());
  out.attach(model, names::operator_codes, codes);
  for (std::size_t i = 0; i < from.codes.size(); ++i) {
    namespace code_names = mote::schema::operator_code;
    const auto code = static_cast<std::int32_t>(from.codes[i].code);
    const auto table = out.table(
        {scalar(code_names::deprecated_builtin_code, static_cast<std::int8_t>(code < 127 ? code : 127)),
         offset(code_names::custom_code), scalar(code_names::version, from.codes[i].version),
         scalar(code_names::builtin_code, code)});
    out.attach_element(codes, i, table);
    out.attach(table, code_names::custom_code, out.string(from.codes[i].custom_code));
  }

  const auto subgraphs = out.offsets(from.subgraphs);
  out.attach(model, names::subgraphs, subgraphs);
  for (std::size_t i = 0; i < from.subgraphs; ++i) {
    const auto graph = out.table({offset(subgraph_names::tensors), offset(subgraph_names::inputs),
                                  offset(subgraph_names::outputs), offset(subgraph_names::operators)});
    out.attach_element(subgraphs, i, graph);
    const bool has_content = i == 0;
    const auto tensors = out.offsets(has_content ? from.tensors.size() : 0);
    out.attach(graph, subgraph_names::tensors, tensors);
    out.attach(graph, subgraph_names::inputs,
               out.vector(from.inputs.begin(), has_content ? from.inputs.size() : 0));
    out.attach(graph, subgraph_names::outputs,
               out.vector(from.outputs.begin(), has_content ? from.outputs.size() : 0));
    const auto nodes = out.offsets(has_content ? from.nodes.size() : 0);
    out.attach(graph, subgraph_names::operators, nodes);
    if (!has_content) continue;
    for (std::size_t k = 0; k < from.tensors.size(); ++k) {
      detail::write_tensor(out, from.tensors[k], tensors, k, static_cast<std::uint32_t>(k + 1));
    }
    for (std::size_t k = 0; k < from.nodes.size(); ++k) detail::write_node(out, from, nodes, k);
  }

  const auto buffers = out.offsets(from.tensors.size() + 1);
  out.attach(model, names::buffers, buffers);
  out.attach_element(buffers, 0, out.table({}));
  for (std::size_t k = 0; k < from.tensors.size(); ++k) {
    detail::write_buffer(out, from.tensors[k], buffers, k + 1);
  }
  return out.buffer();
}

}  // namespace mote_test

#endif  // MOTE_TESTS_SUPPORT_HANDMADE_MODEL_HPP
