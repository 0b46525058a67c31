// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_ASSIGN_VARIABLE_HPP
#define MOTE_OPS_ASSIGN_VARIABLE_HPP

#include <cstdint>

#include "mote/ops/op_list.hpp"

namespace mote::ops {

/// ASSIGN_VARIABLE: the resource variable whose handle is the first input takes the value of the second.
struct assign_variable {
  static constexpr builtin_operator code = builtin_operator::assign_variable;
  static constexpr variable_use variable = variable_use::assign;

  static constexpr void check(node_check& check) {
    if (!check.operands(2, 2, 0)) return;
    const operand value = check.input(1);
    check.require(size_of(value.type) != 0, error::unsupported_type, value.index,
                  static_cast<std::int64_t>(value.type));
  }

  template <class Context>
  static void run(const Context& context) {
    context.assign_first_input();
  }
};

}  // namespace mote::ops

#endif
