// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_GREATER_EQUAL_HPP
#define MOTE_OPS_GREATER_EQUAL_HPP

#include "mote/ops/comparison.hpp"

namespace mote::ops {

/// GREATER_EQUAL.
struct greater_equal : comparison {
  static constexpr builtin_operator code = builtin_operator::greater_equal;
};

}  // namespace mote::ops

#endif
