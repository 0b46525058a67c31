// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_CONCATENATION_HPP
#define MOTE_OPS_CONCATENATION_HPP

#include <cstdint>

#include "mote/ops/parts.hpp"

namespace mote::ops {

/// CONCATENATION of any type along an axis. Elements are copied as they are. As the reference demands, 8-bit
/// tensors all have the same quantization, and int16 ones zero point 0.
struct concatenation : joining<concatenation> {
  static constexpr builtin_operator code = builtin_operator::concatenation;
  using option = schema::concatenation_options;

  static constexpr std::int32_t axis(const node_view& view) {
    return axis_of(view.options().scalar<std::int32_t>(option::axis), view.output().shape.rank());
  }

  static constexpr void check(node_check& check) {
    if (!check_operands(check)) return;
    const operand output = check.output();
    const flatbuffer::table& options = check.view().options();
    const auto fused = options.scalar<std::int8_t>(option::activation);
    check.require(fused == static_cast<std::int8_t>(activation::none), error::bad_activation, none, fused);
    if (!check_axis(check, options.scalar<std::int32_t>(option::axis), output.shape.rank())) return;
    const int inputs = check.view().input_count();
    if (!check_slabs(check, output, axis(check.view()), inputs, [&](int k) { return check.any_input(k); })) {
      return;
    }
    for (int k = 0; k < inputs; ++k) {
      if (!check_quantization(check, output, check.any_input(k))) return;
    }
  }

 private:
  static constexpr bool check_quantization(node_check& check, const operand& output, const operand& input) {
    if (output.type == tensor_type::int16) {
      return check.require(input.quantization.zero_point() == 0 && output.quantization.zero_point() == 0,
                           error::bad_zero_point, input.index);
    }
    return size_of(output.type) > 1 || check.same_quantization(output, input);
  }
};

}  // namespace mote::ops

#endif
