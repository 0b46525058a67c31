// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_UNARY_HPP
#define MOTE_OPS_UNARY_HPP

#include <cstdint>
#include <initializer_list>
#include <type_traits>

#include "mote/config.hpp"
#include "mote/ops/extents.hpp"
#include "mote/ops/node_view.hpp"

// Element by element operators of one input.
//
// Each is a function object, made of a node, that takes an element to an element. A function of int8 has but
// 256 values: a static model has them as a table, an interpreter makes the table where that saves calls.

namespace mote {

template <class Extents>
struct flat_geometry : Extents {
  constexpr std::int32_t size() const { return this->template get<0>(); }
};

/// The values of a function of int8, that of `i - 128` at index i.
template <class Function>
class function_table {
 public:
  using value_type = std::int8_t;
  static constexpr std::int32_t lowest = -128;

  constexpr explicit function_table(const node_view& view) : function_(view) {}

  static constexpr std::int32_t size() { return 256; }
  constexpr std::int8_t operator[](std::int32_t index) const {
    return function_(static_cast<std::int8_t>(index + lowest));
  }
  constexpr const Function& function() const { return function_; }

 private:
  Function function_;
};

namespace portable {

/// output[i] = function(input[i]) for i < size. Output may be input.
///
/// The function is an object of a named type, never a lambda: equal layers then share the kernel.
template <class Geometry, class Input, class Function, class Output>
MOTE_NOINLINE constexpr void transform(const Geometry& g, const Input& input, const Function& function,
                                       Output* output) {
  for (std::int32_t i = 0; i < g.size(); ++i) output[i] = function(input[i]);
}

/// output[i] = table[input[i] + 128] for i < size.
template <class Geometry>
MOTE_NOINLINE constexpr void look_up(const Geometry& g, const std::int8_t* input, const std::int8_t* table,
                                     std::int8_t* output) {
  for (std::int32_t i = 0; i < g.size(); ++i) output[i] = table[input[i] + 128];
}

/// The same with a table that does not exist yet: it is worth 256 calls and bytes of stack for larger tensors
/// only.
template <class Geometry, class Function>
constexpr void look_up(const Geometry& g, const std::int8_t* input, const function_table<Function>& table,
                       std::int8_t* output) {
  constexpr std::int32_t size = function_table<Function>::size();
  if (g.size() <= size) return transform(g, input, table.function(), output);
  std::int8_t values[size]{};
  for (std::int32_t i = 0; i < size; ++i) values[i] = static_cast<std::int8_t>(i - 128);
  const flat_geometry<dynamic_extents<1>> all{{{size}}};
  transform(all, static_cast<const std::int8_t*>(values), table.function(), values);
  look_up(g, input, static_cast<const std::int8_t*>(values), output);
}

}  // namespace portable

/// Makes a function object of a node the parameters of an operator.
template <class Function>
struct prepared {
  using parameters = Function;
};

/// A function object without data.
struct stateless {
  constexpr stateless() = default;
  constexpr explicit stateless(const node_view& /*view*/) {}
  static constexpr void check(node_check& /*check*/) {}
};

/// Gives a function of floats the form that `unary` asks for.
template <class Function>
struct only {
  template <class /*T*/>
  using function = Function;
};

/// Base of the operators that take each element to an element of the same place.
struct flat_operator {
  template <class Extents>
  using geometry = flat_geometry<Extents>;

  static constexpr dynamic_extents<1> extents(const node_view& view) {
    return {{view.input(0).shape.element_count()}};
  }

 protected:
  /// The output has the input's shape and type, one of those; integers are quantized, int16 around 0.
  MOTE_NOINLINE static constexpr bool check_alike(node_check& check,
                                                  std::initializer_list<tensor_type> types) {
    if (!check.operands(1, 1)) return false;
    const operand input = check.input(0);
    const operand output = check.output();
    if (!check.type(input, types) || !check.same_type(output, input.type)) return false;
    bool ok = check.same_shape(input, output);
    if (input.type == tensor_type::float32) return ok;
    for (const operand& subject : {input, output}) {
      ok &= input.type == tensor_type::int16 ? check.symmetric(subject) : check.quantized(subject);
    }
    return ok;
  }
};

/// An operator on elements of one of the types Ts. Function<T> is made of a node_view, takes a T to a T, and
/// checks what it needs beyond check_alike.
template <builtin_operator Code, template <class> class Function, class... Ts>
struct unary : flat_operator {
  static constexpr builtin_operator code = Code;

  static constexpr void check(node_check& check) {
    if (!check_alike(check, {type_of<Ts>...})) return;
    const tensor_type type = check.input(0).type;
    static_cast<void>(((type == type_of<Ts> ? (Function<Ts>::check(check), true) : false) || ...));
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    context.template visit_input<Ts...>([&](auto tag) { run_on<typename decltype(tag)::type>(context); });
  }

 private:
  template <class T, class Context>
  static constexpr void run_on(const Context& context) {
    const auto g = context.template geometry<unary>();
    const auto input = context.template input<T, 0>();
    T* output = context.template output<T>();
    if constexpr (std::is_same_v<T, std::int8_t>) {
      portable::look_up(g, input, context.template table<function_table<Function<T>>>(), output);
    } else {
      portable::transform(g, input, context.template parameters<prepared<Function<T>>>(), output);
    }
  }
};

}  // namespace mote

#endif
