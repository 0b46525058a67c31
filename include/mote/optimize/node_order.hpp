// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPTIMIZE_NODE_ORDER_HPP
#define MOTE_OPTIMIZE_NODE_ORDER_HPP

#include <cstddef>
#include <cstdint>

#include "mote/model/graph.hpp"
#include "mote/optimize/flatbuffer_output.hpp"

// Of two convolutions that don't depend on each other, one may be the last to read a large tensor and write
// a small one, as the 1x1 on the short way of a residual block does. Where it runs first, less memory is in
// use while the other runs, whose kernel may have it as scratch.

namespace mote::optimize {

/// An order of the nodes of a graph, that of the graph if they are more than MaxNodes. Convolutions, which do
/// nothing but write their output, move ahead of those right before them that they don't depend on, where
/// they set more memory free.
template <std::size_t MaxNodes>
class node_order {
 public:
  constexpr explicit node_order(const graph& of)
      : graph_(of), count_(static_cast<std::size_t>(of.node_count())) {
    if (count_ > MaxNodes) return;
    for (std::size_t i = 0; i < count_; ++i) order_[i] = static_cast<std::int32_t>(i);
    for (std::size_t last = 1; last < count_; ++last) {
      for (std::size_t i = last; i > 0 && gains_from_swap(i - 1); --i) {
        const std::int32_t moved = order_[i];
        order_[i] = order_[i - 1];
        order_[i - 1] = moved;
        differs_ = true;
      }
    }
    // A flatbuffer's offsets point forward only.
    for (std::size_t i = 0; i < count_ && differs_; ++i) {
      if (table(i) <= graph_.nodes().offset_field(static_cast<std::uint32_t>(i))) differs_ = false;
    }
  }

  /// Whether it is another one than that of the graph, and can be written.
  constexpr bool differs() const { return differs_; }
  /// The node of the graph that runs at a position.
  constexpr std::int32_t operator[](std::size_t position) const { return order_[position]; }
  /// Writes a model in this order to `to`, its size in bytes. Requires differs().
  constexpr void write(char* to) const {
    const byte_view bytes = graph_.bytes();
    for (std::size_t i = 0; i < bytes.size(); ++i) to[i] = bytes.data()[i];
    for (std::size_t i = 0; i < count_; ++i) {
      const std::uint32_t field = graph_.nodes().offset_field(static_cast<std::uint32_t>(i));
      const std::uint32_t offset = table(i) - field;
      for (unsigned k = 0; k < sizeof offset; ++k) {
        to[field + k] = static_cast<char>(static_cast<unsigned char>(offset >> (8 * k)));
      }
    }
  }

 private:
  constexpr std::uint32_t table(std::size_t position) const {
    return graph_.nodes()[static_cast<std::uint32_t>(order_[position])].position();
  }
  static constexpr bool can_move(const node& subject) {
    return subject.code == builtin_operator::conv_2d || subject.code == builtin_operator::depthwise_conv_2d;
  }

  /// Whether the node behind that at `position` should run first: that leaves less memory in use between the
  /// two, and takes no more while one of them runs.
  constexpr bool gains_from_swap(std::size_t position) const {
    const node first = graph_.node_at(order_[position]);
    const node second = graph_.node_at(order_[position + 1]);
    if (!can_move(first) || !can_move(second) || reads(second, first.outputs[0])) return false;
    const std::int64_t first_output = size_of(first.outputs[0]);
    const std::int64_t second_output = size_of(second.outputs[0]);
    const std::int64_t after_first = first_output - freed(first, second, position + 2);
    const std::int64_t after_second = second_output - freed(second, first, position + 2);
    return after_second < after_first && larger(second_output, after_second + first_output) <=
                                             larger(first_output, after_first + second_output);
  }
  /// Bytes of the input that a node sets free if it runs before another and then those from `later` on.
  constexpr std::int64_t freed(const node& subject, const node& other, std::size_t later) const {
    // Weights and biases are constants.
    const std::int32_t input = subject.inputs[0];
    const tensor read = graph_.tensor_at(input);
    bool is_needed = reads(other, input) || read.is_constant() || read.is_variable;
    for (std::uint32_t i = 0; i < graph_.outputs().size(); ++i) is_needed |= graph_.outputs()[i] == input;
    for (std::size_t i = later; i < count_ && !is_needed; ++i) {
      is_needed = reads(graph_.node_at(order_[i]), input);
    }
    return is_needed ? 0 : size_of(input);
  }
  constexpr std::int64_t size_of(std::int32_t index) const { return graph_.tensor_at(index).size_bytes(); }
  static constexpr std::int64_t larger(std::int64_t a, std::int64_t b) { return a > b ? a : b; }
  static constexpr bool reads(const node& subject, std::int32_t tensor) {
    for (std::uint32_t i = 0; i < subject.inputs.size(); ++i) {
      if (subject.inputs[i] == tensor) return true;
    }
    return false;
  }

  graph graph_;
  std::size_t count_;
  std::int32_t order_[MaxNodes == 0 ? 1 : MaxNodes]{};
  bool differs_ = false;
};

/// The order for a model that loads, Source::bytes.
template <class Source>
struct ordered_nodes {
  static constexpr graph model{Source::bytes};
  static constexpr node_order<static_cast<std::size_t>(model.node_count())> order{model};
};

/// The model in that order.
template <class Source>
class with_ordered_nodes {
  static constexpr written_bytes<Source::bytes.size()> write() {
    written_bytes<Source::bytes.size()> result{};
    ordered_nodes<Source>::order.write(result.values);
    return result;
  }
  static constexpr written_bytes<Source::bytes.size()> written = write();

 public:
  static constexpr byte_view bytes{written.values, sizeof written};
};

}  // namespace mote::optimize

#endif
