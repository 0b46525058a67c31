// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_ALL_HPP
#define MOTE_OPS_ALL_HPP

#include "mote/ops/abs.hpp"
#include "mote/ops/add.hpp"
#include "mote/ops/add_n.hpp"
#include "mote/ops/arg_max.hpp"
#include "mote/ops/arg_min.hpp"
#include "mote/ops/assign_variable.hpp"
#include "mote/ops/average_pool_2d.hpp"
#include "mote/ops/batch_matmul.hpp"
#include "mote/ops/batch_to_space_nd.hpp"
#include "mote/ops/broadcast_args.hpp"
#include "mote/ops/broadcast_to.hpp"
#include "mote/ops/call_once.hpp"
#include "mote/ops/cast.hpp"
#include "mote/ops/ceil.hpp"
#include "mote/ops/concatenation.hpp"
#include "mote/ops/conv_2d.hpp"
#include "mote/ops/cos.hpp"
#include "mote/ops/cumsum.hpp"
#include "mote/ops/depth_to_space.hpp"
#include "mote/ops/depthwise_conv_2d.hpp"
#include "mote/ops/dequantize.hpp"
#include "mote/ops/div.hpp"
#include "mote/ops/dynamic_update_slice.hpp"
#include "mote/ops/elu.hpp"
#include "mote/ops/embedding_lookup.hpp"
#include "mote/ops/equal.hpp"
#include "mote/ops/exp.hpp"
#include "mote/ops/expand_dims.hpp"
#include "mote/ops/fill.hpp"
#include "mote/ops/floor.hpp"
#include "mote/ops/floor_div.hpp"
#include "mote/ops/floor_mod.hpp"
#include "mote/ops/fully_connected.hpp"
#include "mote/ops/gather.hpp"
#include "mote/ops/gather_nd.hpp"
#include "mote/ops/greater.hpp"
#include "mote/ops/greater_equal.hpp"
#include "mote/ops/hard_swish.hpp"
#include "mote/ops/if_else.hpp"
#include "mote/ops/l2_normalization.hpp"
#include "mote/ops/l2_pool_2d.hpp"
#include "mote/ops/leaky_relu.hpp"
#include "mote/ops/less.hpp"
#include "mote/ops/less_equal.hpp"
#include "mote/ops/log.hpp"
#include "mote/ops/log_softmax.hpp"
#include "mote/ops/logical_and.hpp"
#include "mote/ops/logical_not.hpp"
#include "mote/ops/logical_or.hpp"
#include "mote/ops/logistic.hpp"
#include "mote/ops/max_pool_2d.hpp"
#include "mote/ops/maximum.hpp"
#include "mote/ops/mean.hpp"
#include "mote/ops/minimum.hpp"
#include "mote/ops/mirror_pad.hpp"
#include "mote/ops/mul.hpp"
#include "mote/ops/neg.hpp"
#include "mote/ops/not_equal.hpp"
#include "mote/ops/op_list.hpp"
#include "mote/ops/pack.hpp"
#include "mote/ops/pad.hpp"
#include "mote/ops/padv2.hpp"
#include "mote/ops/prelu.hpp"
#include "mote/ops/quantize.hpp"
#include "mote/ops/read_variable.hpp"
#include "mote/ops/reduce_all.hpp"
#include "mote/ops/reduce_max.hpp"
#include "mote/ops/reduce_min.hpp"
#include "mote/ops/relu.hpp"
#include "mote/ops/relu6.hpp"
#include "mote/ops/relu_n1_to_1.hpp"
#include "mote/ops/reshape.hpp"
#include "mote/ops/resize_bilinear.hpp"
#include "mote/ops/resize_nearest_neighbor.hpp"
#include "mote/ops/reverse_v2.hpp"
#include "mote/ops/round.hpp"
#include "mote/ops/rsqrt.hpp"
#include "mote/ops/select_v2.hpp"
#include "mote/ops/shape_of.hpp"
#include "mote/ops/sin.hpp"
#include "mote/ops/slice.hpp"
#include "mote/ops/softmax.hpp"
#include "mote/ops/space_to_batch_nd.hpp"
#include "mote/ops/space_to_depth.hpp"
#include "mote/ops/split.hpp"
#include "mote/ops/split_v.hpp"
#include "mote/ops/sqrt.hpp"
#include "mote/ops/square.hpp"
#include "mote/ops/squared_difference.hpp"
#include "mote/ops/squeeze.hpp"
#include "mote/ops/strided_slice.hpp"
#include "mote/ops/sub.hpp"
#include "mote/ops/sum.hpp"
#include "mote/ops/svdf.hpp"
#include "mote/ops/tanh.hpp"
#include "mote/ops/transpose.hpp"
#include "mote/ops/transpose_conv.hpp"
#include "mote/ops/unidirectional_sequence_lstm.hpp"
#include "mote/ops/unpack.hpp"
#include "mote/ops/var_handle.hpp"
#include "mote/ops/while_loop.hpp"
#include "mote/ops/zeros_like.hpp"

namespace mote::ops {

/// Every operator of the library.
using all =
    op_list<abs, add, add_n, arg_max, arg_min, assign_variable, average_pool_2d, batch_matmul,
            batch_to_space_nd, broadcast_args, broadcast_to, call_once, cast, ceil, concatenation, conv_2d,
            cos, cumsum, depth_to_space, depthwise_conv_2d, dequantize, div, dynamic_update_slice, elu,
            embedding_lookup, equal, exp, expand_dims, fill, floor, floor_div, floor_mod, fully_connected,
            gather, gather_nd, greater, greater_equal, hard_swish, if_else, l2_normalization, l2_pool_2d,
            leaky_relu, less, less_equal, log, log_softmax, logical_and, logical_not, logical_or, logistic,
            max_pool_2d, maximum, mean, minimum, mirror_pad, mul, neg, not_equal, pack, pad, padv2, prelu,
            quantize, read_variable, reduce_all, reduce_max, reduce_min, relu, relu6, relu_n1_to_1, reshape,
            resize_bilinear, resize_nearest_neighbor, reverse_v2, round, rsqrt, select_v2, shape_of, sin,
            slice, softmax, space_to_batch_nd, space_to_depth, split, split_v, sqrt, square,
            squared_difference, squeeze, strided_slice, sub, sum, svdf, tanh, transpose, transpose_conv,
            unidirectional_sequence_lstm, unpack, var_handle, while_loop, zeros_like>;

}  // namespace mote::ops

#endif
