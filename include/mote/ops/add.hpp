// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_ADD_HPP
#define MOTE_OPS_ADD_HPP

#include <cstdint>

#include "mote/fixed_point.hpp"
#include "mote/ops/activation.hpp"
#include "mote/ops/elementwise.hpp"

namespace mote::ops {

/// ADD, int8, with broadcasting. Source of the arithmetic: CalculateOpDataAdd,
/// reference_integer_ops::AddElementwise.
struct add : binary_elementwise {
  static constexpr builtin_operator code = builtin_operator::add;

  /// Both inputs are brought to the scale 2 * max(scales) / 2^20, added, and scaled to the output.
  struct sum {
    static constexpr int left_shift = 20;
    std::int32_t first_offset;
    std::int32_t second_offset;
    quantized_multiplier first_multiplier;
    quantized_multiplier second_multiplier;
    quantized_multiplier output_multiplier;
    output_stage stage;

    constexpr explicit sum(const node_view& view)
        : first_offset(-view.input(0).quantization.zero_point()),
          second_offset(-view.input(1).quantization.zero_point()),
          stage(output_stage_of(view, schema::add_options::activation)) {
      const real first(view.input(0).quantization.scale());
      const real second(view.input(1).quantization.scale());
      const real largest = first < second ? second : first;
      first_multiplier = (first / largest).times_power_of_two(-1).quantized();
      second_multiplier = (second / largest).times_power_of_two(-1).quantized();
      output_multiplier =
          (largest / real(view.output().quantization.scale())).times_power_of_two(1 - left_shift).quantized();
    }

    constexpr std::int8_t operator()(std::int32_t a, std::int32_t b) const {
      const std::int32_t total = multiply((a + first_offset) * (1 << left_shift), first_multiplier) +
                                 multiply((b + second_offset) * (1 << left_shift), second_multiplier);
      return static_cast<std::int8_t>(stage(multiply(total, output_multiplier)));
    }
  };
  using parameters = sum;

  static constexpr void check(node_check& check) {
    if (!check.operands(2, 2)) return;
    const operand first = check.input(0);
    const operand second = check.input(1);
    const operand output = check.output();
    bool ok = check.type(first, {tensor_type::int8});
    ok &= check.type(second, {tensor_type::int8});
    ok &= check.type(output, {tensor_type::int8});
    if (!ok || !check_shapes(check)) return;
    ok = check.quantized(first);
    ok &= check.quantized(second);
    ok &= check.quantized(output);
    ok &= check_activation(check, schema::add_options::activation);
    if (!ok) return;
    check.require(sum(check.view()).output_multiplier.exponent <= 30, error::scales_too_far_apart,
                  output.index);
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    portable::elementwise(context.template geometry<add>(), context.template input<std::int8_t, 0>(),
                          context.template input<std::int8_t, 1>(), context.template parameters<add>(),
                          context.template output<std::int8_t>());
  }
};

}  // namespace mote::ops

#endif
