// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_ARITHMETIC_HPP
#define MOTE_OPS_ARITHMETIC_HPP

#include <cstdint>
#include <type_traits>

#include "mote/fixed_point.hpp"
#include "mote/ops/activation.hpp"
#include "mote/ops/elementwise.hpp"
#include "mote/ops/op_list.hpp"
#include "mote/ops/scaled_inputs.hpp"

// What the operators of arithmetic on two inputs have in common.

namespace mote {

/// Whether elements of type T stand for reals by a scale and a zero point.
template <class T>
inline constexpr bool is_quantized_v = sizeof(T) < 4;

/// float32, and int32 modulo 2^32: Combine of two values, then the range of the fused activation.
template <class T, class Combine, class Options>
struct activated {
  value_stage<T> stage;

  constexpr explicit activated(const node_view& view) : stage(value_stage_of<T>(view, Options::activation)) {}

  constexpr T operator()(T a, T b) const { return stage(Combine{}(a, b)); }
};

/// Scales of ADD and SUB.
struct sum_scales {
  scaled_inputs inputs;
  quantized_multiplier output_multiplier;
  output_stage stage;

  constexpr sum_scales(const node_view& view, int left_shift, unsigned activation_field,
                       scale_arithmetic arithmetic)
      : inputs(on_common_scale(view, arithmetic)), stage(output_stage_of(view, activation_field)) {
    const real ratio = largest_scale(view) / real(view.output().quantization.scale());
    output_multiplier = rounded(ratio.times_power_of_two(1 - left_shift), arithmetic).quantized();
  }

  constexpr bool in_range() const { return output_multiplier.exponent <= 30; }
};

/// a + Sign * b of int8 or int16. Both are brought to the scale 2 * max(scales) / 2^left_shift, added, and
/// scaled to the output. Source: reference_integer_ops::AddElementwise, reference_ops::SubElementwise.
template <class T, int Sign, class Options, scale_arithmetic Arithmetic = scale_arithmetic::in_double>
struct quantized_sum : sum_scales {
  static constexpr int left_shift = sizeof(T) == 1 ? 20 : 15;

  constexpr explicit quantized_sum(const node_view& view)
      : sum_scales(view, left_shift, Options::activation, Arithmetic) {}

  constexpr T operator()(std::int32_t a, std::int32_t b) const {
    const std::int32_t total = inputs.first<left_shift>(a) + Sign * inputs.second<left_shift>(b);
    return static_cast<T>(stage(multiply(total, output_multiplier)));
  }
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
