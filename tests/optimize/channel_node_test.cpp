// SPDX-License-Identifier: Apache-2.0
#include "mote/optimize/channel_node.hpp"

#include <doctest/doctest.h>

#include "networks.hpp"

namespace {

namespace optimize = mote::optimize;
using mote_test::model_description;
using optimize::channel_use;

channel_use use_in(const model_description& model) {
  const auto bytes = mote_test::write(model);
  const mote::graph graph(bytes.view());
  return optimize::channel_use_of(mote::node_view(graph, 0));
}

}  // namespace

TEST_CASE("channel_node: what operators do to channels") {
  CHECK(use_in(mote_test::conv_2d_model()) == channel_use::weighted);
  CHECK(use_in(mote_test::fully_connected_model()) == channel_use::weighted);
  CHECK(use_in(mote_test::average_pool_2d_model()) == channel_use::pooled);
  CHECK(use_in(mote_test::max_pool_2d_model()) == channel_use::pooled);
  CHECK(use_in(mote_test::reshape_model()) == channel_use::reshaped);
  CHECK(use_in(mote_test::softmax_model()) == channel_use::other);
  // One input channel becomes two.
  CHECK(use_in(mote_test::depthwise_conv_2d_model()) == channel_use::other);
  // The second input is broadcast.
  CHECK(use_in(mote_test::add_model()) == channel_use::other);
  model_description model = mote_test::add_model();
  model.tensors[1].shape = {2, 3};
  CHECK(use_in(model) == channel_use::added);
}

TEST_CASE("channel_node: sums of a convolution") {
  model_description model = mote_test::conv_2d_model();
  const auto valid = mote_test::write(model);
  const mote::graph graph(valid.view());
  const mote::node_view view(graph, 0);
  const optimize::weighted_channels sums(view);
  CHECK(sums.output_depth() == 2);
  CHECK(sums.input_depth() == 1);
  CHECK(sums.rows() == 4);
  CHECK(static_cast<signed char>(sums.first(1)[2]) == mote_test::some_weights[6]);
  CHECK(sums.bias(1) == mote_test::some_biases[1]);
  CHECK(sums.zero_point() == -3);
  CHECK_FALSE(sums.is_padded());
  CHECK(sums.scale(0) == 0.0625F);
  CHECK(mote::multiply(1600, sums.to_output(0).multiplier) == 100);
}

TEST_CASE("channel_node: a window that reaches out of the image is padded, on any side") {
  model_description model = mote_test::conv_2d_model();
  model.nodes[0].set(mote_test::scalar(mote::schema::conv_2d_options::padding, std::int8_t{0}));
  model.tensors[3].shape = {1, 3, 3, 2};
  const auto same = mote_test::write(model);
  const mote::graph graph(same.view());
  const mote::node_view view(graph, 0);
  CHECK(optimize::weighted_channels(view).is_padded());
}
