// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_EXPAND_DIMS_HPP
#define MOTE_OPS_EXPAND_DIMS_HPP

#include "mote/ops/axes.hpp"
#include "mote/ops/reshape.hpp"

namespace mote::ops {

/// EXPAND_DIMS of any type: puts a dimension of 1 in at the axis that is the second input. The output shares
/// the first input's memory.
struct expand_dims : reshape {
  static constexpr builtin_operator code = builtin_operator::expand_dims;

  static constexpr void check(node_check& check) {
    if (!check.operands(2, 2)) return;
    const operand output = check.output();
    const shape& in = check.view().input(0).shape;
    check.same_type(output, check.input(0).type);
    if (!check_axis_operand(check, check.input(1), in.rank() + 1)) return;
    const int axis = axis_of(check.input(1).integer_at(0), in.rank() + 1);
    shape_comparison expanded(output.shape);
    expanded.next(in, 0, axis);
    expanded.next(1);
    expanded.next(in, axis, in.rank());
    check.require(expanded.equal(), error::shape_mismatch, output.index);
  }
};

}  // namespace mote::ops

#endif
