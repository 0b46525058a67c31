// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_LOGICAL_OR_HPP
#define MOTE_OPS_LOGICAL_OR_HPP

#include "mote/ops/logical.hpp"

namespace mote::ops {

/// LOGICAL_OR of bool.
struct logical_or : logical {
  static constexpr builtin_operator code = builtin_operator::logical_or;
};

}  // namespace mote::ops

#endif
