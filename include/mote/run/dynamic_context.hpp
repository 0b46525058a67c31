// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_RUN_DYNAMIC_CONTEXT_HPP
#define MOTE_RUN_DYNAMIC_CONTEXT_HPP

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "mote/ops/elements.hpp"
#include "mote/ops/extents.hpp"
#include "mote/ops/op_list.hpp"
#include "mote/run/loader.hpp"
#include "mote/target/activation_format.hpp"

namespace mote {

/// Memory of one subgraph at run time.
struct subgraph_memory {
  std::byte* arena = nullptr;
  const std::uint32_t* offsets = nullptr;  ///< of the subgraph's tensors
  const std::uint32_t* blocks = nullptr;   ///< of the node's own memory

  void* at(std::int32_t tensor) const { return arena + offsets[tensor]; }
};

/// Runs other subgraphs of the interpreter that a context belongs to.
struct subgraph_runner {
  bool (*run)(void* owner, std::int32_t subgraph);  ///< gives whether it ran to its end
  const std::uint32_t* (*offsets_of)(void* owner, std::int32_t subgraph);
  void* owner;
};

/// What an interpreter gives to an operator: everything is read from the model at the time of the call.
class dynamic_context {
 public:
  dynamic_context(const node_view& view, const subgraph_memory& memory, const subgraph_runner& runner)
      : view_(view), memory_(memory), runner_(runner) {}

  const node_view& view() const { return view_; }

  template <class Op>
  auto geometry() const {
    const auto extents = Op::extents(view_);
    return typename Op::template geometry<dynamic_extents<decltype(extents)::count>>{extents};
  }
  template <class Op>
  auto parameters() const {
    return typename Op::parameters(view_);
  }
  template <class Table>
  Table table() const {
    return Table(view_);
  }

  /// Elements of an input. A constant of several bytes an element may lie anywhere in the model. int4 gives
  /// int4_elements.
  template <class T, int Position>
  auto input() const {
    return elements<T>(input_bytes(Position));
  }
  template <class T, int Position = 0>
  T* output() const {
    return static_cast<T*>(memory_.at(view_.output_index(Position)));
  }
  /// A variable tensor among the inputs.
  template <class T, int Position>
  T* variable() const {
    return static_cast<T*>(memory_.at(view_.input_index(Position)));
  }
  /// Memory of the node's own: see op_list.hpp.
  template <class T>
  T* scratch() const {
    return reinterpret_cast<T*>(memory_.arena + memory_.blocks[0]);
  }
  /// Position of the target's kernel that runs the node; Op::unpacked for none.
  template <class Op>
  int kernel_position() const {
    const packed_place place{memory_.blocks[packed_block_v<Op>]};
    return place.is_packed() ? place.kernel() : Op::unpacked;
  }
  /// What was packed for that kernel.
  template <class Op>
  const std::uint32_t* packed_words() const {
    const packed_place place{memory_.blocks[packed_block_v<Op>]};
    return reinterpret_cast<const std::uint32_t*>(memory_.arena + place.offset());
  }
  /// Activations lie between nodes as the model has them.
  template <int Position>
  static constexpr activation_format input_format = activation_format::plain;
  static constexpr activation_format output_format = activation_format::plain;

  template <class Op, class T>
  T* state() const {
    return reinterpret_cast<T*>(memory_.arena + memory_.blocks[state_block_v<Op>]);
  }

  /// Calls `use(k, elements)` for each input from `First` on, or for each output.
  template <class T, int First = 0, class Use>
  void for_each_input(Use use) const {
    for (int k = First; k < view_.input_count(); ++k) use(k, elements<T>(input_bytes(k)));
  }
  template <class T, class Use>
  void for_each_output(Use use) const {
    for (int k = 0; k < view_.output_count(); ++k) {
      use(k, static_cast<T*>(memory_.at(view_.output_index(k))));
    }
  }

  void copy_unless_shared() const {
    const void* from = input_bytes(0);
    auto* to = output<std::byte>();
    if (from != to) std::memcpy(to, from, view_.output().size_bytes());
  }

  /// The memory of the first input takes the value of the second.
  void assign_first_input() const {
    std::memcpy(memory_.at(view_.input_index(0)), input_bytes(1), view_.input(1).size_bytes());
  }

