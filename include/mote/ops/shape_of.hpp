// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_SHAPE_OF_HPP
#define MOTE_OPS_SHAPE_OF_HPP

#include <cstdint>

#include "mote/ops/node_view.hpp"
#include "mote/ops/op_list.hpp"

namespace mote::ops {

/// SHAPE: the dimensions of the input, which may have any type, as int32 or int64.
struct shape_of {
  static constexpr builtin_operator code = builtin_operator::shape_of;

  struct parameters {
    mote::shape dimensions;

    constexpr explicit parameters(const node_view& view) : dimensions(view.input(0).shape) {}
  };

  static constexpr void check(node_check& check) {
    if (!check.operands(1, 1)) return;
    const operand output = check.output();
    if (!check.type(output, {tensor_type::int32, tensor_type::int64}) || !check.rank(output, 1)) return;
    check.require(output.shape[0] == check.input(0).shape.rank(), error::shape_mismatch, output.index);
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    const auto& p = context.template parameters<shape_of>();
    context.template visit_output<std::int32_t, std::int64_t>([&](auto tag) {
      auto* output = context.template output<typename decltype(tag)::type>();
      for (int axis = 0; axis < p.dimensions.rank(); ++axis) output[axis] = p.dimensions[axis];
    });
  }
};

}  // namespace mote::ops

#endif
