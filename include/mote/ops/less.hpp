// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_LESS_HPP
#define MOTE_OPS_LESS_HPP

#include "mote/ops/comparison.hpp"

namespace mote::ops {

/// LESS.
struct less : comparison {
  static constexpr builtin_operator code = builtin_operator::less;
};

}  // namespace mote::ops

#endif
