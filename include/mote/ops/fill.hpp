// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_FILL_HPP
#define MOTE_OPS_FILL_HPP

#include "mote/ops/axes.hpp"
#include "mote/ops/strided_copy.hpp"

namespace mote::ops {

/// FILL: the one element of the second input, of any type, everywhere. The first input, a constant, is the
/// output's shape.
struct fill {
  static constexpr builtin_operator code = builtin_operator::fill;

  static constexpr void check(node_check& check) {
    if (!check.operands(2, 2)) return;
    const operand value = check.input(1);
    const operand output = check.output();
    if (!check.same_type(value, output.type)) return;
    check.require(value.shape.element_count() == 1, error::shape_mismatch, value.index);
    check_shape_operand(check, check.input(0), output.shape);
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    portable::fill(context.template geometry<filled_with_element>(),
                   context.template input<std::uint8_t, 1>(), context.template output<std::uint8_t>());
  }
};

}  // namespace mote::ops

#endif
