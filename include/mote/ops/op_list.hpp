// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_OP_LIST_HPP
#define MOTE_OPS_OP_LIST_HPP

#include <cstdint>
#include <type_traits>

#include "mote/ops/node_view.hpp"

// What an operator is, and lists of operators.
//
// An operator is a struct with
//   code                          the builtin_operator that it runs; builtin_operator::custom, together with
//   custom_code                   the custom operator's name, a const char*
//   check(node_check&)            all that must hold of a node; what it doesn't refuse is safe to run
//   run(context)                  one run of the node, on a static_context or a dynamic_context
// and, where it needs them,
//   shares_memory = true          the output is the first input with another shape, in the same memory
//   scratch_bytes(node_view)      memory for the time of run: context.scratch<T>()
//   state_bytes(node_view)        memory that lasts from one invoke to the next, zero at first and after a
//                                 reset: context.state<T>()
//   is_packed = true              behind an interpreter, the node may run on constants that are packed once,
//                                 by a load: see with_packed_kernels
//   callees, callee(node_view, k) the number of subgraphs that it runs, and the index of each
//   variable                      what it does to a resource variable: declare, read or assign
// A static model calls these functions in constant expressions.

namespace mote {

template <class T>
struct type_tag {
  using type = T;
};

/// What an operator does to a resource variable. The handle is the first output of `declare` and the first
/// input of the others.
enum class variable_use : std::uint8_t { nothing, declare, read, assign };

namespace detail {

template <class Op, class = void>
struct shares_memory : std::false_type {};
template <class Op>
struct shares_memory<Op, std::enable_if_t<Op::shares_memory>> : std::true_type {};

template <class Op, class = void>
struct has_scratch : std::false_type {};
template <class Op>
struct has_scratch<Op, std::void_t<decltype(Op::scratch_bytes(std::declval<const node_view&>()))>>
    : std::true_type {};

template <class Op, class = void>
struct has_state : std::false_type {};
template <class Op>
struct has_state<Op, std::void_t<decltype(Op::state_bytes(std::declval<const node_view&>()))>>
    : std::true_type {};

template <class Op, class = void>
struct is_packed : std::false_type {};
template <class Op>
struct is_packed<Op, std::enable_if_t<Op::is_packed>> : std::true_type {};

template <class Op, class = void>
struct callees : std::integral_constant<int, 0> {};
template <class Op>
struct callees<Op, std::enable_if_t<(Op::callees > 0)>> : std::integral_constant<int, Op::callees> {};

template <class Op, class = void>
struct use_of_variable : std::integral_constant<variable_use, variable_use::nothing> {};
template <class Op>
struct use_of_variable<Op, std::enable_if_t<Op::variable != variable_use::nothing>>
    : std::integral_constant<variable_use, Op::variable> {};

template <class Op>
constexpr bool runs(builtin_operator code, const flatbuffer::vector<char>& custom_code) {
  if (code != Op::code) return false;
  if constexpr (Op::code == builtin_operator::custom) {
    const char* name = Op::custom_code;
    for (std::uint32_t i = 0; i < custom_code.size(); ++i, ++name) {
      if (*name == '\0' || *name != custom_code[i]) return false;
    }
    return *name == '\0';
  } else {
    return true;
  }
}

template <const node_view& Node, class... Ops>
struct find_op {};
template <const node_view& Node, class First, class... Rest>
struct find_op<Node, First, Rest...> : std::conditional_t<runs<First>(Node.code(), Node.custom_code()),
                                                          type_tag<First>, find_op<Node, Rest...>> {};

}  // namespace detail

template <class Op>
inline constexpr bool shares_memory_v = detail::shares_memory<Op>::value;
template <class Op>
inline constexpr bool has_scratch_v = detail::has_scratch<Op>::value;
template <class Op>
inline constexpr bool has_state_v = detail::has_state<Op>::value;
template <class Op>
inline constexpr bool is_packed_v = detail::is_packed<Op>::value;
template <class Op>
inline constexpr int callees_v = detail::callees<Op>::value;
template <class Op>
inline constexpr variable_use variable_use_v = detail::use_of_variable<Op>::value;

/// Blocks of memory of an operator's own: first the scratch, which also holds the subgraphs that it runs,
/// then the state, then packed constants.
template <class Op>
inline constexpr int state_block_v = has_scratch_v<Op> || callees_v<Op> != 0 || is_packed_v<Op> ? 1 : 0;
template <class Op>
inline constexpr int packed_block_v = state_block_v<Op> + (has_state_v<Op> ? 1 : 0);
template <class Op>
inline constexpr int blocks_v = packed_block_v<Op> + (is_packed_v<Op> ? 1 : 0);

/// A list of operators. Code is made for the operators in the list and no others.
template <class... Ops>
struct op_list {
  static constexpr bool has_callees = ((callees_v<Ops> > 0) || ...);
  static constexpr bool has_packed = (is_packed_v<Ops> || ...);
  static constexpr bool has_variables = ((variable_use_v<Ops> != variable_use::nothing) || ...);

  /// Calls `use(type_tag<Op>{})` for the operator that runs the node; false if none of the list does.
  template <class Use>
  static constexpr bool visit(const node_view& node, Use use) {
    return visit(node.code(), node.custom_code(), use);
  }
  template <class Use>
  static constexpr bool visit(const node& node, Use use) {
    return visit(node.code, node.custom_code, use);
  }

  /// The operator of the list that runs the node.
  template <const node_view& Node>
  using find = typename detail::find_op<Node, Ops...>::type;

 private:
  template <class Use>
  static constexpr bool visit([[maybe_unused]] builtin_operator code,
                              [[maybe_unused]] const flatbuffer::vector<char>& custom_code,
                              [[maybe_unused]] Use use) {
    return ((detail::runs<Ops>(code, custom_code) ? (use(type_tag<Ops>{}), true) : false) || ...);
  }
};

namespace detail {

template <class... Lists>
struct concatenated;
template <class... Ops>
struct concatenated<op_list<Ops...>> {
  using type = op_list<Ops...>;
};
template <class... Ops, class... More, class... Rest>
struct concatenated<op_list<Ops...>, op_list<More...>, Rest...>
    : concatenated<op_list<Ops..., More...>, Rest...> {};

}  // namespace detail

}  // namespace mote

#endif
