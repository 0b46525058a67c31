// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_EQUAL_HPP
#define MOTE_OPS_EQUAL_HPP

#include "mote/ops/comparison.hpp"

namespace mote::ops {

/// EQUAL. A NaN equals nothing.
struct equal : comparison {
  static constexpr builtin_operator code = builtin_operator::equal;
};

}  // namespace mote::ops

#endif
