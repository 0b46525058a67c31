// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_MEAN_HPP
#define MOTE_OPS_MEAN_HPP

#include "mote/ops/summation.hpp"

namespace mote::ops {

/// MEAN, int8, int16 and float32.
struct mean : summation {
  static constexpr builtin_operator code = builtin_operator::mean;
};

}  // namespace mote::ops

#endif
