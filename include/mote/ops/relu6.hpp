// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_RELU6_HPP
#define MOTE_OPS_RELU6_HPP

#include "mote/ops/rectifier.hpp"

namespace mote::ops {

/// RELU6, x within [0, 6]: int8, int16, float32. Integers are scaled to the output, as by RELU.
using relu6 = rectifier<builtin_operator::relu6, activation::relu6>;

}  // namespace mote::ops

#endif
