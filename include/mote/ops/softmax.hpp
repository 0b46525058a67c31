// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_SOFTMAX_HPP
#define MOTE_OPS_SOFTMAX_HPP

#include <cstdint>
#include <limits>

#include "mote/config.hpp"
#include "mote/fixed_point.hpp"
#include "mote/ops/exponential.hpp"
#include "mote/ops/extents.hpp"
#include "mote/ops/node_view.hpp"

namespace mote {

template <class Extents>
struct row_geometry : Extents {
  constexpr std::int32_t rows() const { return this->template get<0>(); }
  constexpr std::int32_t depth() const { return this->template get<1>(); }
};

namespace portable {

/// output[r, c] = exp(beta * scale * input[r, c]) / sum over k of exp(beta * scale * input[r, k]), in steps
/// of 2^-bits(Output) above the type's minimum.
///
/// input, output [rows, depth]. `to_q5_26` scales differences to Q5.26; differences below `lowest_difference`
/// are too small to count. Source: TensorFlow Lite reference_ops::Softmax.
template <class Output, class Geometry>
MOTE_NOINLINE constexpr void softmax(const Geometry& g, const std::int8_t* input,
                                     quantized_multiplier to_q5_26, std::int32_t lowest_difference,
                                     Output* output) {
  constexpr std::int32_t low = std::numeric_limits<Output>::min();
  constexpr std::int32_t high = std::numeric_limits<Output>::max();
  for (std::int32_t r = 0; r < g.rows(); ++r, input += g.depth(), output += g.depth()) {
    std::int32_t largest = std::numeric_limits<std::int8_t>::min();
    for (std::int32_t c = 0; c < g.depth(); ++c) largest = input[c] > largest ? input[c] : largest;
    const auto counts = [&](std::int32_t c) { return input[c] - largest >= lowest_difference; };
    const auto exponential = [&](std::int32_t c) {
      return exp_of_negative(multiply(input[c] - largest, to_q5_26));
    };

    std::int32_t sum = 0;  // Q12.19
    for (std::int32_t c = 0; c < g.depth(); ++c) {
      if (counts(c)) sum = wrapping_add(sum, rounding_divide_by_power_of_two(exponential(c), 12));
    }
    // sum >= 1, as the largest element contributes exp(0).
    const int headroom = __builtin_clz(static_cast<unsigned>(sum));
    const auto fraction =
        static_cast<std::int32_t>((static_cast<std::uint32_t>(sum) << headroom) - (1U << 31));
    const std::int32_t reciprocal = one_over_one_plus(fraction);
    const int shift = 12 - headroom + 31 - static_cast<int>(8 * sizeof(Output));
    for (std::int32_t c = 0; c < g.depth(); ++c) {
      std::int32_t value = low;
      // A share so small that it needs a larger shift is below half a step.
      if (counts(c) && shift < 32) {
        value += rounding_divide_by_power_of_two(rounding_doubling_high_multiply(reciprocal, exponential(c)),
                                                 shift);
      }
      output[c] = static_cast<Output>(clamp(value, low, high));
    }
  }
}

}  // namespace portable

namespace ops {

/// SOFTMAX over the last dimension: int8 to int8 (scale 1/256, zero point -128) or int16 (1/65536, -32768).
struct softmax {
  static constexpr builtin_operator code = builtin_operator::softmax;
  template <class Extents>
  using geometry = row_geometry<Extents>;

  struct parameters {
    quantized_multiplier to_q5_26;
    std::int32_t lowest_difference;

    constexpr explicit parameters(const node_view& view)
        : to_q5_26(scale_to_q5_26(view)),
          // CalculateInputRadius: the largest difference that stays within 5 integer bits.
          lowest_difference(-static_cast<std::int32_t>((std::int64_t{31} << 26) >> to_q5_26.exponent)) {}
  };

  /// beta * input scale * 2^26, at most 2^31 - 1 (PreprocessSoftmaxScaling).
  static constexpr quantized_multiplier scale_to_q5_26(const node_view& view) {
    const real beta(view.options().scalar<float>(schema::softmax_options::beta));
    const real scale = (beta * real(view.input(0).quantization.scale())).times_power_of_two(26);
    const real most(0x7fffffff, 0);
    return (most < scale ? most : scale).quantized();
  }

  static constexpr dynamic_extents<2> extents(const node_view& view) {
    const shape& in = view.input(0).shape;
    return {{in.element_count() / in.back(), in.back()}};
  }

  static constexpr void check(node_check& check) {
    if (!check.operands(1, 1)) return;
    const operand input = check.input(0);
    const operand output = check.output();
    if (!check.type(input, {tensor_type::int8}) ||
        !check.type(output, {tensor_type::int8, tensor_type::int16}))
      return;
    check.require(input.shape.rank() >= 1 && input.shape == output.shape, error::shape_mismatch,
                  output.index);
    // More terms than the 12 integer bits of the sum hold would overflow it.
    check.require(input.shape.back() < 1 << 12, error::accumulator_overflow, input.index, input.shape.back());
    const auto beta = check.view().options().scalar<float>(schema::softmax_options::beta);
    if (!check.require(node_check::is_finite(beta) && beta > 0.0F, error::bad_beta)) return;
    if (!check.quantized(input) || !check.quantized(output)) return;
    const bool wide = output.type == tensor_type::int16;
    const float step = wide ? 1.0F / 65536 : 1.0F / 256;
    const float deviation = output.quantization.scale() - step;
    check.require(output.quantization.zero_point() == (wide ? -32768 : -128) && deviation <= step / 1000 &&
                      deviation >= -step / 1000,
                  error::bad_output_quantization, output.index);
    const int exponent = scale_to_q5_26(check.view()).exponent;
    check.require(exponent >= 0, error::scales_too_far_apart, input.index, exponent);
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    const auto& p = context.template parameters<softmax>();
    context.template visit_output<std::int8_t, std::int16_t>([&](auto tag) {
      using output_type = typename decltype(tag)::type;
      portable::softmax(context.template geometry<softmax>(), context.template input<std::int8_t, 0>(),
                        p.to_q5_26, p.lowest_difference, context.template output<output_type>());
    });
  }
};

}  // namespace ops
}  // namespace mote

#endif
