// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_SPLIT_V_HPP
#define MOTE_OPS_SPLIT_V_HPP

#include <cstdint>

#include "mote/ops/parts.hpp"

namespace mote::ops {

/// SPLIT_V of a tensor of any type along the axis that is the third input. The parts' sizes are those of the
/// outputs; the second input, which repeats them, is not read.
struct split_v : dividing<split_v, 0> {
  static constexpr builtin_operator code = builtin_operator::split_v;

  static constexpr std::int32_t axis(const node_view& view) {
    return axis_of(view.input(2).integer_at(0), view.input(0).shape.rank());
  }

  static constexpr void check(node_check& check) {
    if (!check_operands(check, 3)) return;
    const operand input = check.input(0);
    if (!check_axis_operand(check, check.input(2), input.shape.rank())) return;
    check_slabs(check, input, axis(check.view()), check.view().output_count(),
                [&](int k) { return check.any_output(k); });
  }
};

}  // namespace mote::ops

#endif
