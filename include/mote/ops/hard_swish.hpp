// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_HARD_SWISH_HPP
#define MOTE_OPS_HARD_SWISH_HPP

#include <cstdint>
#include <limits>

#include "mote/fixed_point.hpp"
#include "mote/ops/unary.hpp"

namespace mote {
namespace functions {

/// x * min(max(x + 3, 0), 6) / 6 in 16-bit arithmetic. Source: HardSwishPrepare, reference_ops::HardSwish.
template <class T>
class hard_swish {
 public:
  constexpr explicit hard_swish(const node_view& view)
      : input_zero_point_(view.input(0).quantization.zero_point()),
        output_zero_point_(view.output().quantization.zero_point()) {
    const real fine = real(view.input(0).quantization.scale()).times_power_of_two(-7).rounded_to_float();
    output_ = narrow((fine / real(view.output().quantization.scale())).rounded_to_float());
    gate_ = narrow((fine / real(3, -15)).rounded_to_float());
  }

  constexpr T operator()(T x) const {
    const std::int32_t input = (x - input_zero_point_) * 128;
    const std::int32_t scaled = high_multiply(input, output_.value);
    // (x + 3) / 6 in Q0.15: x / 3 first, where the last bit of a shift to the left alone may saturate.
    std::int32_t gate = gate_.exponent > 0 ? shift_left(input, gate_.exponent - 1) : input;
    gate = high_multiply(gate, gate_.value);
    gate = gate_.exponent > 0 ? shift_left(gate, 1) : rounding_divide_by_power_of_two(gate, -gate_.exponent);
    gate = (gate + (1 << 15)) >> 1;
    // This product alone is rounded towards zero.
    const std::int32_t product = gate * scaled / (1 << 15);
    const std::int32_t output =
        rounding_divide_by_power_of_two(product, -output_.exponent) + output_zero_point_;
    constexpr std::int32_t low = std::numeric_limits<T>::min();
    constexpr std::int32_t high = std::numeric_limits<T>::max();
    return static_cast<T>(clamp(output, low, high));
  }

  static constexpr void check(node_check& check) {
    const hard_swish function(check.view());
    // The reference takes no output finer than the input / 128, and its words have 16 bits.
    check.require(function.output_.exponent <= 0 && function.output_.exponent >= -15,
                  error::scales_too_far_apart, check.view().output_index(0), function.output_.exponent);
    check.require(function.gate_.exponent <= 31 && function.gate_.exponent >= -15,
                  error::scales_too_far_apart, check.view().input_index(0), function.gate_.exponent);
  }

 private:
  /// A multiplier of 15 bits (DownScaleInt32ToInt16Multiplier).
  static constexpr quantized_multiplier narrow(const real& factor) {
    constexpr std::int32_t most = 0x7fff;
    const quantized_multiplier wide = factor.quantized();
    const auto value = static_cast<std::int32_t>((std::int64_t{wide.value} + (1 << 15)) >> 16);
    return {value > most ? most : value, wide.exponent};
  }
  /// a * b / 2^15, rounded to nearest, halves up.
  static constexpr std::int32_t high_multiply(std::int32_t a, std::int32_t b) {
    return (a * b + (1 << 14)) >> 15;
  }
  /// value * 2^exponent within 16 bits.
  static constexpr std::int32_t shift_left(std::int32_t value, int exponent) {
    return clamp<std::int32_t>(value * (1 << (exponent < 15 ? exponent : 15)), -0x8000, 0x7fff);
  }

  std::int32_t input_zero_point_;
  std::int32_t output_zero_point_;
  quantized_multiplier output_;
  quantized_multiplier gate_;
};

template <>
class hard_swish<float> : public stateless {
 public:
  using stateless::stateless;
  constexpr float operator()(float x) const { return x * clamp(x + 3.0F, 0.0F, 6.0F) / 6.0F; }
};

}  // namespace functions

namespace ops {

/// HARD_SWISH: int8, float32.
using hard_swish = unary<builtin_operator::hard_swish, functions::hard_swish, std::int8_t, float>;

}  // namespace ops
}  // namespace mote

#endif