  /// Calls `use(type_tag<T>{})` with the one of Ts that is the type of the tensor's elements.
  template <class... Ts, class Use>
  void visit_input(Use use) const {
    visit<Ts...>(view_.input(0).type, use);
  }
  template <int Position, class... Ts, class Use>
  void visit_input_at(Use use) const {
    if constexpr (Position < node_view::decoded_inputs) {
      visit<Ts...>(view_.input(Position).type, use);
    } else {
      visit<Ts...>(view_.any_input(Position).type, use);
    }
  }
  template <class... Ts, class Use>
  void visit_output(Use use) const {
    visit<Ts...>(view_.output().type, use);
  }
  /// Calls `use(type_tag<element_bytes<N>>{})` for the size N of an input's elements: for operators that move
  /// elements and don't care what they mean.
  template <int Position, class Use>
  void visit_element_size_at(Use use) const {
    visit_size<1, 2, 4, 8>(size_of(view_.any_input(Position).type), use);
  }

  // ---- For operators that run subgraphs

  /// Outputs take the values of the inputs with the same positions.
  void copy_inputs_to_outputs() const {
    for (int k = 0; k < view_.output_count(); ++k) {
      std::memmove(memory_.at(view_.output_index(k)), input_bytes(k), view_.any_output(k).size_bytes());
    }
  }
  /// Callee inputs take the values of the node's inputs from First on.
  template <class Op, int Callee, int First>
  void give_inputs() const {
    const graph callee = view_.owner().subgraph(Op::callee(view_, Callee));
    const std::uint32_t* offsets = runner_.offsets_of(runner_.owner, callee.index());
    for (int k = First; k < view_.input_count(); ++k) {
      const std::int32_t to = callee.inputs()[static_cast<std::uint32_t>(k - First)];
      std::memcpy(memory_.arena + offsets[to], input_bytes(k), callee.tensor_at(to).size_bytes());
    }
  }
  template <class Op, int Callee>
  void give_outputs() const {
    const graph callee = view_.owner().subgraph(Op::callee(view_, Callee));
    const std::uint32_t* offsets = runner_.offsets_of(runner_.owner, callee.index());
    for (int k = 0; k < view_.output_count(); ++k) {
      const std::int32_t to = callee.inputs()[static_cast<std::uint32_t>(k)];
      std::memcpy(memory_.arena + offsets[to], memory_.at(view_.output_index(k)),
                  callee.tensor_at(to).size_bytes());
    }
  }
  /// Runs the callee. False if it didn't come to its end: the operator then has to return.
  template <class Op, int Callee>
  bool call() const {
    return runner_.run(runner_.owner, Op::callee(view_, Callee));
  }
  /// The node's outputs take the values of the callee's.
  template <class Op, int Callee>
  void take_outputs() const {
    const graph callee = view_.owner().subgraph(Op::callee(view_, Callee));
    for (int k = 0; k < view_.output_count(); ++k) {
      std::memcpy(memory_.at(view_.output_index(k)), callee_output(callee, k),
                  view_.any_output(k).size_bytes());
    }
  }
  /// The callee's first output, a bool whose byte may be neither 0 nor 1.
  template <class Op, int Callee>
  bool answer() const {
    unsigned char value = 0;
    const graph callee = view_.owner().subgraph(Op::callee(view_, Callee));
    std::memcpy(&value, callee_output(callee, 0), sizeof value);
    return value != 0;
  }

 private:
  template <class T>
  static auto elements(const void* data) {
    if constexpr (std::is_same_v<T, int4>) {
      return int4_elements(static_cast<const std::int8_t*>(data));
    } else if constexpr (sizeof(T) == 1) {
      return static_cast<const T*>(data);
    } else {
      return unaligned_elements<T>(data);
    }
  }
  template <class... Ts, class Use>
  static void visit(tensor_type type, Use use) {
    static_cast<void>(((type == type_of<Ts> ? (use(type_tag<Ts>{}), true) : false) || ...));
  }
  template <std::size_t... Sizes, class Use>
  static void visit_size(std::uint32_t size, Use use) {
    static_cast<void>(((size == Sizes ? (use(type_tag<element_bytes<Sizes>>{}), true) : false) || ...));
  }
  const void* input_bytes(int position) const {
    if (position < node_view::decoded_inputs) {
      const tensor& input = view_.input(position);
      if (input.is_constant()) return input.data.data();
    } else {
      const tensor input = view_.any_input(position);
      if (input.is_constant()) return input.data.data();
    }
    return memory_.at(view_.input_index(position));
  }
  const void* callee_output(const graph& callee, int position) const {
    const std::int32_t index = callee.outputs()[static_cast<std::uint32_t>(position)];
    return memory_.arena + runner_.offsets_of(runner_.owner, callee.index())[index];
  }

  const node_view& view_;
  const subgraph_memory& memory_;
  const subgraph_runner& runner_;
};

}  // namespace mote

#endif
