// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_ADD_HPP
#define MOTE_OPS_ADD_HPP

#include "mote/ops/addition.hpp"

namespace mote::ops {

/// ADD.
struct add : addition {
  static constexpr builtin_operator code = builtin_operator::add;
};

}  // namespace mote::ops

#endif
