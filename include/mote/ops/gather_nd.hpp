// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_GATHER_ND_HPP
#define MOTE_OPS_GATHER_ND_HPP

#include <cstdint>
#include <type_traits>

#include "mote/fixed_point.hpp"
#include "mote/ops/axes.hpp"
#include "mote/ops/row_copy.hpp"

namespace mote::ops {

/// GATHER_ND of any type: the last dimension of the second input, int32, holds positions in the leading
/// dimensions of the first. As in the reference, only the sum that a position adds up to has to lie in the
/// input; if it doesn't, it counts as the nearest that does.
struct gather_nd : row_copying<gather_nd> {
  static constexpr builtin_operator code = builtin_operator::gather_nd;

  static constexpr int first_of_row(const node_view& view) { return view.input(1).shape.rank() - 1; }

  struct parameters {
    std::int32_t depth;  ///< numbers in a position
    std::int32_t last_row;
    std::int32_t strides[max_rank]{};  ///< in rows

    constexpr explicit parameters(const node_view& view)
        : depth(view.input(1).shape.back()), last_row(product(view.input(0).shape, 0, depth) - 1) {
      std::int32_t stride = 1;
      for (std::int32_t axis = depth - 1; axis >= 0; --axis) {
        strides[axis] = stride;
        stride *= view.input(0).shape[axis];
      }
    }
  };

  template <class Indices>
  struct source {
    const parameters& p;
    Indices indices;

    constexpr std::int32_t operator()(std::int32_t row) const {
      std::uint64_t sum = 0;
      for (std::int32_t i = 0; i < p.depth; ++i) {
        sum += static_cast<std::uint64_t>(std::int64_t{indices[row * p.depth + i]} * p.strides[i]);
      }
      return static_cast<std::int32_t>(clamp<std::int64_t>(static_cast<std::int64_t>(sum), 0, p.last_row));
    }
  };

  static constexpr void check(node_check& check) {
    if (!check.operands(2, 2)) return;
    const operand input = check.input(0);
    const operand indices = check.input(1);
    const operand output = check.output();
    if (!check.same_type(output, input.type) || !check.type(indices, {tensor_type::int32})) return;
    const int depth = indices.shape.back();
    if (!check.require(indices.shape.rank() >= 1 && depth <= input.shape.rank(), error::shape_mismatch,
                       indices.index)) {
      return;
    }
    shape_comparison gathered(output.shape);
    gathered.next(indices.shape, 0, indices.shape.rank() - 1);
    gathered.next(input.shape, depth, input.shape.rank());
    check.require(gathered.equal(), error::shape_mismatch, output.index);
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    const auto& p = context.template parameters<gather_nd>();
    const auto indices = context.template input<std::int32_t, 1>();
    copy<0>(context, source<std::decay_t<decltype(indices)>>{p, indices});
  }
};

}  // namespace mote::ops

#endif
