// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_REDUCE_MAX_HPP
#define MOTE_OPS_REDUCE_MAX_HPP

#include "mote/ops/extreme.hpp"

namespace mote::ops {

/// REDUCE_MAX, int8 and float32.
struct reduce_max : extreme_reduction<is_larger> {
  static constexpr builtin_operator code = builtin_operator::reduce_max;
};

}  // namespace mote::ops

#endif
