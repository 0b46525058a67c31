// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_ADDITION_HPP
#define MOTE_OPS_ADDITION_HPP

#include <cstdint>
#include <type_traits>

#include "mote/fixed_point.hpp"
#include "mote/ops/activation.hpp"
#include "mote/ops/arithmetic.hpp"
#include "mote/ops/scaled_inputs.hpp"

namespace mote {

/// ADD and SUB of int8, int16, int32 or float32, with broadcasting and a fused activation: a + sign * b.
/// int32 wraps around. They are one function for each type.
struct addition : arithmetic<addition, std::int8_t, std::int16_t, std::int32_t, float> {
  using options = schema::add_options;
  static constexpr bool has_activation = true;
  static_assert(static_cast<int>(schema::sub_options::activation) == options::activation);

  static constexpr std::int32_t sign_of(const node_view& view) {
    return view.code() == builtin_operator::sub ? -1 : 1;
  }

  struct scales {
    scaled_inputs inputs;
    std::int32_t sign;
    quantized_multiplier output_multiplier;
    output_stage stage;

    constexpr scales(const node_view& view, int left_shift)
        : inputs(on_common_scale(view, arithmetic_of(view))),
          sign(sign_of(view)),
          stage(output_stage_of(view, options::activation)) {
      const real ratio = real(largest_scale(view)) / real(view.output().quantization.scale());
      output_multiplier = rounded(ratio.times_power_of_two(1 - left_shift), arithmetic_of(view)).quantized();
    }

    /// Of SUB, TensorFlow Lite Micro computes ratios of scales in float (CalculateOpDataSub), TensorFlow Lite
    /// in double. int8 follows the former. int16 needs the latter: its results are finer than float.
    static constexpr scale_arithmetic arithmetic_of(const node_view& view) {
      return view.code() == builtin_operator::sub && view.output().type == tensor_type::int8
                 ? scale_arithmetic::in_float
                 : scale_arithmetic::in_double;
    }
    constexpr bool in_range() const { return output_multiplier.exponent <= 30; }
  };

  /// Both inputs are brought to the scale 2 * max(scales) / 2^left_shift, added, and scaled to the output.
  /// Source: CalculateOpDataAdd, reference_integer_ops::AddElementwise, reference_ops::SubElementwise.
  template <class T>
  struct quantized : scales {
    static constexpr int left_shift = sizeof(T) == 1 ? 20 : 15;

    constexpr explicit quantized(const node_view& view) : scales(view, left_shift) {}

    constexpr T operator()(std::int32_t a, std::int32_t b) const {
      const std::int32_t total = inputs.first<left_shift>(a) + sign * inputs.second<left_shift>(b);
      return static_cast<T>(stage(multiply(total, output_multiplier)));
    }
  };

  struct plain {
    std::int32_t sign;

    constexpr explicit plain(const node_view& view) : sign(sign_of(view)) {}

    constexpr float operator()(float a, float b) const { return a + (sign < 0 ? -b : b); }
    constexpr std::int32_t operator()(std::int32_t a, std::int32_t b) const {
      return wrapping_add(a, wrapping_multiply(sign, b));
    }
  };
  template <class T>
  using function = std::conditional_t<is_quantized_v<T>, quantized<T>, activated<T, plain, options>>;
};

}  // namespace mote

#endif
