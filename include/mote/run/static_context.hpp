// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_RUN_STATIC_CONTEXT_HPP
#define MOTE_RUN_STATIC_CONTEXT_HPP

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>

#include "mote/ops/elements.hpp"
#include "mote/ops/extents.hpp"
#include "mote/ops/op_list.hpp"
#include "mote/run/constant_check.hpp"
#include "mote/run/run_control.hpp"
#include "mote/target/activation_format.hpp"
#include "mote/target/kernel_constants.hpp"

namespace mote {
namespace detail {

/// An array for constants. In constant expressions a plain array costs compilers half the time and memory
/// that one behind std::array's access functions does.
///
/// Such an array is made by a named function: GCC evaluates a lambda that is called where it stands twice.
template <class T, std::size_t Size>
struct constants {
  T values[Size];
};

template <class T>
struct constant_element {
  static constexpr T load(const flatbuffer::vector<char>& data, std::size_t index) {
    return data.template load_as<T>(static_cast<std::uint32_t>(index));
  }
};
template <std::size_t Size>
struct constant_element<element_bytes<Size>> {
  static constexpr element_bytes<Size> load(const flatbuffer::vector<char>& data, std::size_t index) {
    element_bytes<Size> element{};
    for (std::size_t i = 0; i < Size; ++i) {
      element.bytes[i] = static_cast<unsigned char>(data[static_cast<std::uint32_t>(index * Size + i)]);
    }
    return element;
  }
};

/// A constant tensor as an aligned array of its own. The model's bytes are then not part of the program.
template <class Net, std::int32_t Tensor, class T>
struct constant_array {
  static constexpr std::size_t size = Net::graph.tensor_at(Tensor).data.size() / sizeof(T);
  static constexpr constants<T, size> make() {
    constants<T, size> result{};
    const auto data = Net::graph.tensor_at(Tensor).data;
    if constexpr (std::is_integral_v<T> && sizeof(T) == 1) {
      // Weights are most of a model, and the steps of this loop most of what its compilation costs.
      const char* from = data.data();
      for (std::size_t i = 0; i < size; ++i) result.values[i] = static_cast<T>(from[i]);
    } else {
      for (std::size_t i = 0; i < size; ++i) result.values[i] = constant_element<T>::load(data, i);
    }
    return result;
  }
  alignas(8) static constexpr constants<T, size> array = make();
};

/// A table of a node, computed by the compiler.
template <class Net, std::int32_t Node, class Table>
struct constant_table {
  static constexpr Table source = Table(Net::template view<Node>);
  static constexpr auto size = static_cast<std::size_t>(source.size());
  static constexpr constants<typename Table::value_type, size> make() {
    constants<typename Table::value_type, size> result{};
    for (std::size_t i = 0; i < size; ++i) result.values[i] = source[static_cast<std::int32_t>(i)];
    return result;
  }
  static constexpr constants<typename Table::value_type, size> array = make();
};

/// The constants of a node in the order in which a target's kernel reads them.
template <class Net, std::int32_t Node, class Kernel, activation_format Out>
struct packed_constants {
  static constexpr std::uint32_t size = Kernel::packed_words(Net::template view<Node>);
  static constexpr constants<std::uint32_t, size> make() {
    constants<std::uint32_t, size> result{};
    if constexpr (std::is_invocable_v<decltype(Kernel::pack), const node_view&, std::uint32_t*,
                                      activation_format>) {
      Kernel::pack(Net::template view<Node>, result.values, Out);
    } else {
      Kernel::pack(Net::template view<Node>, result.values);
    }
    return result;
  }
  alignas(8) static constexpr constants<std::uint32_t, size> array = make();
};

/// The same array in initialized data, which start-up code copies from flash into RAM. Nobody writes it, but
/// it isn't const: that would leave it in flash, and so would Clang if it weren't "used".
template <class Constants>
struct constants_copy {
  alignas(8) [[gnu::used]] static inline auto array = Constants::array;
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

/// Calls `use(integral_constant<int, First>)` up to Last, excluded.
template <int First, class Use, int... I>
constexpr void unroll([[maybe_unused]] Use use, std::integer_sequence<int, I...>) {
  (use(std::integral_constant<int, First + I>{}), ...);
}
template <int First, int Last, class Use>
constexpr void unroll(Use use) {
  unroll<First>(use, std::make_integer_sequence<int, (First < Last ? Last - First : 0)>{});
}

}  // namespace detail

/// What a static model gives to an operator: sizes, parameters and constants are known to the compiler, and
/// only those that a kernel asks for become part of the program.
///
/// Net is one subgraph of a model; Runner runs others of the same model.
template <class Net, std::int32_t Node, class Runner>
class static_context {
 public:
  static_context(std::byte* arena, const Runner& runner) : arena_(arena), runner_(runner) {}

  constexpr const node_view& view() const { return node; }

  /// Which of a target's kernels runs the node, and the formats of its activations.
  static constexpr int kernel_position = Net::choice(Net::template view<Node>.output_index(0)).kernel;
  template <int Position>
  static constexpr activation_format input_format =
      Net::choice(Net::template view<Node>.input_index(Position)).format;
  static constexpr activation_format output_format =
      Net::choice(Net::template view<Node>.output_index(0)).format;
  /// A pointer to the constants, or kernel_constants.
  template <class Kernel>
  constexpr auto packed() const {
    using packed = detail::packed_constants<Net, Node, Kernel, output_format>;
    constexpr bool is_in_ram = Runner::template has_packed_in_ram<Net, Node>();
    if constexpr (is_in_ram && packed::size >= kernel_constants::header_words) {
      return kernel_constants(constants<packed, true>(), packed::array.values);
    } else {
      return constants<packed, is_in_ram>();
    }
  }

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
    return constants<detail::constant_table<Net, Node, Table>>();
  }

