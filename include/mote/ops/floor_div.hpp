// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_FLOOR_DIV_HPP
#define MOTE_OPS_FLOOR_DIV_HPP

#include "mote/fixed_point.hpp"
#include "mote/ops/elementwise.hpp"

namespace mote {

/// The largest whole number not above a / b, where the quotient is rounded to double and the result to float.
/// Infinite or NaN for b = 0, as a / b is. Source: reference_ops::FloorDiv.
constexpr float floor_of_quotient(float a, float b) {
  const auto is_plain = [](float value) { return value != 0.0F && node_check::is_finite(value); };
  if (!is_plain(a) || !is_plain(b)) return a / b;
  const real quotient = real(a < 0 ? -a : a) / real(b < 0 ? -b : b);
  const bool is_negative = (a < 0) != (b < 0);
  const float magnitude = (is_negative ? quotient.rounded_up() : quotient.rounded_down()).to_float();
  return is_negative ? -magnitude : magnitude;
}

namespace ops {

/// FLOOR_DIV of float32, with broadcasting.
struct floor_div : binary_elementwise<floor_div, float> {
  static constexpr builtin_operator code = builtin_operator::floor_div;

  struct floored_quotient {
    constexpr explicit floored_quotient(const node_view& /*view*/) {}
    constexpr float operator()(float a, float b) const { return floor_of_quotient(a, b); }
  };
  template <class>
  using function = floored_quotient;

  static constexpr void check(node_check& check) { check_operands(check); }
};

}  // namespace ops
}  // namespace mote

#endif
