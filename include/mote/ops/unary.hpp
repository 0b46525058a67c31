// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_UNARY_HPP
#define MOTE_OPS_UNARY_HPP

#include <cstdint>
#include <type_traits>

#include "mote/config.hpp"
#include "mote/fixed_point.hpp"
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
};

/// input scale / output scale, as float division rounds it.
constexpr real scale_ratio(const node_view& view) {
  return (real(view.input(0).quantization.scale()) / real(view.output().quantization.scale()))
      .rounded_to_float();
}

/// The largest exponent of a multiplier with which no difference of two values of T overflows 32 bits.
template <class T>
inline constexpr int largest_exponent = 30 - 8 * static_cast<int>(sizeof(T));

template <class T>
constexpr bool check_multiplier(node_check& check, quantized_multiplier by) {
  return check.require(by.exponent <= largest_exponent<T>, error::scales_too_far_apart,
                       check.view().output_index(0), by.exponent);
}

/// An operator whose output has the input's shape and type, one of Ts. Function<T> is made of a node_view,
/// takes a T to a T, and checks what else must hold; integers are quantized, those of 16 bits around 0.
template <builtin_operator Code, template <class> class Function, class... Ts>
struct unary : flat_operator {
  static constexpr builtin_operator code = Code;

  static constexpr void check(node_check& check) {
    if (!check.operands(1, 1)) return;
    const operand input = check.input(0);
    const operand output = check.output();
    if (!check.type(input, {type_of<Ts>...}) || !check.same_type(output, input.type)) return;
    bool ok = check.same_shape(input, output);
    if (input.type != tensor_type::float32) {
      const bool symmetric = input.type == tensor_type::int16;
      ok &= symmetric ? check.symmetric(input) : check.quantized(input);
      ok &= symmetric ? check.symmetric(output) : check.quantized(output);
    }
    if (!ok) return;
    static_cast<void>(((input.type == type_of<Ts> ? (Function<Ts>::check(check), true) : false) || ...));
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    context.template visit_input<Ts...>([&](auto tag) {
      using element = typename decltype(tag)::type;
      using function = Function<element>;
      const auto g = context.template geometry<unary>();
      if constexpr (std::is_same_v<element, std::int8_t>) {
        portable::look_up(g, context.template input<element, 0>(),
                          context.template table<function_table<function>>(),
                          context.template output<element>());
      } else {
        portable::transform(g, context.template input<element, 0>(),
                            context.template parameters<prepared<function>>(),
                            context.template output<element>());
      }
    });
  }
};

}  // namespace mote

#endif
