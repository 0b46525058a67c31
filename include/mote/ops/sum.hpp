// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_SUM_HPP
#define MOTE_OPS_SUM_HPP

#include "mote/ops/summation.hpp"

namespace mote::ops {

/// SUM, int8, int16 and float32.
struct sum : summation {
  static constexpr builtin_operator code = builtin_operator::sum;
};

}  // namespace mote::ops

#endif
