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

/// Elements of a constant: int8, int16, int32, int64, float, or none. They must live until the model is
/// written.
struct constant_data {
  enum class kind : std::uint8_t { bytes, halves, words, longs, floats };

  const std::int8_t* bytes = nullptr;
  const std::int16_t* halves = nullptr;
  const std::int32_t* words = nullptr;
  const std::int64_t* longs = nullptr;
  const float* floats = nullptr;
  std::size_t count = 0;
  std::size_t element_size = 1;
  // Which of them it is: with sanitizers, GCC can't compare all addresses with null in a constant expression.
  kind stored = kind::bytes;

  constexpr constant_data() = default;
  constexpr constant_data(const std::int8_t* elements, std::size_t size) : bytes(elements), count(size) {}
  constexpr constant_data(const std::int16_t* elements, std::size_t size)
      : halves(elements), count(size), element_size(2), stored(kind::halves) {}
  constexpr constant_data(const std::int32_t* elements, std::size_t size)
      : words(elements), count(size), element_size(4), stored(kind::words) {}
  constexpr constant_data(const std::int64_t* elements, std::size_t size)
      : longs(elements), count(size), element_size(8), stored(kind::longs) {}
  constexpr constant_data(const float* elements, std::size_t size)
      : floats(elements), count(size), element_size(4), stored(kind::floats) {}
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

/// The options of a custom operator.
using option_bytes = list<std::uint8_t, 320>;

/// A node with up to Capacity inputs.
template <std::size_t Capacity>
struct basic_node_description {
  std::uint32_t code_index = 0;
  list<std::int32_t, Capacity> inputs;
  list<std::int32_t> outputs;
  list<field> options;
  const char* shared_name = nullptr;  ///< of a VAR_HANDLE
  option_bytes custom_options{};      ///< of a custom operator

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

using node_description = basic_node_description<8>;

/// A model with up to so many tensors and nodes; more than the usual 8 and 6 for operators and chains that
/// need them.
template <std::size_t Tensors, std::size_t Nodes = 6>
struct basic_model_description {
  list<operator_code_description, (Nodes < 8 ? 8 : Nodes)> codes;
  list<tensor_description, Tensors> tensors;
  list<basic_node_description<Tensors>, Nodes> nodes;
  list<std::int32_t> inputs;
  list<std::int32_t> outputs;
  char identifier[5] = {'T', 'F', 'L', '3', '\0'};
  std::uint32_t version = 3;
  std::size_t subgraphs = 1;  ///< 0: none at all; those beyond the first and `others` have no content
  /// Subgraphs 1, 2, ...: their tensors, nodes, inputs and outputs count. They must live until the model is
  /// written.
  list<const basic_model_description*, 4> others;
};
using model_description = basic_model_description<8>;

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

template <class Writer, class Model, std::size_t Inputs>
constexpr void write_node(Writer& out, const Model& model, const basic_node_description<Inputs>& from,
                          std::uint32_t nodes, std::size_t index) {
  namespace names = mote::schema::node;
  const bool has_code = from.code_index < model.codes.size();
  const std::uint8_t options_type = options_type_of(model.codes[has_code ? from.code_index : 0].code);
  list<field> fields{scalar(names::opcode_index, from.code_index), offset(names::inputs),
                     offset(names::outputs), scalar(names::builtin_options_type, options_type),
                     offset(names::builtin_options)};
  if (from.custom_options.size() > 0) fields.push_back(offset(names::custom_options));
  const auto table = out.table(fields);
  out.attach_element(nodes, index, table);
  out.attach(table, names::inputs, out.vector(from.inputs.begin(), from.inputs.size()));
  out.attach(table, names::outputs, out.vector(from.outputs.begin(), from.outputs.size()));
  list<field> options = from.options;
  if (from.shared_name != nullptr) options.push_back(offset(mote::schema::var_handle_options::shared_name));
  const auto written = out.table(options);
  out.attach(table, names::builtin_options, written);
  if (from.shared_name != nullptr) {
    out.attach(written, mote::schema::var_handle_options::shared_name, out.string(from.shared_name));
  }
  if (from.custom_options.size() > 0) {
    out.attach(table, names::custom_options,
               out.vector(from.custom_options.begin(), from.custom_options.size()));
  }
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
  const constant_data& from_data = from.data;
  const auto write_elements = [&](const auto* elements) {
    return out.vector(elements, from_data.count, alignment);
  };
  using kind = constant_data::kind;
  const auto data = from_data.stored == kind::longs    ? write_elements(from_data.longs)
                    : from_data.stored == kind::floats ? write_elements(from_data.floats)
                    : from_data.stored == kind::words  ? write_elements(from_data.words)
                    : from_data.stored == kind::halves ? write_elements(from_data.halves)
                                                       : write_elements(from_data.bytes);
  out.store(data, static_cast<std::uint32_t>(from.data.count * from.data.element_size));
  out.attach(table, names::data, data);
}

}  // namespace detail

/// The bytes of the model. Buffer 0 is the empty one, as in every model; tensor i of the first subgraph has
/// buffer i + 1, and so on through the others.
template <std::size_t Capacity = 4096, std::size_t Tensors, std::size_t Nodes>
constexpr byte_buffer<Capacity> write(const basic_model_description<Tensors, Nodes>& from) {
  using description_type = basic_model_description<Tensors, Nodes>;
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

  const std::size_t described = 1 + from.others.size();
  const std::size_t subgraph_count =
      from.subgraphs == 0 || from.subgraphs > described ? from.subgraphs : described;
  const description_type nothing;
  const auto description = [&](std::size_t index) -> const description_type& {
    return index == 0 ? from : index < described ? *from.others[index - 1] : nothing;
  };
  const auto subgraphs = out.offsets(subgraph_count);
  out.attach(model, names::subgraphs, subgraphs);
  std::size_t buffer_count = 1;
  for (std::size_t i = 0; i < subgraph_count; ++i) {
    const description_type& content = description(i);
    const auto graph = out.table({offset(subgraph_names::tensors), offset(subgraph_names::inputs),
                                  offset(subgraph_names::outputs), offset(subgraph_names::operators)});
    out.attach_element(subgraphs, i, graph);
    const auto tensors = out.offsets(content.tensors.size());
    out.attach(graph, subgraph_names::tensors, tensors);
    out.attach(graph, subgraph_names::inputs, out.vector(content.inputs.begin(), content.inputs.size()));
    out.attach(graph, subgraph_names::outputs, out.vector(content.outputs.begin(), content.outputs.size()));
    const auto nodes = out.offsets(content.nodes.size());
    out.attach(graph, subgraph_names::operators, nodes);
    for (std::size_t k = 0; k < content.tensors.size(); ++k) {
      detail::write_tensor(out, content.tensors[k], tensors, k, static_cast<std::uint32_t>(buffer_count++));
    }
    for (std::size_t k = 0; k < content.nodes.size(); ++k) {
      detail::write_node(out, from, content.nodes[k], nodes, k);
    }
  }

  const auto buffers = out.offsets(buffer_count);
  out.attach(model, names::buffers, buffers);
  out.attach_element(buffers, 0, out.table({}));
  std::size_t buffer = 1;
  for (std::size_t i = 0; i < described; ++i) {
    for (std::size_t k = 0; k < description(i).tensors.size(); ++k) {
      detail::write_buffer(out, description(i).tensors[k], buffers, buffer++);
    }
  }
  return out.buffer();
}

}  // namespace mote_test

#endif  // MOTE_TESTS_SUPPORT_HANDMADE_MODEL_HPP
