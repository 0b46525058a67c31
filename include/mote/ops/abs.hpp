// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_ABS_HPP
#define MOTE_OPS_ABS_HPP

#include <cstdint>

#include "mote/ops/requantization.hpp"
#include "mote/ops/unary.hpp"

namespace mote {
namespace functions {

/// Source: AbsEvalQuantized.
template <class T>
struct absolute : requantization {
  constexpr explicit absolute(const node_view& view) : requantization(view, scale_ratio(view)) {}

  constexpr T operator()(T x) const {
    const std::int32_t difference = x + input_offset;
    return static_cast<T>(from_zero(difference < 0 ? -difference : difference));
  }
  static constexpr void check(node_check& check) {
    check_multiplier<T>(check, absolute(check.view()).multiplier);
  }
};

template <>
struct absolute<float> : stateless {
  using stateless::stateless;
  constexpr float operator()(float x) const { return __builtin_fabsf(x); }
};

}  // namespace functions

namespace ops {

/// ABS: int8, int16, float32.
using abs = unary<builtin_operator::abs, functions::absolute, std::int8_t, std::int16_t, float>;

}  // namespace ops
}  // namespace mote

#endif
