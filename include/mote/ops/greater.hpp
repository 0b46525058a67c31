// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_GREATER_HPP
#define MOTE_OPS_GREATER_HPP

#include "mote/ops/comparison.hpp"

namespace mote::ops {

/// GREATER.
struct greater : comparison {
  static constexpr builtin_operator code = builtin_operator::greater;
};

}  // namespace mote::ops

#endif
