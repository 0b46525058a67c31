// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_REDUCE_MIN_HPP
#define MOTE_OPS_REDUCE_MIN_HPP

#include "mote/ops/extreme.hpp"

namespace mote::ops {

/// REDUCE_MIN, int8 and float32.
struct reduce_min : extreme_reduction<is_smaller> {
  static constexpr builtin_operator code = builtin_operator::reduce_min;
};

}  // namespace mote::ops

#endif
