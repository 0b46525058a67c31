// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_RUN_DYNAMIC_CONTEXT_HPP
#define MOTE_RUN_DYNAMIC_CONTEXT_HPP

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "mote/ops/extents.hpp"
#include "mote/ops/op_list.hpp"

namespace mote {

/// Elements in a model's bytes or in the arena, read at any alignment.
template <class T>
class unaligned_elements {
 public:
  explicit unaligned_elements(const void* data) : data_(static_cast<const char*>(data)) {}

  T operator[](std::int32_t index) const {
    T value;
    std::memcpy(&value, data_ + static_cast<std::ptrdiff_t>(index) * static_cast<std::ptrdiff_t>(sizeof(T)),
                sizeof(T));
    return value;
  }

 private:
  const char* data_;
};

/// What an interpreter gives to an operator: everything is read from the model at the time of the call.
class dynamic_context {
 public:
  dynamic_context(const node_view& view, std::byte* arena, const std::uint32_t* offsets)
      : view_(view), arena_(arena), offsets_(offsets) {}

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

  /// Elements of an input. A constant of several bytes an element may lie anywhere in the model.
  template <class T, int Position>
  auto input() const {
    const void* data = input_bytes(Position);
    if constexpr (sizeof(T) == 1) {
      return static_cast<const T*>(data);
    } else {
      return unaligned_elements<T>(data);
    }
  }
  template <class T, int Position = 0>
  T* output() const {
    return reinterpret_cast<T*>(arena_ + offsets_[view_.output_index(Position)]);
  }

  void copy_unless_shared() const {
    const void* from = input_bytes(0);
    auto* to = output<std::byte>();
    if (from != to) std::memcpy(to, from, view_.output().size_bytes());
  }

  template <class... Ts, class Use>
  void visit_input(Use use) const {
    visit<Ts...>(view_.input(0).type, use);
  }
  template <class... Ts, class Use>
  void visit_output(Use use) const {
    visit<Ts...>(view_.output().type, use);
  }

 private:
  template <class... Ts, class Use>
  static void visit(tensor_type type, Use use) {
    static_cast<void>(((type == type_of<Ts> ? (use(type_tag<Ts>{}), true) : false) || ...));
  }
  const void* input_bytes(int position) const {
    const tensor& input = view_.input(position);
    if (input.is_constant()) return input.data.data();
    return arena_ + offsets_[view_.input_index(position)];
  }

  const node_view& view_;
  std::byte* arena_;
  const std::uint32_t* offsets_;
};

}  // namespace mote

#endif
