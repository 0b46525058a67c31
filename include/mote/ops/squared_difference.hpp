// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_SQUARED_DIFFERENCE_HPP
#define MOTE_OPS_SQUARED_DIFFERENCE_HPP

#include <cstdint>
#include <type_traits>

#include "mote/fixed_point.hpp"
#include "mote/ops/activation.hpp"
#include "mote/ops/arithmetic.hpp"
#include "mote/ops/scaled_inputs.hpp"

namespace mote::ops {

/// SQUARED_DIFFERENCE of int8, int16, int32 or float32, with broadcasting. int32 wraps around.
struct squared_difference : arithmetic<squared_difference, std::int8_t, std::int16_t, std::int32_t, float> {
  static constexpr builtin_operator code = builtin_operator::squared_difference;
  static constexpr bool has_activation = false;

  struct square_scales {
    scaled_inputs inputs;
    quantized_multiplier output_multiplier;
    output_stage stage;

    constexpr square_scales(const node_view& view, int left_shift)
        : inputs(on_common_scale(view)), stage(output_stage_of(view.output())) {
      const real largest(largest_scale(view));
      const real ratio = largest * largest / real(view.output().quantization.scale());
      output_multiplier = ratio.times_power_of_two(2 * (1 - left_shift)).quantized();
    }

    constexpr bool in_range() const { return output_multiplier.exponent <= 30; }
  };

  /// Both inputs are brought to the scale 2 * max(scales) / 2^left_shift; the square of their difference,
  /// below 2^31, is scaled to the output. Source: squared_difference.cc.
  template <class T>
  struct quantized_square : square_scales {
    static constexpr int left_shift = sizeof(T) == 1 ? 7 : 0;

    constexpr explicit quantized_square(const node_view& view) : square_scales(view, left_shift) {}

    constexpr T operator()(std::int32_t a, std::int32_t b) const {
      const std::int32_t difference = inputs.first<left_shift>(a) - inputs.second<left_shift>(b);
      return static_cast<T>(stage(multiply(difference * difference, output_multiplier)));
    }
  };

  template <class T>
  struct square {
    constexpr explicit square(const node_view& /*view*/) {}

    constexpr float operator()(float a, float b) const { return (a - b) * (a - b); }
    constexpr std::int32_t operator()(std::int32_t a, std::int32_t b) const {
      const std::int32_t difference = wrapping_subtract(a, b);
      return wrapping_multiply(difference, difference);
    }
  };
  template <class T>
  using function = std::conditional_t<is_quantized_v<T>, quantized_square<T>, square<T>>;
};

}  // namespace mote::ops

#endif
