// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_LOG_SOFTMAX_HPP
#define MOTE_OPS_LOG_SOFTMAX_HPP

#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "mote/config.hpp"
#include "mote/fixed_point.hpp"
#include "mote/ops/difference_exponential.hpp"
#include "mote/ops/logarithm.hpp"
#include "mote/ops/rows.hpp"

namespace mote {

/// Scales of LOG_SOFTMAX, int8. Source: PreprocessLogSoftmaxScalingExp.
struct log_softmax_scale : difference_exponential {
  using parameters = log_softmax_scale;
  quantized_multiplier from_q5_26;  ///< back to the input's scale

  constexpr explicit log_softmax_scale(const node_view& view)
      : difference_exponential(1.0F, view.input(0).quantization.scale()),
        from_q5_26(
            divide(real(1, 31 - to_q5_26.exponent), real(static_cast<std::uint64_t>(to_q5_26.value), 0))
                .quantized()) {}
};

namespace portable {

/// output[r, c] = scale * input[r, c] - log(sum over k of exp(scale * input[r, k])), in steps of 1/16 below
/// 127.
///
/// input, output [rows, depth]. Source: TensorFlow Lite reference_ops::LogSoftmaxQuantized.
template <class Geometry>
MOTE_NOINLINE constexpr void log_softmax(const Geometry& g, const std::int8_t* input,
                                         const log_softmax_scale& scale, std::int8_t* output) {
  constexpr std::int32_t low = std::numeric_limits<std::int8_t>::min();
  constexpr std::int32_t high = std::numeric_limits<std::int8_t>::max();
  for (std::int32_t r = 0; r < g.rows(); ++r, input += g.depth(), output += g.depth()) {
    const std::int32_t largest = largest_of<std::int8_t>(input, g.depth());
    const std::int32_t log_sum = log_of_at_least_one(scale.sum(input, g.depth(), largest));  // Q5.26
    // Where the difference of the logarithms leaves Q5.26.
    const std::int32_t bound = multiply(log_sum + std::numeric_limits<std::int32_t>::min(), scale.from_q5_26);
    const std::int32_t lowest = scale.lowest - 1 > bound ? scale.lowest - 1 : bound;
    for (std::int32_t c = 0; c < g.depth(); ++c) {
      const std::int32_t difference = input[c] - largest;
      std::int32_t value = low;
      if (difference > lowest) {
        const std::int32_t logarithm = wrapping_add(scale.scaled(difference), -log_sum);
        value = rounding_divide_by_power_of_two(logarithm, 26 - 4) + high;
      }
      output[c] = static_cast<std::int8_t>(clamp(value, low, high));
    }
  }
}

/// The same of floats.
template <class Geometry, class Input>
MOTE_NOINLINE void log_softmax_float(const Geometry& g, Input input, float* output) {
  for (std::int32_t r = 0; r < g.rows(); ++r, input = input + g.depth(), output += g.depth()) {
    const auto largest = largest_of<float>(input, g.depth());
    float sum = 0.0F;
    for (std::int32_t c = 0; c < g.depth(); ++c) sum += std::exp(input[c] - largest);
    const float log_sum = std::log(sum);
    for (std::int32_t c = 0; c < g.depth(); ++c) output[c] = input[c] - largest - log_sum;
  }
}

}  // namespace portable

namespace ops {

/// LOG_SOFTMAX over the last dimension: int8 (to scale 1/16, zero point 127), float32.
struct log_softmax : row_operator {
  static constexpr builtin_operator code = builtin_operator::log_softmax;

  static constexpr void check(node_check& check) {
    if (!check.operands(1, 1)) return;
    const operand input = check.input(0);
    const operand output = check.output();
    if (!check.type(input, {tensor_type::int8, tensor_type::float32}) || !check.same_type(output, input.type))
      return;
    if (!check_rows(check) || input.type == tensor_type::float32) return;
    if (!check.quantized(input) || !check.quantized(output)) return;
    check.require(output.quantization.scale() == 1.0F / 16 && output.quantization.zero_point() == 127,
                  error::bad_output_quantization, output.index);
    check_depth(check, 0xfff);  // the sum has 12 integer bits
    // Beyond a scale of 2^-26 the way back from Q5.26 has a multiplier below 1, as the reference demands.
    const log_softmax_scale scale(check.view());
    check.require(scale.to_q5_26.exponent > 0 && scale.from_q5_26.exponent <= 0, error::scales_too_far_apart,
                  input.index, scale.to_q5_26.exponent);
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    context.template visit_input<std::int8_t, float>(
        [&](auto tag) { run_on<typename decltype(tag)::type>(context); });
  }

 private:
  template <class T, class Context>
  static constexpr void run_on(const Context& context) {
    const auto g = context.template geometry<log_softmax>();
    const auto input = context.template input<T, 0>();
    T* output = context.template output<T>();
    if constexpr (std::is_same_v<T, float>) {
      portable::log_softmax_float(g, input, output);
    } else {
      portable::log_softmax(g, input, context.template parameters<log_softmax_scale>(), output);
    }
  }
};

}  // namespace ops
}  // namespace mote

#endif
