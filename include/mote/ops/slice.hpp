// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_SLICE_HPP
#define MOTE_OPS_SLICE_HPP

#include <cstdint>

#include "mote/ops/axes.hpp"
#include "mote/ops/strided_copy.hpp"

namespace mote::ops {

/// SLICE of any type: size[k] elements from begin[k] on along each axis, -1 for all that are left. Begin and
/// size are constants.
struct slice : strided_copying {
  static constexpr builtin_operator code = builtin_operator::slice;

  static constexpr auto extents(const node_view& view) {
    const tensor& input = view.input(0);
    const shape& out = view.output().shape;
    strided from = row_major(input.shape);
    for (int axis = 0; axis < out.rank(); ++axis) {
      from.start += static_cast<std::int32_t>(view.input(1).integer_at(axis)) * from.strides[axis];
    }
    return copy_extents(input.type, out, from, row_major(out));
  }

  static constexpr void check(node_check& check) {
    if (!check.operands(3, 3)) return;
    const operand input = check.input(0);
    const operand begin = check.input(1);
    const operand size = check.input(2);
    const operand output = check.output();
    const int rank = input.shape.rank();
    if (!check.same_type(output, input.type) || !check.rank(output, rank)) return;
    if (!check_integers(check, begin, rank) || !check_integers(check, size, rank)) return;
    for (int axis = 0; axis < rank; ++axis) {
      const std::int64_t first = begin.integer_at(axis);
      const std::int64_t whole = input.shape[axis];
      if (!check.require(first >= 0 && first < whole, error::bad_index, begin.index, first)) return;
      const std::int64_t count = size.integer_at(axis) == -1 ? whole - first : size.integer_at(axis);
      if (!check.require(count <= whole - first, error::bad_index, size.index, count)) return;
      if (!check.require(output.shape[axis] == count, error::shape_mismatch, output.index)) return;
    }
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    copy<slice>(context);
  }
};

}  // namespace mote::ops

#endif
