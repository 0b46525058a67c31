// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_RUN_ELEMENT_TYPES_HPP
#define MOTE_RUN_ELEMENT_TYPES_HPP

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "mote/ops/op_list.hpp"
#include "mote/run/dynamic_context.hpp"

namespace mote {

/// Option of an interpreter: the types that the elements of tensors may have, such as std::int8_t. No code is
/// made for others, and a node with a tensor of another type is refused with error::unsupported_type.
/// std::int32_t is always one of them, as biases, shapes and indices have it, and so are the handles of
/// resource variables. IF and WHILE need bool, weights of 4 bits mote::int4 beside std::int8_t.
template <class... Ts>
struct element_types {
  static constexpr bool has(tensor_type type) {
    return type == tensor_type::int32 || type == tensor_type::resource || ((type == type_of<Ts>) || ...);
  }
  template <class T>
  static constexpr bool has_v = std::is_same_v<T, std::int32_t> || (std::is_same_v<T, Ts> || ...);
  static constexpr bool has_size(std::size_t size) {
    return size == sizeof(std::int32_t) || ((size == size_of(type_of<Ts>)) || ...);
  }
};

namespace detail {

/// A context of nodes whose tensors have some types only.
template <class Types>
class limited_context : public dynamic_context {
 public:
  explicit limited_context(const dynamic_context& context) : dynamic_context(context) {}

  template <class... Ts, class Use>
  void visit_input(Use use) const {
    dynamic_context::visit_input<Ts...>(of_types(use));
  }
  template <int Position, class... Ts, class Use>
  void visit_input_at(Use use) const {
    dynamic_context::visit_input_at<Position, Ts...>(of_types(use));
  }
  template <class... Ts, class Use>
  void visit_output(Use use) const {
    dynamic_context::visit_output<Ts...>(of_types(use));
  }
  template <int Position, class Use>
  void visit_element_size_at(Use use) const {
    dynamic_context::visit_element_size_at<Position>([&]([[maybe_unused]] auto tag) {
      if constexpr (Types::has_size(sizeof(typename decltype(tag)::type))) use(tag);
    });
  }

 private:
  template <class Use>
  static auto of_types(Use& use) {
    return [&use]([[maybe_unused]] auto tag) {
      if constexpr (Types::template has_v<typename decltype(tag)::type>) use(tag);
    };
  }
};

/// An operator for tensors of some types only.
template <class Op, class Types>
struct limited_op : Op {
  static constexpr void check(node_check& check) {
    const node_view& view = check.view();
    bool ok = true;
    for (int k = 0; k < view.input_count(); ++k) {
      if (view.has_input(k)) ok &= has_listed_type(check, check.any_input(k));
    }
    for (int k = 0; k < view.output_count(); ++k) ok &= has_listed_type(check, check.any_output(k));
    if (ok) Op::check(check);
  }

  static void run(const dynamic_context& context) { Op::run(limited_context<Types>(context)); }

 private:
  static constexpr bool has_listed_type(node_check& check, const operand& subject) {
    return check.require(Types::has(subject.type), error::unsupported_type, subject.index,
                         static_cast<std::int64_t>(subject.type));
  }
};

template <class List, class Types>
struct list_of_types;
template <class... Ops>
struct list_of_types<op_list<Ops...>, void> {
  using type = op_list<Ops...>;
};
template <class... Ops, class... Ts>
struct list_of_types<op_list<Ops...>, element_types<Ts...>> {
  using type = op_list<limited_op<Ops, element_types<Ts...>>...>;
};

/// The last of the options that is an element_types, or void.
template <class... Options>
struct selected_types {
  using type = void;
};
template <class... Ts, class... Rest>
struct selected_types<element_types<Ts...>, Rest...> {
  using later = typename selected_types<Rest...>::type;
  using type = std::conditional_t<std::is_void_v<later>, element_types<Ts...>, later>;
};
template <class Other, class... Rest>
struct selected_types<Other, Rest...> : selected_types<Rest...> {};

}  // namespace detail
}  // namespace mote

#endif
