// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_REVERSE_V2_HPP
#define MOTE_OPS_REVERSE_V2_HPP

#include <cstdint>

#include "mote/ops/axes.hpp"
#include "mote/ops/strided_copy.hpp"

namespace mote::ops {

/// REVERSE_V2 of any type along any set of axes, a constant.
struct reverse_v2 : strided_copying {
  static constexpr builtin_operator code = builtin_operator::reverse_v2;

  static constexpr auto extents(const node_view& view) {
    const tensor& input = view.input(0);
    strided from = row_major(input.shape);
    for (std::int32_t i = 0; i < view.input(1).shape.element_count(); ++i) {
      const int axis = axis_of(view.input(1).integer_at(i), input.shape.rank());
      from.start += (input.shape[axis] - 1) * from.strides[axis];
      from.strides[axis] = -from.strides[axis];
    }
    return copy_extents(input.type, input.shape, from, row_major(input.shape));
  }

  static constexpr void check(node_check& check) {
    if (!check.operands(2, 2)) return;
    const operand input = check.input(0);
    const operand output = check.output();
    if (!check.same_type(output, input.type) || !check.same_shape(input, output)) return;
    check_distinct_axes_operand(check, check.input(1), input.shape.rank());
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    copy<reverse_v2>(context);
  }
};

}  // namespace mote::ops

#endif
