// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_TANH_HPP
#define MOTE_OPS_TANH_HPP

#include <cmath>
#include <cstdint>

#include "mote/fixed_point.hpp"
#include "mote/ops/exponential.hpp"
#include "mote/ops/sigmoid.hpp"
#include "mote/ops/unary.hpp"

namespace mote {

/// tanh(x) in Q0.31 for x in Q4.27. Source: gemmlowp fixedpoint/fixedpoint.h.
constexpr std::int32_t tanh_of(std::int32_t x) {
  if (x == 0) return 0;
  // The bits of x in Q4.27 are 2 * x in Q5.26.
  const std::int32_t magnitude = one_minus_over_one_plus(exp_of_negative<5>(x < 0 ? x : -x));
  return x < 0 ? -magnitude : magnitude;
}

namespace functions {

/// Source: reference_integer_ops::Tanh.
struct tanh : stateless {
  using stateless::stateless;
  static constexpr float output_scale = 1.0F / 128;
  static constexpr std::int32_t output_zero_point = 0;
  static constexpr int doublings = 1;

  static constexpr std::int32_t fixed_point(std::int32_t x) {
    return rounding_divide_by_power_of_two(tanh_of(x), 31 - 7);
  }
  /// 2 * logistic(2 * x) - 1.
  static constexpr std::int32_t interpolated(std::int32_t x) {
    const std::uint32_t doubled = 2 * static_cast<std::uint32_t>(x < 0 ? -x : x);
    const auto logistic = static_cast<std::int32_t>(interpolated_sigmoid(doubled, 0xffffU << 9) / 2);
    const std::int32_t magnitude = logistic - (1 << 23);
    return (x >= 0 ? magnitude + (1 << 7) : -magnitude + (1 << 7) - 1) >> 8;
  }
  float operator()(float x) const { return std::tanh(x); }
};

}  // namespace functions

namespace ops {

/// TANH: int8 (to scale 1/128, zero point 0), int16 (to scale 1/32768), float32.
using tanh =
    unary<builtin_operator::tanh, sigmoid<functions::tanh>::function, std::int8_t, std::int16_t, float>;

}  // namespace ops
}  // namespace mote

#endif
