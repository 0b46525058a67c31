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

/// The whole range of the output's quantized values.
constexpr output_stage output_stage_of(const tensor& output) {
  const value_range range = range_of(output.type);
  return {output.quantization.zero_point(), static_cast<std::int32_t>(range.low),
          static_cast<std::int32_t>(range.high)};
}

/// Range of a fused activation in the output's quantized values (CalculateActivationRangeQuantized).
constexpr output_stage output_stage_of(const node_view& view, unsigned field) {
  output_stage stage = output_stage_of(view.output());
  const float scale = view.output().quantization.scale();
  const std::int32_t zero_point = stage.offset;
  const auto quantize = [&](float value) {
    constexpr std::int32_t far = 1 << 24;
    return clamp(zero_point + round_and_clamp(value / scale, -far, far), stage.low, stage.high);
  };
  switch (static_cast<activation>(view.options().scalar<std::int8_t>(field))) {
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

/// Last step of a kernel whose stored values are the values themselves: float32, and int32 without a scale.
template <class T>
struct value_stage {
  T low = std::numeric_limits<T>::lowest();
  T high = std::numeric_limits<T>::max();

  constexpr T operator()(T value) const { return clamp(value, low, high); }
};
using float_stage = value_stage<float>;

/// Range of a fused activation in stored values (CalculateActivationRange).
template <class T>
constexpr value_stage<T> value_stage_of(const node_view& view, unsigned field) {
  switch (static_cast<activation>(view.options().scalar<std::int8_t>(field))) {
    case activation::relu:
      return {T{0}, std::numeric_limits<T>::max()};
    case activation::relu6:
      return {T{0}, T{6}};
    case activation::relu_n1_to_1:
      return {T{-1}, T{1}};
    default:
      return {};
  }
}
constexpr float_stage float_stage_of(const node_view& view, unsigned field) {
  return value_stage_of<float>(view, field);
}

}  // namespace mote

#endif
