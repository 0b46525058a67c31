// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_VAR_HANDLE_HPP
#define MOTE_OPS_VAR_HANDLE_HPP

#include "mote/ops/op_list.hpp"

namespace mote::ops {

/// VAR_HANDLE: names a resource variable. The loader finds the variable behind each handle and gives the
/// handle's tensor the offset of its memory, so that nothing is left to do at run time.
struct var_handle {
  static constexpr builtin_operator code = builtin_operator::var_handle;
  static constexpr variable_use variable = variable_use::declare;

  template <class Context>
  static void run(const Context&) {}
};

}  // namespace mote::ops

#endif
