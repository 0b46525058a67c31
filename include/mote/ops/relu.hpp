// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_RELU_HPP
#define MOTE_OPS_RELU_HPP

#include "mote/ops/rectifier.hpp"

namespace mote::ops {

/// RELU, max(x, 0): int8, int16, float32.
using relu = rectifier<builtin_operator::relu, activation::relu>;

}  // namespace mote::ops

#endif
