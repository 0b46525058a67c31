// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_LOGISTIC_HPP
#define MOTE_OPS_LOGISTIC_HPP

#include <cmath>
#include <cstdint>
#include <limits>

#include "mote/fixed_point.hpp"
#include "mote/ops/exponential.hpp"
#include "mote/ops/sigmoid.hpp"
#include "mote/ops/unary.hpp"

namespace mote {

/// 1 / (1 + exp(-x)) in Q0.31 for x in Q4.27. Source: gemmlowp fixedpoint/fixedpoint.h.
constexpr std::int32_t logistic_of(std::int32_t x) {
  if (x == 0) return 1 << 30;
  const std::int32_t upper = one_over_one_plus(exp_of_negative<4>(x < 0 ? x : -x));
  return x < 0 ? std::numeric_limits<std::int32_t>::max() - upper : upper;
}

namespace functions {

/// Source: reference_ops::Logistic, reference_integer_ops::Logistic.
struct logistic : stateless {
  using stateless::stateless;
  static constexpr float output_scale = 1.0F / 256;
  static constexpr std::int32_t output_zero_point = -128;
  static constexpr int doublings = 0;

  static constexpr std::int32_t fixed_point(std::int32_t x) {
    return rounding_divide_by_power_of_two(logistic_of(x), 31 - 8) + output_zero_point;
  }
  static constexpr std::uint32_t interpolated(std::int32_t x) {
    constexpr std::uint32_t one = 1U << 25;
    const std::uint32_t upper =
        interpolated_sigmoid(static_cast<std::uint32_t>(x < 0 ? -x : x), 0x7fffU << 10);
    return (x >= 0 ? upper + (1U << 9) : one - upper + (1U << 9) - 1) >> 10;
  }
  float operator()(float x) const {
    if (x > 16.619047F) return 1.0F;  // the reference's bounds, where float ends
    return x < -9.0F ? std::exp(x) : 1.0F / (1.0F + std::exp(-x));
  }
};

}  // namespace functions

namespace ops {

/// LOGISTIC: int8 (to scale 1/256, zero point -128), int16 (to scale 1/32768), float32.
using logistic = unary<builtin_operator::logistic, sigmoid<functions::logistic>::function, std::int8_t,
                       std::int16_t, float>;

}  // namespace ops
}  // namespace mote

#endif
