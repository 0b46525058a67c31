// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_MODEL_GRAPH_HPP
#define MOTE_MODEL_GRAPH_HPP

#include <cstddef>
#include <cstdint>

#include "mote/config.hpp"
#include "mote/model/builtin_operator.hpp"
#include "mote/model/flatbuffer.hpp"
#include "mote/model/schema.hpp"
#include "mote/status.hpp"

// What the tables of a model mean: tensors, and nodes that read and write them.
//
// A graph is a view. It decodes a tensor or a node from the flatbuffer whenever it is asked for one, so that
// an interpreter needs no memory for what stands in flash already.

namespace mote {

/// Dimensions of a tensor. Rank 0 is a scalar.
class shape {
 public:
  constexpr shape() = default;
  template <class... Dims>
  constexpr explicit shape(std::int32_t first, Dims... others)
      : dims_{first, static_cast<std::int32_t>(others)...}, rank_(1 + static_cast<int>(sizeof...(others))) {
    static_assert(1 + sizeof...(others) <= max_rank, "mote: a shape has at most max_rank dimensions");
  }

  constexpr int rank() const { return rank_; }
  constexpr std::int32_t operator[](int axis) const { return dims_[axis]; }
  /// Size of the last dimension, 1 for a scalar.
  constexpr std::int32_t back() const { return rank_ == 0 ? 1 : dims_[rank_ - 1]; }
  constexpr std::int32_t element_count() const {
    std::int32_t count = 1;
    for (int axis = 0; axis < rank_; ++axis) count *= dims_[axis];
    return count;
  }
  /// Adds a dimension at the end. Requires rank() < max_rank.
  constexpr void push_back(std::int32_t dimension) { dims_[rank_++] = dimension; }

  friend constexpr bool operator==(const shape& a, const shape& b) {
    if (a.rank_ != b.rank_) return false;
    for (int axis = 0; axis < a.rank_; ++axis) {
      if (a.dims_[axis] != b.dims_[axis]) return false;
    }
    return true;
  }
  friend constexpr bool operator!=(const shape& a, const shape& b) { return !(a == b); }

 private:
  std::int32_t dims_[max_rank]{};
  int rank_ = 0;
};

/// Affine quantization: real = scale * (stored - zero_point), with one scale for the tensor or one a channel.
struct quantization {
  flatbuffer::vector<float> scales;
  flatbuffer::vector<std::int64_t> zero_points;
  std::int32_t quantized_dimension = 0;

  constexpr bool present() const { return !scales.empty(); }
  constexpr bool per_channel() const { return scales.size() > 1; }
  constexpr float scale(std::int32_t channel = 0) const {
    return scales[per_channel() ? static_cast<std::uint32_t>(channel) : 0];
  }
  constexpr std::int32_t zero_point() const { return static_cast<std::int32_t>(zero_points[0]); }
};

struct tensor {
  tensor_type type{};
  mote::shape shape;
  mote::quantization quantization;
  flatbuffer::vector<char> data;  ///< the constant's bytes; empty for a tensor that the arena holds
  flatbuffer::vector<char> name;
  bool is_variable = false;

  constexpr bool is_constant() const { return !data.empty(); }
  constexpr std::uint32_t size_bytes() const {
    return static_cast<std::uint32_t>(shape.element_count()) * size_of(type);
  }
  /// An element of a constant of an integer type; 0 beyond its end.
  constexpr std::int64_t integer_at(std::int32_t index) const {
    const auto at = static_cast<std::uint32_t>(index);
    switch (type) {
      case tensor_type::boolean:
      case tensor_type::uint8:
        return data.load_as<std::uint8_t>(at);
      case tensor_type::int8:
        return data.load_as<std::int8_t>(at);
      case tensor_type::int16:
        return data.load_as<std::int16_t>(at);
      case tensor_type::int32:
        return data.load_as<std::int32_t>(at);
      case tensor_type::int64:
        return data.load_as<std::int64_t>(at);
      default:
        return 0;
    }
  }
};

struct node {
  std::int32_t index = none;
  builtin_operator code{};
  std::int32_t version = 1;
  flatbuffer::vector<char> custom_code;
  flatbuffer::vector<std::int32_t> inputs;
  flatbuffer::vector<std::int32_t> outputs;
  flatbuffer::table options;
  flatbuffer::vector<std::uint8_t> custom_options;
};

/// One subgraph of a model, decoded on demand.
class graph {
 public:
  constexpr graph() = default;
  /// Marks damage that it, or anything read through it, finds in `*damaged`, unless that is null.
  constexpr explicit graph(byte_view bytes, bool* damaged = nullptr, std::int32_t index = 0)
      : from_{bytes, damaged}, model_(flatbuffer::root(from_)), index_(index) {
    from_.require(static_cast<bool>(model_));
    codes_ = model_.tables(schema::model::operator_codes);
    buffers_ = model_.tables(schema::model::buffers);
    const auto subgraph = model_.tables(schema::model::subgraphs)[static_cast<std::uint32_t>(index)];
    tensors_ = subgraph.tables(schema::subgraph::tensors);
    nodes_ = subgraph.tables(schema::subgraph::operators);
    inputs_ = subgraph.values<std::int32_t>(schema::subgraph::inputs);
    outputs_ = subgraph.values<std::int32_t>(schema::subgraph::outputs);
  }

  constexpr byte_view bytes() const { return from_.bytes; }
  /// Index of this subgraph in the model.
  constexpr std::int32_t index() const { return index_; }
  /// Another subgraph of the model. Requires an index below subgraph_count().
  constexpr graph subgraph(std::int32_t index) const { return graph(from_.bytes, from_.damaged, index); }
  constexpr std::uint32_t schema_version() const {
    return model_.scalar<std::uint32_t>(schema::model::version);
  }
  constexpr std::uint32_t subgraph_count() const { return model_.tables(schema::model::subgraphs).size(); }

