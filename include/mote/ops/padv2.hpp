// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_PADV2_HPP
#define MOTE_OPS_PADV2_HPP

#include "mote/ops/constant_padding.hpp"

namespace mote::ops {

/// PADV2 of any type, with the one element of the third input, which has the output's quantization. The
/// paddings are a constant.
struct padv2 : constant_padding {
  static constexpr builtin_operator code = builtin_operator::padv2;

  static constexpr void check(node_check& check) {
    if (!check.operands(3, 3) || !check_paddings(check)) return;
    const operand value = check.input(2);
    if (!check.same_type(value, check.output().type)) return;
    if (!check.require(value.shape.element_count() == 1, error::shape_mismatch, value.index)) return;
    if (value.type == tensor_type::int8) check.same_quantization(check.output(), value);
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    portable::fill(context.template geometry<filled_with_element>(),
                   context.template input<std::uint8_t, 2>(), context.template output<std::uint8_t>());
    copy<padv2>(context);
  }
};

}  // namespace mote::ops

#endif
