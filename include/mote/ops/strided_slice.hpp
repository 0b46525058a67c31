// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_STRIDED_SLICE_HPP
#define MOTE_OPS_STRIDED_SLICE_HPP

#include <cstdint>
#include <limits>

#include "mote/fixed_point.hpp"
#include "mote/ops/axes.hpp"
#include "mote/ops/strided_copy.hpp"

namespace mote::ops {

/// STRIDED_SLICE of any type: elements begin[k], begin[k] + strides[k], ... up to end[k], excluded, along
/// each axis; axes beyond those of the three constants are taken whole. Ellipses, new axes and ends that
/// count from the beginning are refused, the reference ignores them. Source:
/// strided_slice::StridedSliceStartForAxis and StridedSliceEndForAxis.
struct strided_slice : strided_copying {
  static constexpr builtin_operator code = builtin_operator::strided_slice;
  using option = schema::strided_slice_options;

  static constexpr auto extents(const node_view& view) {
    const tensor& input = view.input(0);
    const tensor strides = view.any_input(3);
    strided from = row_major(input.shape);
    shape sizes;
    for (int axis = 0; axis < input.shape.rank(); ++axis) {
      const elements taken = along(view, strides, axis);
      from.start += taken.first * from.strides[axis];
      from.strides[axis] *= taken.step;
      sizes.push_back(taken.count);
    }
    return copy_extents(input.type, sizes, from, row_major(sizes));
  }

  static constexpr void check(node_check& check) {
    if (!check.operands(4, 4)) return;
    const operand input = check.input(0);
    const operand output = check.output();
    const operand strides = check.any_input(3);
    if (!check.same_type(output, input.type)) return;
    const std::int32_t count = check.input(1).shape.element_count();
    if (!check.require(count <= input.shape.rank(), error::shape_mismatch, check.input(1).index, count)) {
      return;
    }
    bool ok = check_integers(check, check.input(1), count);
    ok &= check_integers(check, check.input(2), count);
    ok &= check_integers(check, strides, count);
    const flatbuffer::table& options = check.view().options();
    ok &= check.require(options.scalar<std::int32_t>(option::ellipsis_mask) == 0 &&
                            options.scalar<std::int32_t>(option::new_axis_mask) == 0 &&
                            !options.scalar<bool>(option::offset),
                        error::bad_option);
    if (!ok) return;
    shape_comparison dimensions(output.shape);
    for (int axis = 0; axis < input.shape.rank(); ++axis) {
      const bool shrinks = axis < count && is_set(check.view(), option::shrink_axis_mask, axis);
      if (axis < count) {
        const std::int64_t step = strides.integer_at(axis);
        constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
        if (!check.require((shrinks ? step > 0 : step != 0) && step >= -most && step <= most,
                           error::bad_stride, strides.index, step)) {
          return;
        }
      }
      const elements taken = along(check.view(), strides, axis);
      if (!shrinks) {
        dimensions.next(taken.count);
      } else if (!check.require(taken.count == 1, error::bad_index, check.input(1).index, axis)) {
        return;
      }
    }
    check.require(dimensions.equal(), error::shape_mismatch, output.index);
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    copy<strided_slice>(context);
  }

 private:
  /// What is taken of one axis.
  struct elements {
    std::int32_t first;
    std::int32_t count;
    std::int32_t step;
  };

  static constexpr bool is_set(const node_view& view, unsigned mask, int axis) {
    return (view.options().scalar<std::uint32_t>(mask) >> axis & 1) != 0;
  }

  static constexpr elements along(const node_view& view, const tensor& strides, int axis) {
    const std::int32_t size = view.input(0).shape[axis];
    if (axis >= strides.shape.element_count()) return {0, size, 1};
    const auto step = static_cast<std::int32_t>(strides.integer_at(axis));
    const bool forward = step > 0;
    // Outermost positions that begin and end can have.
    const std::int32_t low = forward ? 0 : -1;
    const std::int32_t high = forward ? size : size - 1;
    const auto position = [&](std::int64_t given) {
      return static_cast<std::int32_t>(clamp<std::int64_t>(given < 0 ? given + size : given, low, high));
    };
    const std::int32_t first = is_set(view, option::begin_mask, axis)
                                   ? (forward ? 0 : size - 1)
                                   : position(view.input(1).integer_at(axis));
    if (is_set(view, option::shrink_axis_mask, axis)) return {first, first < size ? 1 : 0, 1};
    const std::int32_t end = is_set(view, option::end_mask, axis) ? (forward ? high : low)
                                                                  : position(view.input(2).integer_at(axis));
    const std::int32_t distance = forward ? end - first : first - end;
    if (distance <= 0) return {first, 0, 1};
    const std::int32_t count = (distance - 1) / (forward ? step : -step) + 1;
    return {first, count, count > 1 ? step : 1};
  }
};

}  // namespace mote::ops

#endif
