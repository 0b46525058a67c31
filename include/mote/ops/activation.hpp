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

/// Last step of a kernel whose stored values are the values themselves: float32, and int32 without a scale.
template <class T>
struct value_stage {
  T low = std::numeric_limits<T>::lowest();
  T high = std::numeric_limits<T>::max();

  constexpr T operator()(T value) const { return clamp(value, low, high); }
};
using float_stage = value_stage<float>;

constexpr activation fused_activation(const node_view& view, unsigned field) {
  return static_cast<activation>(view.options().scalar<std::int8_t>(field));
}

/// Range of an activation in float (CalculateActivationRange).
constexpr float_stage float_stage_of(activation kind) {
  float_stage stage;
  if (kind == activation::relu || kind == activation::relu6) stage.low = 0.0F;
  if (kind == activation::relu6) stage.high = 6.0F;
  if (kind == activation::relu_n1_to_1) stage = {-1.0F, 1.0F};
  return stage;
}
constexpr float_stage float_stage_of(const node_view& view, unsigned field) {
  return float_stage_of(fused_activation(view, field));
}

namespace detail {

/// The ends of the range that an activation has set, through `convert`; the others stay.
template <class Stage, class Convert>
constexpr void narrow(Stage& stage, const float_stage& limits, const Convert& convert) {
  constexpr float_stage all;
  if (limits.low > all.low) stage.low = convert(limits.low);
  if (limits.high < all.high) stage.high = convert(limits.high);
}

}  // namespace detail

/// The same in stored values.
template <class T>
constexpr value_stage<T> value_stage_of(const node_view& view, unsigned field) {
  value_stage<T> stage;
  detail::narrow(stage, float_stage_of(view, field), [](float value) { return static_cast<T>(value); });
  return stage;
}

/// The same in the output's quantized values (CalculateActivationRangeQuantized).
constexpr output_stage output_stage_of(const node_view& view, activation kind) {
  output_stage stage = output_stage_of(view.output());
  const float scale = view.output().quantization.scale();
  detail::narrow(stage, float_stage_of(kind), [&](float value) {
    constexpr std::int32_t far = 1 << 24;
    return clamp(stage.offset + round_and_clamp(value / scale, -far, far), stage.low, stage.high);
  });
  return stage;
}
constexpr output_stage output_stage_of(const node_view& view, unsigned field) {
  return output_stage_of(view, fused_activation(view, field));
}

}  // namespace mote

#endif
