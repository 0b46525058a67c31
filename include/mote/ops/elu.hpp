// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_ELU_HPP
#define MOTE_OPS_ELU_HPP

#include <cmath>
#include <cstdint>
#include <limits>

#include "mote/fixed_point.hpp"
#include "mote/ops/float_exponential.hpp"
#include "mote/ops/unary.hpp"

namespace mote {
namespace functions {

/// Source: PopulateLookupTable of the reference's elu.cc, a table made with floats.
template <class T>
struct elu {
  float input_scale;
  float inverse_output_scale;
  std::int32_t input_zero_point;
  std::int32_t output_zero_point;

  constexpr explicit elu(const node_view& view)
      : input_scale(view.input(0).quantization.scale()),
        inverse_output_scale(1.0F / view.output().quantization.scale()),
        input_zero_point(view.input(0).quantization.zero_point()),
        output_zero_point(view.output().quantization.zero_point()) {}

  constexpr T operator()(T q) const {
    const float x = input_scale * static_cast<float>(q - input_zero_point);
    const float y = x < 0.0F ? float_exp(x) - 1.0F : x;
    constexpr float far = 1024.0F;
    const std::int32_t steps = round_half_away(clamp(y * inverse_output_scale, -far, far));
    constexpr std::int32_t low = std::numeric_limits<T>::min();
    constexpr std::int32_t high = std::numeric_limits<T>::max();
    return static_cast<T>(clamp(steps + output_zero_point, low, high));
  }

  static constexpr void check(node_check& check) {
    // All products stay far from float's limits.
    const auto near_one = [](float scale) { return scale >= 0x1p-60F && scale <= 0x1p50F; };
    check.require(near_one(check.input(0).quantization.scale()), error::scales_too_far_apart,
                  check.view().input_index(0));
    check.require(near_one(check.output().quantization.scale()), error::scales_too_far_apart,
                  check.view().output_index(0));
  }
};

template <>
struct elu<float> : stateless {
  using stateless::stateless;
  float operator()(float x) const { return x < 0.0F ? std::expm1(x) : x; }
};

}  // namespace functions

namespace ops {

/// ELU, x where it is positive and exp(x) - 1 elsewhere: int8, float32.
using elu = unary<builtin_operator::elu, functions::elu, std::int8_t, float>;

}  // namespace ops
}  // namespace mote

#endif
