// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_BROADCAST_ARGS_HPP
#define MOTE_OPS_BROADCAST_ARGS_HPP

#include <cstdint>

#include "mote/config.hpp"
#include "mote/ops/extents.hpp"
#include "mote/ops/node_view.hpp"
#include "mote/ops/op_list.hpp"

namespace mote {

template <class Extents>
struct broadcast_args_geometry : Extents {
  constexpr std::int32_t first_rank() const { return this->template get<0>(); }
  constexpr std::int32_t second_rank() const { return this->template get<1>(); }
};

namespace portable {

/// output [larger rank] = the shape that the shapes first [first_rank] and second [second_rank] broadcast to.
/// Of two that don't fit each other, the first counts. Source: reference_ops::BroadcastArgs.
template <class Geometry, class Input, class T>
MOTE_NOINLINE constexpr void broadcast_args(const Geometry& g, const Input& first, const Input& second,
                                            T* output) {
  const std::int32_t rank = g.first_rank() > g.second_rank() ? g.first_rank() : g.second_rank();
  for (std::int32_t i = 1; i <= rank; ++i) {
    const T a = i <= g.first_rank() ? first[g.first_rank() - i] : 1;
    const T b = i <= g.second_rank() ? second[g.second_rank() - i] : 1;
    output[rank - i] = a == 1 ? b : a;
  }
}

}  // namespace portable

namespace ops {

/// BROADCAST_ARGS of two shapes, int32 or int64.
struct broadcast_args {
  static constexpr builtin_operator code = builtin_operator::broadcast_args;
  template <class Extents>
  using geometry = broadcast_args_geometry<Extents>;

  static constexpr dynamic_extents<2> extents(const node_view& view) {
    return {{view.input(0).shape[0], view.input(1).shape[0]}};
  }

  static constexpr void check(node_check& check) {
    if (!check.operands(2, 2)) return;
    const operand first = check.input(0);
    const operand second = check.input(1);
    const operand output = check.output();
    if (!check.type(first, {tensor_type::int32, tensor_type::int64})) return;
    if (!check.same_type(second, first.type) || !check.same_type(output, first.type)) return;
    if (!check.rank(first, 1) || !check.rank(second, 1) || !check.rank(output, 1)) return;
    const std::int32_t rank = first.shape[0] > second.shape[0] ? first.shape[0] : second.shape[0];
    check.require(output.shape[0] == rank, error::shape_mismatch, output.index);
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    context.template visit_input<std::int32_t, std::int64_t>([&](auto tag) {
      using element = typename decltype(tag)::type;
      portable::broadcast_args(context.template geometry<broadcast_args>(),
                               context.template input<element, 0>(), context.template input<element, 1>(),
                               context.template output<element>());
    });
  }
};

}  // namespace ops
}  // namespace mote

#endif
