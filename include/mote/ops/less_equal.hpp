// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_LESS_EQUAL_HPP
#define MOTE_OPS_LESS_EQUAL_HPP

#include "mote/ops/comparison.hpp"

namespace mote::ops {

/// LESS_EQUAL.
struct less_equal : comparison {
  static constexpr builtin_operator code = builtin_operator::less_equal;
};

}  // namespace mote::ops

#endif
