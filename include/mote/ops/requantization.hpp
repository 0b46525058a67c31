// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_REQUANTIZATION_HPP
#define MOTE_OPS_REQUANTIZATION_HPP

#include <cstdint>

#include "mote/fixed_point.hpp"
#include "mote/ops/activation.hpp"
#include "mote/ops/node_view.hpp"

namespace mote {

/// Brings stored integers from the input's scale and zero point to the output's.
/// Source: reference_ops::Requantize, ReluQuantized.
template <class Output>
struct requantization {
  std::int32_t input_offset;
  quantized_multiplier multiplier;
  output_stage stage;

  /// `factor` is the input's scale over the output's, rounded as the operator's reference does.
  constexpr requantization(const node_view& view, const real& factor, activation range = activation::none)
      : input_offset(-view.input(0).quantization.zero_point()),
        multiplier(factor.quantized()),
        stage(output_stage_of(view, range)) {}

  /// The stored integer for a difference from the input's zero point.
  constexpr Output from_zero(std::int32_t difference) const {
    return static_cast<Output>(stage(multiply(difference, multiplier)));
  }
  constexpr Output operator()(std::int32_t value) const {
    return from_zero(wrapping_add(value, input_offset));
  }
};

}  // namespace mote

#endif
