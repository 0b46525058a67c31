// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_RESIZE_HPP
#define MOTE_OPS_RESIZE_HPP

#include <cstdint>

#include "mote/config.hpp"
#include "mote/ops/axes.hpp"

// What the operators that change the height and the width of images have in common.

namespace mote {

/// One axis of an image that gets another size.
struct resized_axis {
  std::int32_t input;
  std::int32_t output;
  bool align_corners;       ///< the first and the last pixels keep their places
  bool half_pixel_centers;  ///< pixels are squares, not points

  /// Input pixels for each output pixel, as a ratio.
  constexpr std::int32_t numerator() const { return aligned() ? input - 1 : input; }
  constexpr std::int32_t denominator() const { return aligned() ? output - 1 : output; }

 private:
  constexpr bool aligned() const { return align_corners && output > 1; }
};

/// The axis of a node whose options are a table Options.
template <class Options>
MOTE_NOINLINE constexpr resized_axis resized_axis_of(const node_view& view, int axis) {
  return {view.input(0).shape[axis], view.output().shape[axis],
          view.options().scalar<bool>(Options::align_corners),
          view.options().scalar<bool>(Options::half_pixel_centers)};
}

/// Images of rank 4, and a constant [height, width] of the output.
constexpr bool check_resize(node_check& check) {
  const operand input = check.input(0);
  const operand size = check.input(1);
  const operand output = check.output();
  if (!check.same_type(output, input.type) || !check.rank(input, 4) || !check.rank(output, 4)) return false;
  if (!check_shape_operand(check, size, shape(output.shape[1], output.shape[2]))) return false;
  // Positions in 10-bit fixed point, and floats, would not be exact.
  constexpr std::int32_t most = 1 << 20;
  for (int axis = 1; axis <= 2; ++axis) {
    if (!check.require(input.shape[axis] < most, error::tensor_too_large, input.index, input.shape[axis]) ||
        !check.require(output.shape[axis] < most, error::tensor_too_large, output.index,
                       output.shape[axis])) {
      return false;
    }
  }
  return check.require(input.shape[0] == output.shape[0] && input.shape[3] == output.shape[3],
                       error::shape_mismatch, output.index);
}

}  // namespace mote

#endif
