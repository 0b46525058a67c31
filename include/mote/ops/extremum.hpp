// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_EXTREMUM_HPP
#define MOTE_OPS_EXTREMUM_HPP

#include <cstdint>

#include "mote/ops/elementwise.hpp"

namespace mote {

/// MAXIMUM and MINIMUM of int8, int16, int32, int64 or float32, with broadcasting. Stored values are
/// compared, as the reference does: quantized tensors have one scale and zero point. The second value is
/// taken where one is a NaN. Source: maximum_minimum.h.
struct extremum : binary_elementwise<extremum, std::int8_t, std::int16_t, std::int32_t, std::int64_t, float> {
  struct choice {
    bool largest;

    constexpr explicit choice(const node_view& view) : largest(view.code() == builtin_operator::maximum) {}

    template <class T>
    constexpr T operator()(T a, T b) const {
      return (largest ? a > b : a < b) ? a : b;
    }
  };
  template <class>
  using function = choice;

  static constexpr void check(node_check& check) { check_operands(check); }
};

}  // namespace mote

#endif
