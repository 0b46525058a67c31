// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_PACK_HPP
#define MOTE_OPS_PACK_HPP

#include <cstdint>

#include "mote/ops/parts.hpp"

namespace mote::ops {

/// PACK: tensors of one shape and any type become the layers of one with another axis.
struct pack : joining<pack> {
  static constexpr builtin_operator code = builtin_operator::pack;
  using option = schema::pack_options;

  static constexpr std::int32_t axis(const node_view& view) {
    return axis_of(view.options().scalar<std::int32_t>(option::axis), view.output().shape.rank());
  }

  static constexpr void check(node_check& check) {
    if (!check_operands(check)) return;
    const operand output = check.output();
    const flatbuffer::table& options = check.view().options();
    const int inputs = check.view().input_count();
    const auto values = options.scalar<std::int32_t>(option::values_count);
    check.require(values == inputs, error::bad_option, none, values);
    if (!check_axis(check, options.scalar<std::int32_t>(option::axis), output.shape.rank())) return;
    check_layers(check, output, axis(check.view()), inputs, [&](int k) { return check.any_input(k); });
  }
};

}  // namespace mote::ops

#endif
