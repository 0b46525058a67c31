// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_RELU_N1_TO_1_HPP
#define MOTE_OPS_RELU_N1_TO_1_HPP

#include "mote/ops/rectifier.hpp"

namespace mote::ops {

/// RELU_N1_TO_1, x within [-1, 1]: int8, int16, float32.
using relu_n1_to_1 = rectifier<builtin_operator::relu_n1_to_1, activation::relu_n1_to_1>;

}  // namespace mote::ops

#endif
