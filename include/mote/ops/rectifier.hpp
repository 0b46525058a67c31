// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_RECTIFIER_HPP
#define MOTE_OPS_RECTIFIER_HPP

#include <cstdint>
#include <limits>

#include "mote/ops/requantization.hpp"
#include "mote/ops/unary.hpp"

namespace mote {
namespace functions {

/// The input on the output's scale, within the range of an activation.
/// Source: CalculateReluOpData, ReluQuantized.
template <class T, activation Range>
struct rectified : requantization {
  constexpr explicit rectified(const node_view& view) : requantization(view, scale_ratio(view), Range) {}
  constexpr T operator()(T x) const { return static_cast<T>(requantization::operator()(x)); }
  static constexpr void check(node_check& check) {
    check_multiplier<T>(check, rectified(check.view()).multiplier);
  }
};

/// NaN stays NaN.
template <activation Range>
struct rectified<float, Range> : stateless {
  using stateless::stateless;
  static constexpr float low = Range == activation::relu_n1_to_1 ? -1.0F : 0.0F;
  static constexpr float high = Range == activation::relu    ? std::numeric_limits<float>::infinity()
                                : Range == activation::relu6 ? 6.0F
                                                             : 1.0F;
  constexpr float operator()(float x) const { return x < low ? low : x > high ? high : x; }
};

template <activation Range>
struct rectified_to {
  template <class T>
  using function = rectified<T, Range>;
};

}  // namespace functions

/// RELU and its kin: int8, int16, float32.
template <builtin_operator Code, activation Range>
using rectifier =
    unary<Code, functions::rectified_to<Range>::template function, std::int8_t, std::int16_t, float>;

}  // namespace mote

#endif
