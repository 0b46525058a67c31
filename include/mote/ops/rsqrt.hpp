// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_RSQRT_HPP
#define MOTE_OPS_RSQRT_HPP

#include <cmath>
#include <cstdint>
#include <limits>

#include "mote/fixed_point.hpp"
#include "mote/ops/inverse_square_root.hpp"
#include "mote/ops/requantization.hpp"
#include "mote/ops/unary.hpp"

namespace mote {
namespace functions {

/// Source: PrepareAbsRsqrt, RsqrtEvalQuantized.
template <class T>
struct inverse_root : requantization {
  static constexpr int fraction_bits = 20;  // of the root, before it is scaled

  constexpr explicit inverse_root(const node_view& view) : requantization(view, factor(view)) {
    multiplier.exponent -= fraction_bits;
  }

  /// The largest output for 0, and for negative numbers, on which the reference fails.
  constexpr T operator()(T x) const {
    const std::int32_t difference = x + input_offset;
    if (difference <= 0) return std::numeric_limits<T>::max();
    const quantized_multiplier root = inverse_square_root(difference);
    return static_cast<T>(from_zero(multiply(1, {root.value, root.exponent + fraction_bits})));
  }

  static constexpr void check(node_check& check) {
    const int exponent = inverse_root(check.view()).multiplier.exponent;
    check.require(!product(check.view()).is_zero() && exponent >= -31 && exponent <= 30 - fraction_bits,
                  error::scales_too_far_apart, check.view().output_index(0), exponent);
  }

 private:
  /// sqrt(input scale) * output scale in float.
  static constexpr real product(const node_view& view) {
    return (real(view.input(0).quantization.scale()).square_root_rounded_to_float() *
            real(view.output().quantization.scale()))
        .rounded_to_float();
  }
  static constexpr real factor(const node_view& view) {
    const real divisor = product(view);
    return divisor.is_zero() ? real() : real(1, 0) / divisor;
  }
};

template <>
struct inverse_root<float> : stateless {
  using stateless::stateless;
  float operator()(float x) const { return 1.0F / std::sqrt(x); }
};

}  // namespace functions

namespace ops {

/// RSQRT, 1 / sqrt(x): int8, float32.
using rsqrt = unary<builtin_operator::rsqrt, functions::inverse_root, std::int8_t, float>;

}  // namespace ops
}  // namespace mote

#endif
