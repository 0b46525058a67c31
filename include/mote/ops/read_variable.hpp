// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_READ_VARIABLE_HPP
#define MOTE_OPS_READ_VARIABLE_HPP

#include "mote/ops/op_list.hpp"

namespace mote::ops {

/// READ_VARIABLE: the output is a copy of the resource variable whose handle is the input; zeros if nothing
/// was assigned to it.
struct read_variable {
  static constexpr builtin_operator code = builtin_operator::read_variable;
  static constexpr variable_use variable = variable_use::read;

  static constexpr void check(node_check& check) { check.operands(1, 1); }

  template <class Context>
  static void run(const Context& context) {
    context.copy_unless_shared();
  }
};

}  // namespace mote::ops

#endif
