// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_MUL_HPP
#define MOTE_OPS_MUL_HPP

#include <cstdint>
#include <type_traits>

#include "mote/fixed_point.hpp"
#include "mote/ops/activation.hpp"
#include "mote/ops/arithmetic.hpp"

namespace mote::ops {

/// MUL of int8, int16, int32 or float32, with broadcasting and a fused activation. int32 wraps around.
struct mul : arithmetic<mul, std::int8_t, std::int16_t, std::int32_t, float> {
  static constexpr builtin_operator code = builtin_operator::mul;
  using options = schema::mul_options;
  static constexpr bool has_activation = true;

  struct product_scales {
    std::int32_t first_offset;
    std::int32_t second_offset;
    quantized_multiplier multiplier;
    output_stage stage;

    constexpr explicit product_scales(const node_view& view)
        : first_offset(-view.input(0).quantization.zero_point()),
          second_offset(-view.input(1).quantization.zero_point()),
          multiplier((real(view.input(0).quantization.scale()) * real(view.input(1).quantization.scale()) /
                      real(view.output().quantization.scale()))
                         .quantized()),
          stage(output_stage_of(view, options::activation)) {}

    constexpr bool in_range() const { return multiplier.exponent <= 30; }
  };

  /// Source of the arithmetic: CalculateOpDataMul, reference_integer_ops::MulElementwise.
  template <class T>
  struct quantized_product : product_scales {
    using product_scales::product_scales;

    constexpr T operator()(std::int32_t a, std::int32_t b) const {
      return static_cast<T>(stage(multiply((a + first_offset) * (b + second_offset), multiplier)));
    }
  };

  struct times {
    constexpr explicit times(const node_view& /*view*/) {}

    constexpr float operator()(float a, float b) const { return a * b; }
    constexpr std::int32_t operator()(std::int32_t a, std::int32_t b) const {
      return wrapping_multiply(a, b);
    }
  };
  template <class T>
  using function = std::conditional_t<is_quantized_v<T>, quantized_product<T>, activated<T, times, options>>;
};

}  // namespace mote::ops

#endif
