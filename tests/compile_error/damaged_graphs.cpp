// SPDX-License-Identifier: Apache-2.0
// Sound flatbuffers that hold damaged models: versions, tensors, operators, order.

#include <limits>
#include <mote/mote.hpp>

#include "support/small_models.hpp"

namespace {

using mote_test::model_description;

template <model_description (*Make)()>
using net = mote::static_model<mote_test::bytes_of<Make>, mote::ops::fully_connected, mote::ops::reshape,
                               mote::ops::softmax, mote::ops::conv_2d>;

/// The chain of three operators, or a convolution, with one thing changed.
#define MOTE_DAMAGE(name, base, change)                  \
  constexpr model_description make_##name() {            \
    model_description model = mote_test::base##_model(); \
    change;                                              \
    return model;                                        \
  }                                                      \
  net<make_##name> name;

}  // namespace

MOTE_DAMAGE(another_version, chain, model.version = 2)
MOTE_DAMAGE(no_subgraph, chain, model.subgraphs = 0)
MOTE_DAMAGE(dimension_negative, chain, model.tensors[0].shape[1] = -4)
MOTE_DAMAGE(dimensions_huge, chain, model.tensors[3].shape = (mote_test::list<std::int32_t>{65536, 65536}))
MOTE_DAMAGE(scale_not_a_number, chain, model.tensors[0].scales = {std::numeric_limits<float>::quiet_NaN()})
MOTE_DAMAGE(scale_infinite, chain, model.tensors[1].scales = {std::numeric_limits<float>::infinity()})
MOTE_DAMAGE(scale_zero, chain, model.tensors[2].scales = {0.0F})
MOTE_DAMAGE(scales_far_apart, conv_2d, model.tensors[1].scales = {1e+30F})
MOTE_DAMAGE(zero_point_out_of_range, chain, model.tensors[2].zero_points = {300})
MOTE_DAMAGE(scale_count, chain, model.tensors[1].scales = (mote_test::list<float, 32>{0.5F, 0.5F, 0.5F}))
MOTE_DAMAGE(no_quantization, conv_2d, model.tensors[0].scales = {})
MOTE_DAMAGE(constant_short, chain, model.tensors[1].data.count = 12)
MOTE_DAMAGE(constant_external, conv_2d, model.tensors[1].is_external = true)
MOTE_DAMAGE(buffer_index, chain, model.tensors[1].has_bad_buffer = true)
MOTE_DAMAGE(tensor_index, chain, model.nodes[1].inputs[0] = 99)
MOTE_DAMAGE(operator_code_index, chain, model.nodes[2].code_index = 7)
MOTE_DAMAGE(order, chain, model.nodes[0].inputs[0] = 3)
MOTE_DAMAGE(writes_a_constant, chain, model.nodes[1].outputs[0] = 1)
MOTE_DAMAGE(output_never_written, chain, model.outputs[0] = 1)
MOTE_DAMAGE(too_few_inputs, conv_2d, model.nodes[0].inputs.count = 1)
MOTE_DAMAGE(stride, conv_2d,
            model.nodes[0].set(mote_test::scalar(mote::schema::conv_2d_options::stride_h, 0)))
MOTE_DAMAGE(bias_shape, conv_2d, model.tensors[2].shape = {1})
MOTE_DAMAGE(output_shape, conv_2d, model.tensors[3].shape[1] = 3)
MOTE_DAMAGE(output_type, chain, model.tensors[4].type = mote::tensor_type::int64)
