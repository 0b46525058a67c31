// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_L2_NORMALIZATION_HPP
#define MOTE_OPS_L2_NORMALIZATION_HPP

#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "mote/config.hpp"
#include "mote/fixed_point.hpp"
#include "mote/ops/inverse_square_root.hpp"
#include "mote/ops/rows.hpp"

namespace mote {
namespace portable {

/// output[r, c] = input[r, c] / sqrt(sum over k of input[r, k]^2), in steps of 1/128.
///
/// input, output [rows, depth]. Source: TensorFlow Lite reference_integer_ops::L2Normalization.
template <class Geometry>
MOTE_NOINLINE constexpr void l2_normalization(const Geometry& g, const std::int8_t* input,
                                              std::int32_t zero_point, std::int8_t* output) {
  constexpr std::int32_t low = std::numeric_limits<std::int8_t>::min();
  constexpr std::int32_t high = std::numeric_limits<std::int8_t>::max();
  for (std::int32_t r = 0; r < g.rows(); ++r, input += g.depth(), output += g.depth()) {
    std::int32_t sum = 0;
    for (std::int32_t c = 0; c < g.depth(); ++c) {
      const std::int32_t value = input[c] - zero_point;
      sum += value * value;
    }
    quantized_multiplier factor = inverse_square_root(sum);
    factor.exponent += 7;
    for (std::int32_t c = 0; c < g.depth(); ++c) {
      output[c] = static_cast<std::int8_t>(clamp(multiply(input[c] - zero_point, factor), low, high));
    }
  }
}

/// The same of floats. Source: reference_ops::L2Normalization.
template <class Geometry, class Input>
MOTE_NOINLINE void l2_normalization_float(const Geometry& g, Input input, float* output) {
  constexpr float smallest_norm = 1e-6F;
  for (std::int32_t r = 0; r < g.rows(); ++r, input = input + g.depth(), output += g.depth()) {
    float sum = 0.0F;
    for (std::int32_t c = 0; c < g.depth(); ++c) sum += input[c] * input[c];
    const float root = std::sqrt(sum);
    const float norm = root < smallest_norm ? smallest_norm : root;
    for (std::int32_t c = 0; c < g.depth(); ++c) output[c] = input[c] / norm;
  }
}

}  // namespace portable

namespace ops {

/// L2_NORMALIZATION over the last dimension: int8 (to scale 1/128, zero point 0), float32.
struct l2_normalization : row_operator {
  static constexpr builtin_operator code = builtin_operator::l2_normalization;

  struct parameters {
    std::int32_t zero_point;
    constexpr explicit parameters(const node_view& view)
        : zero_point(view.input(0).quantization.zero_point()) {}
  };

  static constexpr void check(node_check& check) {
    if (!check.operands(1, 1)) return;
    const operand input = check.input(0);
    const operand output = check.output();
    if (!check.type(input, {tensor_type::int8, tensor_type::float32}) || !check.same_type(output, input.type))
      return;
    const auto activation = check.view().options().scalar<std::int8_t>(schema::l2_norm_options::activation);
    check.require(activation == 0, error::bad_activation, none, activation);
    if (!check_rows(check) || input.type == tensor_type::float32) return;
    if (!check.quantized(input) || !check.quantized(output)) return;
    check.require(output.quantization.scale() == 1.0F / 128 && output.quantization.zero_point() == 0,
                  error::bad_output_quantization, output.index);
    check_depth(check, 0x7fffffff / (255 * 255));
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    context.template visit_input<std::int8_t, float>(
        [&](auto tag) { run_on<typename decltype(tag)::type>(context); });
  }

 private:
  template <class T, class Context>
  static constexpr void run_on(const Context& context) {
    const auto g = context.template geometry<l2_normalization>();
    const auto input = context.template input<T, 0>();
    T* output = context.template output<T>();
    if constexpr (std::is_same_v<T, float>) {
      portable::l2_normalization_float(g, input, output);
    } else {
      portable::l2_normalization(g, input, context.template parameters<l2_normalization>().zero_point,
                                 output);
    }
  }
};

}  // namespace ops
}  // namespace mote

#endif
