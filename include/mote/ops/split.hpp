// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_SPLIT_HPP
#define MOTE_OPS_SPLIT_HPP

#include <cstdint>

#include "mote/ops/parts.hpp"

namespace mote::ops {

/// SPLIT of a tensor of any type, the second input, into equal parts along the axis that is the first.
struct split : dividing<split, 1> {
  static constexpr builtin_operator code = builtin_operator::split;

  static constexpr std::int32_t axis(const node_view& view) {
    return axis_of(view.input(0).integer_at(0), view.input(1).shape.rank());
  }

  static constexpr void check(node_check& check) {
    if (!check_operands(check, 2)) return;
    const operand input = check.input(1);
    if (!check_axis_operand(check, check.input(0), input.shape.rank())) return;
    const int outputs = check.view().output_count();
    const auto output = [&](int k) { return check.any_output(k); };
    if (!check_slabs(check, input, axis(check.view()), outputs, output)) return;
    for (int k = 1; k < outputs; ++k) {
      if (!check.same_shape(output(0), output(k))) return;
    }
  }
};

}  // namespace mote::ops

#endif
