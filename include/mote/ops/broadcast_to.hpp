// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_BROADCAST_TO_HPP
#define MOTE_OPS_BROADCAST_TO_HPP

#include "mote/ops/axes.hpp"
#include "mote/ops/strided_copy.hpp"

namespace mote::ops {

/// BROADCAST_TO of any type, with NumPy's rules. The second input, a constant, is the output's shape.
struct broadcast_to : strided_copying {
  static constexpr builtin_operator code = builtin_operator::broadcast_to;

  static constexpr auto extents(const node_view& view) {
    const tensor& input = view.input(0);
    const shape& out = view.output().shape;
    const strided from = row_major(input.shape);
    const int added = out.rank() - input.shape.rank();
    strided repeated;
    for (int axis = added; axis < out.rank(); ++axis) {
      if (input.shape[axis - added] != 1) repeated.strides[axis] = from.strides[axis - added];
    }
    return copy_extents(input.type, out, repeated, row_major(out));
  }

  static constexpr void check(node_check& check) {
    if (!check.operands(2, 2)) return;
    const operand input = check.input(0);
    const operand output = check.output();
    if (!check.same_type(output, input.type)) return;
    if (!check_shape_operand(check, check.input(1), output.shape)) return;
    const int added = output.shape.rank() - input.shape.rank();
    bool fits = added >= 0;
    for (int axis = 0; fits && axis < input.shape.rank(); ++axis) {
      fits = input.shape[axis] == 1 || input.shape[axis] == output.shape[axis + added];
    }
    check.require(fits, error::shape_mismatch, output.index);
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    copy<broadcast_to>(context);
  }
};

}  // namespace mote::ops

#endif