  /// Elements of an input: a pointer, or int4_elements.
  template <class T, int Position>
  constexpr auto input() const {
    constexpr std::int32_t index = node.input_index(Position);
    if constexpr (std::is_same_v<T, int4>) {
      return int4_elements(constants<detail::constant_array<Net, index, std::int8_t>>());
    } else if constexpr (Net::graph.tensor_at(index).is_constant()) {
      return constants<detail::constant_array<Net, index, T>>();
    } else {
      return reinterpret_cast<const T*>(arena_ + Net::offset(index));
    }
  }
  template <class T, int Position = 0>
  T* output() const {
    return reinterpret_cast<T*>(arena_ + Net::offset(node.output_index(Position)));
  }
  template <class T, int Position>
  T* variable() const {
    return reinterpret_cast<T*>(arena_ + Net::offset(node.input_index(Position)));
  }
  template <class T>
  T* scratch() const {
    return reinterpret_cast<T*>(arena_ + Net::block_offset(Node, 0));
  }
  template <class Op, class T>
  T* state() const {
    return reinterpret_cast<T*>(arena_ + Net::block_offset(Node, state_block_v<Op>));
  }

  template <class T, int First = 0, class Use>
  void for_each_input(Use use) const {
    detail::unroll<First, node.input_count()>([&](auto k) { use(k, input<T, decltype(k)::value>()); });
  }
  template <class T, class Use>
  void for_each_output(Use use) const {
    detail::unroll<0, node.output_count()>([&](auto k) { use(k, output<T, decltype(k)::value>()); });
  }

  void copy_unless_shared() const {
    if constexpr (Net::offset(node.input_index(0)) != Net::offset(node.output_index(0))) {
      using element = element_bytes<size_of(node.output().type)>;
      std::memcpy(output<element>(), input<element, 0>(), node.output().size_bytes());
    }
  }

  void assign_first_input() const {
    using element = element_bytes<size_of(node.input(1).type)>;
    std::memcpy(arena_ + Net::offset(node.input_index(0)), input<element, 1>(), node.input(1).size_bytes());
  }

  template <class... Ts, class Use>
  void visit_input(Use use) const {
    visit<node.input(0).type, Ts...>(use);
  }
  template <int Position, class... Ts, class Use>
  void visit_input_at(Use use) const {
    visit<node.any_input(Position).type, Ts...>(use);
  }
  template <class... Ts, class Use>
  void visit_output(Use use) const {
    visit<node.output().type, Ts...>(use);
  }
  template <int Position, class Use>
  void visit_element_size_at(Use use) const {
    use(type_tag<element_bytes<size_of(node.any_input(Position).type)>>{});
  }

  void copy_inputs_to_outputs() const {
    detail::unroll<0, node.output_count()>([&](auto k) {
      constexpr int position = decltype(k)::value;
      std::memmove(output<char, position>(), input<char, position>(), node.any_output(position).size_bytes());
    });
  }
  template <class Op, int Callee, int First>
  void give_inputs() const {
    using callee = typename Net::template other<Op::callee(node, Callee)>;
    detail::unroll<First, node.input_count()>([&](auto k) {
      constexpr int position = decltype(k)::value;
      constexpr std::int32_t to = callee::graph.inputs()[position - First];
      std::memcpy(arena_ + callee::offset(to), input<char, position>(),
                  callee::graph.tensor_at(to).size_bytes());
    });
  }
  template <class Op, int Callee>
  void give_outputs() const {
    using callee = typename Net::template other<Op::callee(node, Callee)>;
    detail::unroll<0, node.output_count()>([&](auto k) {
      constexpr int position = decltype(k)::value;
      constexpr std::int32_t to = callee::graph.inputs()[position];
      std::memcpy(arena_ + callee::offset(to), output<char, position>(),
                  callee::graph.tensor_at(to).size_bytes());
    });
  }
  template <class Op, int Callee>
  bool call() const {
    return runner_.template call<Op::callee(node, Callee)>();
  }
  template <class Op, int Callee>
  void take_outputs() const {
    using callee = typename Net::template other<Op::callee(node, Callee)>;
    detail::unroll<0, node.output_count()>([&](auto k) {
      constexpr int position = decltype(k)::value;
      std::memcpy(output<char, position>(), arena_ + callee::offset(callee::graph.outputs()[position]),
                  node.any_output(position).size_bytes());
    });
  }
  template <class Op, int Callee>
  bool answer() const {
    using callee = typename Net::template other<Op::callee(node, Callee)>;
    unsigned char value = 0;
    std::memcpy(&value, arena_ + callee::offset(callee::graph.outputs()[0]), sizeof value);
    return value != 0;
  }

 private:
  static constexpr const node_view& node = Net::template view<Node>;

  /// The elements of an array of constants, which an observer may want to be checked.
  template <class Constants, bool IsInRam = Runner::has_constants_in_ram>
  constexpr const auto* constants() const {
    using in_memory = std::conditional_t<IsInRam, detail::constants_copy<Constants>, Constants>;
    if constexpr (Runner::verifies_constants) {
      if (!detail::is_intact<Constants>(in_memory::array.values)) {
        runner_.control.end(run_status::constants_damaged);
      }
    }
    return std::as_const(in_memory::array).values;
  }

  template <tensor_type Type, class... Ts, class Use>
  static void visit(Use use) {
    static_assert(((Type == type_of<Ts>) || ...),
                  "mote: an operator's check admits a type that it can't run");
    use(type_tag<element_t<Type>>{});
  }

  std::byte* arena_;
  const Runner& runner_;
};

}  // namespace mote

#endif
