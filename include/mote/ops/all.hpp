// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_ALL_HPP
#define MOTE_OPS_ALL_HPP

#include "mote/ops/add.hpp"
#include "mote/ops/assign_variable.hpp"
#include "mote/ops/average_pool_2d.hpp"
#include "mote/ops/call_once.hpp"
#include "mote/ops/conv_2d.hpp"
#include "mote/ops/depthwise_conv_2d.hpp"
#include "mote/ops/dequantize.hpp"
#include "mote/ops/fully_connected.hpp"
#include "mote/ops/if_else.hpp"
#include "mote/ops/max_pool_2d.hpp"
#include "mote/ops/op_list.hpp"
#include "mote/ops/quantize.hpp"
#include "mote/ops/read_variable.hpp"
#include "mote/ops/reshape.hpp"
#include "mote/ops/softmax.hpp"
#include "mote/ops/var_handle.hpp"
#include "mote/ops/while_loop.hpp"

namespace mote::ops {

/// Every operator of the library.
using all = op_list<add, assign_variable, average_pool_2d, call_once, conv_2d, depthwise_conv_2d, dequantize,
                    fully_connected, if_else, max_pool_2d, quantize, read_variable, reshape, softmax,
                    var_handle, while_loop>;

}  // namespace mote::ops

#endif
