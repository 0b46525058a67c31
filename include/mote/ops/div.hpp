// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_DIV_HPP
#define MOTE_OPS_DIV_HPP

#include <cstdint>
#include <limits>
#include <type_traits>

#include "mote/fixed_point.hpp"
#include "mote/ops/activation.hpp"
#include "mote/ops/arithmetic.hpp"
#include "mote/ops/exponential.hpp"

namespace mote::ops {

/// DIV of int8, int32 or float32, with broadcasting and a fused activation. int32 rounds towards zero.
///
/// Integer quotients saturate: a value divided by 0 is the largest or smallest one by its sign, and 0 / 0 is
/// 0. (The reference's behaviour is undefined there.)
struct div : arithmetic<div, std::int8_t, std::int32_t, float> {
  static constexpr builtin_operator code = builtin_operator::div;
  using options = schema::div_options;
  static constexpr bool has_activation = true;

  static constexpr std::int32_t divided_by_zero(std::int32_t a) {
    return a == 0  ? 0
           : a > 0 ? std::numeric_limits<std::int32_t>::max()
                   : std::numeric_limits<std::int32_t>::min();
  }

  /// Source of the arithmetic: CalculateOpDataDiv, reference_ops::DivElementwise, GetReciprocal.
  struct quantized_quotient {
    std::int32_t first_offset;
    std::int32_t second_offset;
    quantized_multiplier multiplier;
    output_stage stage;

    constexpr explicit quantized_quotient(const node_view& view)
        : first_offset(-view.input(0).quantization.zero_point()),
          second_offset(-view.input(1).quantization.zero_point()),
          multiplier(multiplier_of(view)),
          stage(output_stage_of(view, options::activation)) {}

    /// Computed in float. Divisors that vanish there are out of range.
    static constexpr quantized_multiplier multiplier_of(const node_view& view) {
      const real divisor =
          (real(view.input(1).quantization.scale()) * real(view.output().quantization.scale()))
              .rounded_to_float();
      if (divisor.is_zero()) return {0, most_exponent + 1};
      return (real(view.input(0).quantization.scale()) / divisor).rounded_to_float().quantized();
    }
    constexpr bool in_range() const { return multiplier.exponent <= most_exponent; }

    constexpr std::int8_t operator()(std::int32_t a, std::int32_t b) const {
      return static_cast<std::int8_t>(stage(quotient(a + first_offset, b + second_offset)));
    }

   private:
    /// Differences of int8 values have that many bits to spare, so the last shift goes to the right.
    static constexpr int most_exponent = 23;

    constexpr std::int32_t quotient(std::int32_t a, std::int32_t b) const {
      if (b == 0) return divided_by_zero(a);
      if (b < 0) {
        a = -a;
        b = -b;
      }
      const auto divisor = static_cast<std::uint32_t>(b);
      const int leading_zeros = __builtin_clz(divisor);
      const std::int32_t reciprocal =
          one_over_one_plus(static_cast<std::int32_t>((divisor << leading_zeros) - (1U << 31)));
      const int spare = __builtin_clrsb(a);
      const std::int32_t unscaled =
          rounding_doubling_high_multiply(wrapping_shift_left(a, spare), reciprocal);
      const int shift = spare + (31 - leading_zeros) - multiplier.exponent;
      if (shift > 31) return 0;  // less than half a step
      return rounding_divide_by_power_of_two(rounding_doubling_high_multiply(unscaled, multiplier.value),
                                             shift);
    }
  };

  struct over {
    constexpr explicit over(const node_view& /*view*/) {}

    constexpr float operator()(float a, float b) const { return a / b; }
    constexpr std::int32_t operator()(std::int32_t a, std::int32_t b) const {
      if (b == 0) return divided_by_zero(a);
      // The only quotient that doesn't fit.
      if (b == -1 && a == std::numeric_limits<std::int32_t>::min()) {
        return std::numeric_limits<std::int32_t>::max();
      }
      return a / b;
    }
  };
  template <class T>
  using function = std::conditional_t<is_quantized_v<T>, quantized_quotient, activated<T, over, options>>;
};

}  // namespace mote::ops

#endif
