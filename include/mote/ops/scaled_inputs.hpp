// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_SCALED_INPUTS_HPP
#define MOTE_OPS_SCALED_INPUTS_HPP

#include <cstdint>

#include "mote/fixed_point.hpp"
#include "mote/ops/node_view.hpp"

namespace mote {

/// Brings the stored values of two inputs to one scale: (value - zero_point) * 2^left_shift * multiplier.
/// Requires that this fits for both: with int8, left_shift + exponent <= 23.
struct scaled_inputs {
  std::int32_t first_offset;
  std::int32_t second_offset;
  quantized_multiplier first_multiplier;
  quantized_multiplier second_multiplier;

  constexpr scaled_inputs(const node_view& view, real first_factor, real second_factor)
      : first_offset(-view.input(0).quantization.zero_point()),
        second_offset(-view.input(1).quantization.zero_point()),
        first_multiplier(first_factor.quantized()),
        second_multiplier(second_factor.quantized()) {}

  template <int LeftShift>
  constexpr std::int32_t first(std::int32_t value) const {
    return multiply((value + first_offset) * (1 << LeftShift), first_multiplier);
  }
  template <int LeftShift>
  constexpr std::int32_t second(std::int32_t value) const {
    return multiply((value + second_offset) * (1 << LeftShift), second_multiplier);
  }
};

/// The larger scale of two inputs.
constexpr float largest_scale(const node_view& view) {
  const float first = view.input(0).quantization.scale();
  const float second = view.input(1).quantization.scale();
  return first < second ? second : first;
}

/// Where the reference computes a ratio of scales.
enum class scale_arithmetic { in_double, in_float };

constexpr real rounded(real ratio, scale_arithmetic arithmetic) {
  return arithmetic == scale_arithmetic::in_float ? ratio.rounded_to_float() : ratio;
}

/// Inputs of which one unit is twice the larger scale: factors are at most 1/2, so that two inputs can be
/// added. Source: CalculateOpDataAdd, CalculateOpDataSub.
constexpr scaled_inputs on_common_scale(const node_view& view,
                                        scale_arithmetic arithmetic = scale_arithmetic::in_double) {
  const real largest(largest_scale(view));
  const auto factor = [&](int position) {
    const real scale(view.input(position).quantization.scale());
    return rounded((scale / largest).times_power_of_two(-1), arithmetic);
  };
  return {view, factor(0), factor(1)};
}

}  // namespace mote

#endif
