// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_SUB_HPP
#define MOTE_OPS_SUB_HPP

#include <cstdint>
#include <type_traits>

#include "mote/fixed_point.hpp"
#include "mote/ops/arithmetic.hpp"

namespace mote::ops {

/// SUB of int8, int16, int32 or float32, with broadcasting and a fused activation. int32 wraps around.
///
/// TensorFlow Lite Micro computes the ratios of scales in float (CalculateOpDataSub), TensorFlow Lite in
/// double. int8 follows the former. For int16, whose results are finer than those ratios, the latter is
/// right.
struct sub : arithmetic<sub, std::int8_t, std::int16_t, std::int32_t, float> {
  static constexpr builtin_operator code = builtin_operator::sub;
  using options = schema::sub_options;
  static constexpr bool has_activation = true;

  struct minus {
    constexpr float operator()(float a, float b) const { return a - b; }
    constexpr std::int32_t operator()(std::int32_t a, std::int32_t b) const {
      return wrapping_subtract(a, b);
    }
  };
  template <class T>
  static constexpr scale_arithmetic ratios = sizeof(T) == 1 ? scale_arithmetic::in_float
                                                            : scale_arithmetic::in_double;
  template <class T>
  using function = std::conditional_t<is_quantized_v<T>, quantized_sum<T, -1, options, ratios<T>>,
                                      activated<T, minus, options>>;
};

}  // namespace mote::ops

#endif