  constexpr std::int32_t tensor_count() const { return static_cast<std::int32_t>(tensors_.size()); }
  constexpr std::int32_t node_count() const { return static_cast<std::int32_t>(nodes_.size()); }
  /// The tables of the nodes.
  constexpr const flatbuffer::table_vector& nodes() const { return nodes_; }
  constexpr const flatbuffer::vector<std::int32_t>& inputs() const { return inputs_; }
  constexpr const flatbuffer::vector<std::int32_t>& outputs() const { return outputs_; }
  constexpr bool is_tensor(std::int32_t index) const { return index >= 0 && index < tensor_count(); }

  /// The tensor at `index`. Reports what makes it unusable to `log`, unless that is null.
  constexpr tensor tensor_at(std::int32_t index, problem_log* log = nullptr) const {
    const auto table = tensors_[static_cast<std::uint32_t>(index)];
    const auto refuse = [&](error code, std::int64_t detail = 0) {
      if (log != nullptr) log->add({code, none, index, detail});
    };
    tensor result;
    result.type = static_cast<tensor_type>(table.scalar<std::int8_t>(schema::tensor::type));
    result.name = table.string(schema::tensor::name);
    result.is_variable = table.scalar<bool>(schema::tensor::is_variable);
    const auto scheme = table.child(schema::tensor::quantization);
    result.quantization.scales = scheme.values<float>(schema::quantization::scale);
    result.quantization.zero_points = scheme.values<std::int64_t>(schema::quantization::zero_point);
    result.quantization.quantized_dimension =
        scheme.scalar<std::int32_t>(schema::quantization::quantized_dimension);
    if (table.has(schema::tensor::sparsity)) refuse(error::sparse_tensor);
    if (table.scalar<std::uint32_t>(schema::tensor::external_buffer) != 0) refuse(error::external_data);

    const auto dims = table.values<std::int32_t>(schema::tensor::shape);
    if (dims.size() > max_rank) {
      refuse(error::bad_rank, dims.size());
      return result;
    }
    // Sizes and offsets within a tensor are int32 everywhere.
    constexpr std::int64_t most_bytes = 0x7fffffff;
    const std::uint32_t element = size_of(result.type);
    std::int64_t bytes = element == 0 ? 1 : element;
    for (std::uint32_t axis = 0; axis < dims.size(); ++axis) {
      const std::int32_t dimension = dims[axis];
      result.shape.push_back(dimension);
      if (dimension <= 0) {
        refuse(error::bad_dimension, dimension);
        return result;
      }
      bytes *= dimension;
      if (bytes > most_bytes) {
        refuse(error::tensor_too_large);
        return result;
      }
    }

    const auto buffer_index = table.scalar<std::uint32_t>(schema::tensor::buffer);
    if (buffer_index >= buffers_.size()) {
      if (buffer_index != 0) refuse(error::bad_buffer_index, buffer_index);
      return result;
    }
    const auto buffer = buffers_[buffer_index];
    // Offsets 0 and 1 are the converter's ways to say that there is no data behind the flatbuffer.
    if (buffer.scalar<std::uint64_t>(schema::buffer::offset) > 1) refuse(error::external_data);
    result.data = buffer.values<char>(schema::buffer::data);
    // Two values of 4 bits share a byte.
    if (result.type == tensor_type::int4) bytes = (bytes + 1) / 2;
    const bool has_size = element != 0 || result.type == tensor_type::int4;
    if (result.is_constant() && has_size && result.data.size() != bytes) {
      refuse(error::bad_constant_size, result.data.size());
    }
    return result;
  }

  /// The node at `index`. Reports an operator code out of range to `log`, unless that is null.
  constexpr node node_at(std::int32_t index, problem_log* log = nullptr) const {
    const auto table = nodes_[static_cast<std::uint32_t>(index)];
    const auto code_index = table.scalar<std::uint32_t>(schema::node::opcode_index);
    if (code_index >= codes_.size() && log != nullptr) {
      log->add({error::bad_operator_code_index, index, none, code_index});
    }
    const auto code = codes_[code_index];
    // Codes up to 127 were first stored in a byte; later writers fill both fields, readers take the larger.
    const std::int32_t old_code = code.scalar<std::int8_t>(schema::operator_code::deprecated_builtin_code);
    const auto new_code = code.scalar<std::int32_t>(schema::operator_code::builtin_code);
    node result;
    result.index = index;
    result.code = static_cast<builtin_operator>(old_code > new_code ? old_code : new_code);
    result.version = code.scalar<std::int32_t>(schema::operator_code::version, 1);
    result.custom_code = code.string(schema::operator_code::custom_code);
    result.inputs = table.values<std::int32_t>(schema::node::inputs);
    result.outputs = table.values<std::int32_t>(schema::node::outputs);
    result.options = table.child(schema::node::builtin_options);
    result.custom_options = table.values<std::uint8_t>(schema::node::custom_options);
    return result;
  }

 private:
  flatbuffer::source from_;
  flatbuffer::table model_;
  flatbuffer::table_vector codes_;
  flatbuffer::table_vector buffers_;
  flatbuffer::table_vector tensors_;
  flatbuffer::table_vector nodes_;
  flatbuffer::vector<std::int32_t> inputs_;
  flatbuffer::vector<std::int32_t> outputs_;
  std::int32_t index_ = 0;
};

}  // namespace mote

#endif
