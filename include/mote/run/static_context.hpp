// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_RUN_STATIC_CONTEXT_HPP
#define MOTE_RUN_STATIC_CONTEXT_HPP

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>

#include "mote/ops/extents.hpp"
#include "mote/ops/op_list.hpp"

namespace mote {
namespace detail {

/// An array for constants. In constant expressions a plain array costs compilers half the time and memory
/// that one behind std::array's access functions does.
template <class T, std::size_t Size>
struct constants {
  T values[Size];
};

/// A constant tensor as an aligned array of its own. The model's bytes are then not part of the program.
template <class Net, std::int32_t Tensor, class T>
struct constant_array {
  static constexpr std::size_t size = Net::graph.tensor_at(Tensor).data.size() / sizeof(T);
  alignas(8) static constexpr constants<T, size> array = [] {
    constants<T, size> result{};
    const auto data = Net::graph.tensor_at(Tensor).data;
    if constexpr (sizeof(T) == 1) {
      // Weights are most of a model, and the steps of this loop most of what its compilation costs.
      const char* from = data.data();
      for (std::size_t i = 0; i < size; ++i) result.values[i] = static_cast<T>(from[i]);
    } else {
      for (std::size_t i = 0; i < size; ++i) {
        result.values[i] = data.template load_as<T>(static_cast<std::uint32_t>(i));
      }
    }
    return result;
  }();
};

/// A table of a node, computed by the compiler.
template <class Net, std::int32_t Node, class Table>
struct constant_table {
  static constexpr Table source = Table(Net::template view<Node>);
  static constexpr auto size = static_cast<std::size_t>(source.size());
  static constexpr constants<typename Table::value_type, size> array = [] {
    constants<typename Table::value_type, size> result{};
    for (std::size_t i = 0; i < size; ++i) result.values[i] = source[static_cast<std::int32_t>(i)];
    return result;
  }();
};

template <class Net, std::int32_t Node, class Op>
struct constant_parameters {
  static constexpr typename Op::parameters value = typename Op::parameters(Net::template view<Node>);
};

template <class Net, std::int32_t Node, class Op>
struct constant_geometry {
  static constexpr auto extents = Op::extents(Net::template view<Node>);
  template <std::size_t... I>
  static typename Op::template geometry<static_extents<extents.values[I]...>> fix(std::index_sequence<I...>);
  using type = decltype(fix(std::make_index_sequence<decltype(extents)::count>{}));
};

}  // namespace detail

/// What a static model gives to an operator: sizes, parameters and constants are known to the compiler, and
/// only those that a kernel asks for become part of the program.
template <class Net, std::int32_t Node>
class static_context {
 public:
  explicit static_context(std::byte* arena) : arena_(arena) {}

  template <class Op>
  constexpr auto geometry() const {
    return typename detail::constant_geometry<Net, Node, Op>::type{};
  }
  template <class Op>
  constexpr const auto& parameters() const {
    return detail::constant_parameters<Net, Node, Op>::value;
  }
  template <class Table>
  constexpr const auto* table() const {
    return detail::constant_table<Net, Node, Table>::array.values;
  }

  template <class T, int Position>
  constexpr const T* input() const {
    constexpr std::int32_t index = view.input_index(Position);
    if constexpr (Net::graph.tensor_at(index).is_constant()) {
      return detail::constant_array<Net, index, T>::array.values;
    } else {
      return reinterpret_cast<const T*>(arena_ + Net::plan.offsets[index]);
    }
  }
  template <class T, int Position = 0>
  T* output() const {
    return reinterpret_cast<T*>(arena_ + Net::plan.offsets[view.output_index(Position)]);
  }

  void copy_unless_shared() const {
    constexpr std::int32_t from = view.input_index(0);
    constexpr std::int32_t to = view.output_index(0);
    if constexpr (Net::plan.offsets[from] != Net::plan.offsets[to]) {
      using element = element_t<view.output().type>;
      std::memcpy(output<element>(), input<element, 0>(), view.output().size_bytes());
    }
  }

  template <class... Ts, class Use>
  void visit_input(Use use) const {
    visit<view.input(0).type, Ts...>(use);
  }
  template <class... Ts, class Use>
  void visit_output(Use use) const {
    visit<view.output().type, Ts...>(use);
  }

 private:
  static constexpr const node_view& view = Net::template view<Node>;

  template <tensor_type Type, class... Ts, class Use>
  static void visit(Use use) {
    static_assert(((Type == type_of<Ts>) || ...),
                  "mote: an operator's check admits a type that it can't run");
    use(type_tag<element_t<Type>>{});
  }

  std::byte* arena_;
};

}  // namespace mote

#endif
