// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_OP_LIST_HPP
#define MOTE_OPS_OP_LIST_HPP

#include <type_traits>

#include "mote/ops/node_view.hpp"

namespace mote {

template <class T>
struct type_tag {
  using type = T;
};

namespace detail {

template <builtin_operator Code, class... Ops>
struct find_op {};
template <builtin_operator Code, class First, class... Rest>
struct find_op<Code, First, Rest...>
    : std::conditional_t<First::code == Code, type_tag<First>, find_op<Code, Rest...>> {};

}  // namespace detail

/// A list of operators. Code is made for the operators in the list and no others.
template <class... Ops>
struct op_list {
  /// Calls `use(type_tag<Op>{})` for the operator that runs the node; false if none of the list does.
  template <class Use>
  static constexpr bool visit([[maybe_unused]] const node_view& node, [[maybe_unused]] Use use) {
    return ((node.code() == Ops::code ? (use(type_tag<Ops>{}), true) : false) || ...);
  }

  /// The operator of the list with this code.
  template <builtin_operator Code>
  using find = typename detail::find_op<Code, Ops...>::type;
};

namespace detail {

template <class Op, class = void>
struct shares_memory : std::false_type {};
template <class Op>
struct shares_memory<Op, std::enable_if_t<Op::shares_memory>> : std::true_type {};

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

/// Whether the operator's output is its first input with another shape, in the same memory.
template <class Op>
inline constexpr bool shares_memory_v = detail::shares_memory<Op>::value;

}  // namespace mote

#endif
