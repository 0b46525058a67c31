// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_UNPACK_HPP
#define MOTE_OPS_UNPACK_HPP

#include <cstdint>

#include "mote/ops/parts.hpp"

namespace mote::ops {

/// UNPACK: the layers of a tensor of any type along an axis become tensors without that axis.
struct unpack : dividing<unpack, 0> {
  static constexpr builtin_operator code = builtin_operator::unpack;
  using option = schema::unpack_options;

  static constexpr std::int32_t axis(const node_view& view) {
    return axis_of(view.options().scalar<std::int32_t>(option::axis), view.input(0).shape.rank());
  }

  static constexpr void check(node_check& check) {
    if (!check_operands(check, 1)) return;
    const operand input = check.input(0);
    const flatbuffer::table& options = check.view().options();
    const int outputs = check.view().output_count();
    const auto number = options.scalar<std::int32_t>(option::num);
    check.require(number == outputs, error::bad_option, none, number);
    if (!check_axis(check, options.scalar<std::int32_t>(option::axis), input.shape.rank())) return;
    check_layers(check, input, axis(check.view()), outputs, [&](int k) { return check.any_output(k); });
  }
};

}  // namespace mote::ops

#endif
