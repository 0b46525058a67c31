// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_TRANSPOSE_HPP
#define MOTE_OPS_TRANSPOSE_HPP

#include "mote/ops/axes.hpp"
#include "mote/ops/strided_copy.hpp"

namespace mote::ops {

/// TRANSPOSE of any type: axis k of the output is axis permutation[k] of the input. The permutation is a
/// constant.
struct transpose : strided_copying {
  static constexpr builtin_operator code = builtin_operator::transpose;

  static constexpr auto extents(const node_view& view) {
    const tensor& input = view.input(0);
    const shape& out = view.output().shape;
    const strided from = row_major(input.shape);
    strided permuted;
    for (int axis = 0; axis < out.rank(); ++axis) {
      permuted.strides[axis] = from.strides[axis_of(view.input(1).integer_at(axis), out.rank())];
    }
    return copy_extents(input.type, out, permuted, row_major(out));
  }

  static constexpr void check(node_check& check) {
    if (!check.operands(2, 2)) return;
    const operand input = check.input(0);
    const operand permutation = check.input(1);
    const operand output = check.output();
    const int rank = input.shape.rank();
    if (!check.same_type(output, input.type) || !check.rank(output, rank)) return;
    if (!check_integers(check, permutation, rank) || !check_distinct_axes_operand(check, permutation, rank))
      return;
    for (int i = 0; i < rank; ++i) {
      const int axis = axis_of(permutation.integer_at(i), rank);
      if (!check.require(output.shape[i] == input.shape[axis], error::shape_mismatch, output.index)) return;
    }
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    copy<transpose>(context);
  }
};

}  // namespace mote::ops

#endif
