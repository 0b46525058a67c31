// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_DYNAMIC_UPDATE_SLICE_HPP
#define MOTE_OPS_DYNAMIC_UPDATE_SLICE_HPP

#include <cstdint>

#include "mote/fixed_point.hpp"
#include "mote/ops/axes.hpp"
#include "mote/ops/op_list.hpp"
#include "mote/ops/strided_copy.hpp"

namespace mote::ops {

/// DYNAMIC_UPDATE_SLICE of any type: the first input with the second written over it from the position on
/// that the third gives, int32 or int64. As in the reference, the position moves to the nearest at which the
/// update lies inside.
struct dynamic_update_slice : strided_copying {
  static constexpr builtin_operator code = builtin_operator::dynamic_update_slice;

  /// How far the update can move along each axis, and by how many bytes a step takes it.
  struct parameters {
    std::int32_t rank;
    std::int32_t last[max_rank]{};
    std::int32_t strides[max_rank]{};

    constexpr explicit parameters(const node_view& view) : rank(view.input(0).shape.rank()) {
      const tensor& whole = view.input(0);
      const strided elements = row_major(whole.shape);
      for (int axis = 0; axis < rank; ++axis) {
        last[axis] = whole.shape[axis] - view.input(1).shape[axis];
        strides[axis] = elements.strides[axis] * static_cast<std::int32_t>(size_of(whole.type));
      }
    }

    /// Where the update begins, in bytes.
    template <class Indices>
    constexpr std::int32_t offset(const Indices& begin) const {
      std::int32_t result = 0;
      for (int axis = 0; axis < rank; ++axis) {
        const auto first = clamp<std::int64_t>(begin[axis], 0, last[axis]);
        result += static_cast<std::int32_t>(first) * strides[axis];
      }
      return result;
    }
  };

  static constexpr auto extents(const node_view& view) {
    const tensor& update = view.input(1);
    return copy_extents(update.type, update.shape, row_major(update.shape), row_major(view.input(0).shape));
  }

  static constexpr void check(node_check& check) {
    if (!check.operands(3, 3)) return;
    const operand input = check.input(0);
    const operand update = check.input(1);
    const operand begin = check.input(2);
    const operand output = check.output();
    const int rank = input.shape.rank();
    if (!check.same_type(output, input.type) || !check.same_type(update, input.type)) return;
    if (!check.same_shape(input, output) || !check.rank(update, rank)) return;
    for (int axis = 0; axis < rank; ++axis) {
      if (!check.require(update.shape[axis] <= input.shape[axis], error::shape_mismatch, update.index))
        return;
    }
    if (!check.type(begin, {tensor_type::int32, tensor_type::int64})) return;
    check.require(begin.shape.element_count() == rank, error::shape_mismatch, begin.index);
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    const auto& p = context.template parameters<dynamic_update_slice>();
    std::int32_t offset = 0;
    context.template visit_input_at<2, std::int32_t, std::int64_t>(
        [&](auto tag) { offset = p.offset(context.template input<typename decltype(tag)::type, 2>()); });
    context.copy_unless_shared();
    portable::strided_copy(context.template geometry<dynamic_update_slice>(),
                           context.template input<std::uint8_t, 1>(),
                           context.template output<std::uint8_t>() + offset);
  }
};

}  // namespace mote::ops

#endif
