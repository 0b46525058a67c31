// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_CONSTANT_PADDING_HPP
#define MOTE_OPS_CONSTANT_PADDING_HPP

#include <cstdint>

#include "mote/ops/axes.hpp"
#include "mote/ops/strided_copy.hpp"

namespace mote {

/// The paddings [rank, 2] of a node: how much comes in front of each axis and behind it. A constant, none of
/// them negative, and the output is larger than the input by as much.
constexpr bool check_paddings(node_check& check) {
  const operand input = check.input(0);
  const operand paddings = check.input(1);
  const operand output = check.output();
  const int rank = input.shape.rank();
  if (!check.same_type(output, input.type) || !check.rank(output, rank)) return false;
  if (!check_integers(check, paddings, 2 * rank) || !check_not_negative(check, paddings)) return false;
  for (int axis = 0; axis < rank; ++axis) {
    // Subtracted, as a sum could overflow.
    const std::int64_t inside = output.shape[axis] - paddings.integer_at(2 * axis);
    if (!check.require(inside - input.shape[axis] == paddings.integer_at(2 * axis + 1), error::shape_mismatch,
                       output.index)) {
      return false;
    }
  }
  return true;
}

/// The byte that stands for 0 in all bytes of a tensor: its zero point if it is int8, or 0.
constexpr std::uint8_t zero_byte(const tensor& of) {
  return of.type == tensor_type::int8 ? static_cast<std::uint8_t>(of.quantization.zero_point()) : 0;
}
constexpr bool check_zero_byte(node_check& check, const operand& subject) {
  const std::int64_t zero_point = subject.quantization.zero_points[0];
  return check.require(subject.type != tensor_type::int8 || (zero_point >= -128 && zero_point <= 127),
                       error::bad_zero_point, subject.index, zero_point);
}

/// Base of the operators that put the input into a larger output, filled before.
struct constant_padding : strided_copying {
  static constexpr auto extents(const node_view& view) {
    const tensor& input = view.input(0);
    strided to = row_major(view.output().shape);
    for (int axis = 0; axis < input.shape.rank(); ++axis) {
      to.start += static_cast<std::int32_t>(view.input(1).integer_at(2 * axis)) * to.strides[axis];
    }
    return copy_extents(input.type, input.shape, row_major(input.shape), to);
  }
};

}  // namespace mote

#endif
