// SPDX-License-Identifier: Apache-2.0

#ifndef MOTE_EXAMPLES_CUSTOM_OPERATOR_PEAK_HOLD_HPP
#define MOTE_EXAMPLES_CUSTOM_OPERATOR_PEAK_HOLD_HPP

#include <cstdint>
#include <mote/ops/op_list.hpp>

// An operator of our own. It is part of a program once it is in the list of operators that a model is
// compiled or loaded with.

/// output[i] = the larger of input[i] and what the output was one invoke ago, less one step: peaks stay
/// visible for a while. int8, any shape; all tensors have the same quantization.
struct peak_hold {
  static constexpr mote::builtin_operator code = mote::builtin_operator::custom;
  static constexpr const char* custom_code = "PeakHold";

  /// The last output. It is all zero at first, so it is stored as the distance from the lowest value.
  static constexpr std::uint32_t state_bytes(const mote::node_view& view) {
    return view.input(0).size_bytes();
  }

  /// What isn't refused here is safe to run.
  static constexpr void check(mote::node_check& check) {
    if (!check.operands(1, 1)) return;
    const mote::operand input = check.input(0);
    const mote::operand output = check.output();
    if (!check.type(input, {mote::tensor_type::int8}) || !check.type(output, {mote::tensor_type::int8}))
      return;
    check.same_shape(input, output);
    if (check.quantized(input) && check.quantized(output)) check.same_quantization(input, output);
  }

  template <class Context>
  static void run(const Context& context) {
    constexpr int lowest = -128;
    const auto* input = context.template input<std::int8_t, 0>();
    auto* output = context.template output<std::int8_t>();
    auto* held = context.template state<peak_hold, std::uint8_t>();
    const auto size = context.view().input(0).size_bytes();
    for (std::uint32_t i = 0; i < size; ++i) {
      const int level = input[i] - lowest;
      const int faded = held[i] > 0 ? held[i] - 1 : 0;
      held[i] = static_cast<std::uint8_t>(level > faded ? level : faded);
      output[i] = static_cast<std::int8_t>(held[i] + lowest);
    }
  }
};

#endif  // MOTE_EXAMPLES_CUSTOM_OPERATOR_PEAK_HOLD_HPP
