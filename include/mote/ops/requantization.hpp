// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_REQUANTIZATION_HPP
#define MOTE_OPS_REQUANTIZATION_HPP

#include <cstdint>

#include "mote/config.hpp"
#include "mote/fixed_point.hpp"
#include "mote/ops/activation.hpp"
#include "mote/ops/node_view.hpp"

namespace mote {

/// input scale / output scale, as double division rounds it. Out of line, as what many operators share.
MOTE_NOINLINE constexpr real double_scale_ratio(const node_view& view) {
  return real(view.input(0).quantization.scale()) / real(view.output().quantization.scale());
}

/// The same as float division rounds it: double has bits enough to be rounded once more.
constexpr real scale_ratio(const node_view& view) { return double_scale_ratio(view).rounded_to_float(); }

/// Brings stored integers from the input's scale and zero point to the output's. The element types differ in
/// the last step only, and share the code that makes the object.
/// Source: reference_ops::Requantize, ReluQuantized.
struct requantization {
  std::int32_t input_offset;
  quantized_multiplier multiplier;
  output_stage stage;

  /// `factor` is the input's scale over the output's, rounded as the operator's reference does.
  MOTE_NOINLINE constexpr requantization(const node_view& view, const real& factor,
                                         activation range = activation::none)
      : input_offset(-view.input(0).quantization.zero_point()),
        multiplier(factor.quantized()),
        stage(output_stage_of(view, range)) {}

  /// The stored integer for a difference from the input's zero point.
  constexpr std::int32_t from_zero(std::int32_t difference) const {
    return stage(multiply(difference, multiplier));
  }
  constexpr std::int32_t operator()(std::int32_t value) const {
    return from_zero(wrapping_add(value, input_offset));
  }
};

/// The largest exponent of a multiplier with which no difference of two values of T overflows 32 bits.
template <class T>
inline constexpr int largest_exponent = 30 - 8 * static_cast<int>(sizeof(T));

template <class T>
constexpr bool check_multiplier(node_check& check, quantized_multiplier by) {
  return check.require(by.exponent <= largest_exponent<T>, error::scales_too_far_apart,
                       check.view().output_index(0), by.exponent);
}

}  // namespace mote

#endif
