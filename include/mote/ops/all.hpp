// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_ALL_HPP
#define MOTE_OPS_ALL_HPP

#include "mote/ops/add.hpp"
#include "mote/ops/average_pool_2d.hpp"
#include "mote/ops/conv_2d.hpp"
#include "mote/ops/depthwise_conv_2d.hpp"
#include "mote/ops/dequantize.hpp"
#include "mote/ops/fully_connected.hpp"
#include "mote/ops/max_pool_2d.hpp"
#include "mote/ops/op_list.hpp"
#include "mote/ops/quantize.hpp"
#include "mote/ops/reshape.hpp"
#include "mote/ops/softmax.hpp"

namespace mote::ops {

/// Every operator of the library.
using all = op_list<add, average_pool_2d, conv_2d, depthwise_conv_2d, dequantize, fully_connected,
                    max_pool_2d, quantize, reshape, softmax>;

}  // namespace mote::ops

#endif
