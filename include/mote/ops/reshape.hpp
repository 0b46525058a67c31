// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_RESHAPE_HPP
#define MOTE_OPS_RESHAPE_HPP

#include <cstdint>

#include "mote/ops/node_view.hpp"

namespace mote::ops {

/// RESHAPE of any type. The converter has written the new shape into the output tensor; the optional second
/// input and the option that repeat it are not read. The output shares the input's memory.
struct reshape {
  static constexpr builtin_operator code = builtin_operator::reshape;
  static constexpr bool shares_memory = true;

  static constexpr void check(node_check& check) {
    if (!check.operands(1, 2)) return;
    const operand input = check.input(0);
    const operand output = check.output();
    check.require(input.type == output.type, error::unsupported_type, output.index,
                  static_cast<std::int64_t>(output.type));
    check.require(input.shape.element_count() == output.shape.element_count(), error::shape_mismatch,
                  output.index);
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    context.copy_unless_shared();
  }
};

}  // namespace mote::ops

#endif
