// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_ARITHMETIC_HPP
#define MOTE_OPS_ARITHMETIC_HPP

#include "mote/fixed_point.hpp"
#include "mote/ops/activation.hpp"
#include "mote/ops/elementwise.hpp"
#include "mote/ops/op_list.hpp"

// What the operators of arithmetic on two inputs have in common.

namespace mote {

/// Whether elements of type T stand for reals by a scale and a zero point.
template <class T>
inline constexpr bool is_quantized_v = sizeof(T) < 4;

/// float32, and int32: Combine, made from the node, of two values, then the range of the fused activation.
template <class T, class Combine, class Options>
struct activated {
  Combine combine;
  value_stage<T> stage;

  constexpr explicit activated(const node_view& view)
      : combine(view), stage(value_stage_of<T>(view, Options::activation)) {}

  constexpr T operator()(T a, T b) const { return stage(combine(a, b)); }
};

/// Base of ADD, SUB, MUL, DIV and SQUARED_DIFFERENCE. Op::function<T> of a quantized type tells by in_range()
/// whether its scales are near enough to each other.
template <class Op, class... Ts>
struct arithmetic : binary_elementwise<Op, Ts...> {
  static constexpr void check(node_check& check) {
    if (!arithmetic::check_operands(check)) return;
    bool ok = check_quantization(check, check.input(0));
    ok &= check_quantization(check, check.input(1));
    ok &= check_quantization(check, check.output());
    if constexpr (Op::has_activation) ok &= check_activation(check, Op::options::activation);
    if (!ok) return;
    static_cast<void>(((check.output().type == type_of<Ts> ? check_scales<Ts>(check) : false) || ...));
  }

 private:
  template <class T>
  static constexpr bool check_scales(node_check& check) {
    if constexpr (is_quantized_v<T>) {
      check.require(typename Op::template function<T>(check.view()).in_range(), error::scales_too_far_apart,
                    check.view().output_index(0));
    }
    return true;
  }
};

}  // namespace mote

#endif
