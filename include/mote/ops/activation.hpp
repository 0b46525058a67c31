// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_ACTIVATION_HPP
#define MOTE_OPS_ACTIVATION_HPP

#include <cstdint>
#include <limits>

#include "mote/fixed_point.hpp"
#include "mote/ops/node_view.hpp"

namespace mote {

/// Last step of a quantized kernel: the output's zero point, then the clamp to the range of the activation.
struct output_stage {
  std::int32_t offset = 0;
  std::int32_t low = 0;
  std::int32_t high = 0;

  constexpr std::int32_t operator()(std::int32_t value) const {
    return offset_and_clamp(value, offset, low, high);
  }
};

constexpr bool check_activation(node_check& check, unsigned field) {
  const auto kind = check.view().options().scalar<std::int8_t>(field);
  return check.require(kind >= 0 && kind <= static_cast<std::int8_t>(activation::relu6),
                       error::bad_activation, none, kind);
}

/// Range of an activation in the output's quantized values (CalculateActivationRangeQuantized).
constexpr output_stage output_stage_of(const node_view& view, activation kind) {
  const tensor& output = view.output();
  const float scale = output.quantization.scale();
  const std::int32_t zero_point = output.quantization.zero_point();
  const value_range range = range_of(output.type);
  output_stage stage{zero_point, static_cast<std::int32_t>(range.low), static_cast<std::int32_t>(range.high)};
  const auto quantize = [&](float value) {
    constexpr std::int32_t far = 1 << 24;
    return clamp(zero_point + round_and_clamp(value / scale, -far, far), stage.low, stage.high);
  };
  switch (kind) {
    case activation::relu:
      stage.low = quantize(0.0F);
      break;
    case activation::relu6:
      stage.low = quantize(0.0F);
      stage.high = quantize(6.0F);
      break;
    case activation::relu_n1_to_1:
      stage.low = quantize(-1.0F);
      stage.high = quantize(1.0F);
      break;
    default:
      break;
  }
  return stage;
}

/// The same of a fused activation.
constexpr output_stage output_stage_of(const node_view& view, unsigned field) {
  return output_stage_of(view, static_cast<activation>(view.options().scalar<std::int8_t>(field)));
}

/// Last step of a float kernel.
struct float_stage {
  float low = std::numeric_limits<float>::lowest();
  float high = std::numeric_limits<float>::max();

  constexpr float operator()(float value) const { return clamp(value, low, high); }
};

/// Range of a fused activation in float (CalculateActivationRange).
constexpr float_stage float_stage_of(const node_view& view, unsigned field) {
  switch (static_cast<activation>(view.options().scalar<std::int8_t>(field))) {
    case activation::relu:
      return {0.0F, std::numeric_limits<float>::max()};
    case activation::relu6:
      return {0.0F, 6.0F};
    case activation::relu_n1_to_1:
      return {-1.0F, 1.0F};
    default:
      return {};
  }
}

}  // namespace mote

#endif
