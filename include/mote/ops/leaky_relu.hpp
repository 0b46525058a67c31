// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_LEAKY_RELU_HPP
#define MOTE_OPS_LEAKY_RELU_HPP

#include <cstdint>

#include "mote/ops/requantization.hpp"
#include "mote/ops/unary.hpp"

namespace mote {
namespace functions {

constexpr float alpha_of(const node_view& view) {
  return view.options().scalar<float>(schema::leaky_relu_options::alpha);
}

/// Source: CalculateOpDataLeakyRelu, reference_ops::QuantizeLeakyRelu.
template <class T>
struct leaky_rectified : requantization {
  quantized_multiplier alpha;
  bool is_negative;

  constexpr explicit leaky_rectified(const node_view& view)
      : requantization(view, scale_ratio(view)),
        alpha(alpha_multiplier(view)),
        is_negative(alpha_of(view) < 0.0F) {}

  constexpr T operator()(T x) const {
    const std::int32_t difference = x + input_offset;
    if (difference >= 0) return static_cast<T>(from_zero(difference));
    const std::int32_t product = multiply(difference, alpha);
    return static_cast<T>(stage(is_negative ? -product : product));
  }

  static constexpr void check(node_check& check) {
    const float alpha = alpha_of(check.view());
    if (!check.require(node_check::is_finite(alpha), error::bad_option)) return;
    check_multiplier<T>(check, leaky_rectified(check.view()).multiplier);
    check_multiplier<T>(check, alpha_multiplier(check.view()));
  }

 private:
  /// |alpha| * input scale / output scale, each step rounded to float.
  static constexpr quantized_multiplier alpha_multiplier(const node_view& view) {
    const real scaled =
        (real(__builtin_fabsf(alpha_of(view))) * real(view.input(0).quantization.scale())).rounded_to_float();
    return (scaled / real(view.output().quantization.scale())).rounded_to_float().quantized();
  }
};

template <>
struct leaky_rectified<float> {
  float alpha;

  constexpr explicit leaky_rectified(const node_view& view) : alpha(alpha_of(view)) {}
  constexpr float operator()(float x) const { return x > 0.0F ? x : x * alpha; }
  static constexpr void check(node_check& /*check*/) {}
};

}  // namespace functions

namespace ops {

/// LEAKY_RELU, x where it is positive and alpha * x elsewhere: int8, int16, float32. alpha may be negative.
using leaky_relu =
    unary<builtin_operator::leaky_relu, functions::leaky_rectified, std::int8_t, std::int16_t, float>;

}  // namespace ops
}  // namespace mote

#endif
