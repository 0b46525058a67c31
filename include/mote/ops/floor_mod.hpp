// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_FLOOR_MOD_HPP
#define MOTE_OPS_FLOOR_MOD_HPP

#include <cmath>

#include "mote/ops/elementwise.hpp"

namespace mote::ops {

/// FLOOR_MOD of float32, with broadcasting: the remainder of a division, with the sign of the divisor. NaN
/// for a divisor of 0. Source of the arithmetic: reference_ops::FloorMod.
struct floor_mod : binary_elementwise<floor_mod, float> {
  static constexpr builtin_operator code = builtin_operator::floor_mod;

  struct remainder {
    constexpr explicit remainder(const node_view& /*view*/) {}
    float operator()(float a, float b) const {
      const float truncated = std::fmod(a, b);
      return truncated != 0.0F && (b < 0.0F) != (truncated < 0.0F) ? truncated + b : truncated;
    }
  };
  template <class>
  using function = remainder;

  static constexpr void check(node_check& check) { check_operands(check); }
};

}  // namespace mote::ops

#endif
