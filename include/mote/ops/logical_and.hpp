// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_LOGICAL_AND_HPP
#define MOTE_OPS_LOGICAL_AND_HPP

#include "mote/ops/logical.hpp"

namespace mote::ops {

/// LOGICAL_AND of bool.
struct logical_and : logical {
  static constexpr builtin_operator code = builtin_operator::logical_and;
};

}  // namespace mote::ops

#endif
