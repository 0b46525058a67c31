// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_ADD_HPP
#define MOTE_OPS_ADD_HPP

#include <cstdint>
#include <type_traits>

#include "mote/fixed_point.hpp"
#include "mote/ops/arithmetic.hpp"

namespace mote::ops {

/// ADD of int8, int16, int32 or float32, with broadcasting and a fused activation. int32 wraps around.
struct add : arithmetic<add, std::int8_t, std::int16_t, std::int32_t, float> {
  static constexpr builtin_operator code = builtin_operator::add;
  using options = schema::add_options;
  static constexpr bool has_activation = true;

  struct plus {
    constexpr float operator()(float a, float b) const { return a + b; }
    constexpr std::int32_t operator()(std::int32_t a, std::int32_t b) const { return wrapping_add(a, b); }
  };
  template <class T>
  using function =
      std::conditional_t<is_quantized_v<T>, quantized_sum<T, 1, options>, activated<T, plus, options>>;
};

}  // namespace mote::ops

#endif
