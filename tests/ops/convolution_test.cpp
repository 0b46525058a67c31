// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/convolution.hpp"

#include <doctest/doctest.h>

#include <cstdint>

#include "mote/ops/conv_2d.hpp"
#include "mote/ops/depthwise_conv_2d.hpp"
#include "support/both_times.hpp"
#include "support/refusal.hpp"
#include "support/small_models.hpp"

namespace {

using mote::error;
using mote_test::both_times;
using mote_test::model_description;
using mote_test::opaque;

constexpr std::int32_t nowhere = mote::none;

template <class Op, std::size_t Count>
constexpr bool has_extents(const model_description& model, const std::int32_t (&expected)[Count]) {
  const auto bytes = write(model);
  const mote::graph graph(bytes.view());
  const auto extents = Op::extents(mote::node_view(graph, 0));
  static_assert(decltype(extents)::count == Count);
  for (std::size_t i = 0; i < Count; ++i) {
    if (extents.values[i] != expected[i]) return false;
  }
  return true;
}

template <class Change>
constexpr bool conv_2d_refused(Change change, error code, std::int32_t tensor) {
  return is_refused_after(mote_test::conv_2d_model(), change, code, tensor);
}
template <class Change>
constexpr bool depthwise_refused(Change change, error code, std::int32_t tensor) {
  return is_refused_after(mote_test::depthwise_conv_2d_model(), change, code, tensor);
}

}  // namespace

TEST_CASE("convolution: the longest sums that fit 32 bits") {
  static_assert(mote::most_products * 255 * 128 <= INT32_MAX);
  static_assert((mote::most_products + 1) * 255 * 128 > INT32_MAX);
}

TEST_CASE("convolution: sizes come from shapes and options") {
  CHECK(both_times([] {
    auto model = mote_test::conv_2d_model();
    model.tensors[0].shape = {opaque(2), 5, 7, 1};
    model.tensors[3].shape = {2, 3, 4, 2};
    using option = mote::schema::conv_2d_options;
    for (const auto field :
         {mote_test::scalar(option::padding, std::int8_t{0}), mote_test::scalar(option::stride_h, 2),
          mote_test::scalar(option::stride_w, 2), mote_test::scalar(option::dilation_h, 3),
          mote_test::scalar(option::dilation_w, 2)}) {
      model.nodes[0].set(field);
    }
    return mote_test::loads(model) &&
           has_extents<mote::ops::conv_2d>(model, {2, 5, 7, 1, 3, 4, 2, 2, 2, 1, 2, 2, 3, 2, 1, 1});
  }));
  CHECK(both_times([] {
    return has_extents<mote::ops::depthwise_conv_2d>(
        mote_test::depthwise_conv_2d_model(), {1, opaque(3), 3, 1, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 0, 0});
  }));
}

TEST_CASE("conv_2d: what is refused") {
  CHECK(both_times([] {
    return conv_2d_refused([](model_description& m) { m.tensors[0].type = opaque(mote::tensor_type::uint8); },
                           error::unsupported_type, 0) &&
           conv_2d_refused([](model_description& m) { m.tensors[0].type = mote::tensor_type::float32; },
                           error::hybrid_model, 0) &&
           conv_2d_refused([](model_description& m) { m.tensors[1].type = mote::tensor_type::uint8; },
                           error::unsupported_type, 1) &&
           conv_2d_refused([](model_description& m) { m.tensors[3].type = mote::tensor_type::int16; },
                           error::unsupported_type, 3) &&
           conv_2d_refused(
               [](model_description& m) {
                 m.tensors[1].data = {};
                 m.inputs.push_back(1);
               },
               error::not_constant, 1) &&
           conv_2d_refused(
               [](model_description& m) {
                 m.tensors[0].shape = {3, 3, 1};
               },
               error::shape_mismatch, 0) &&
           conv_2d_refused(
               [](model_description& m) {
                 m.tensors[1].shape = {2, 4};
               },
               error::shape_mismatch, 1) &&
           conv_2d_refused(
               [](model_description& m) {
                 m.tensors[3].shape = {4, 2};
               },
               error::shape_mismatch, 3);
  }));
  CHECK(both_times([] {
    return conv_2d_refused(
               [](model_description& m) {
                 m.tensors[3].shape = {opaque(2), 2, 2, 2};
               },
               error::shape_mismatch, 3) &&
           conv_2d_refused(
               [](model_description& m) {
                 m.tensors[3].shape = {1, 2, 2, 4};
               },
               error::shape_mismatch, 1) &&
           conv_2d_refused(
               [](model_description& m) {
                 m.tensors[3].shape = {1, 3, 2, 2};
               },
               error::shape_mismatch, 3) &&
           // Filters of 2 channels over an input of 3, and 3 groups for 2 output channels.
           conv_2d_refused(
               [](model_description& m) {
                 m.tensors[0].shape = {1, 3, 3, 3};
                 m.tensors[1] = mote_test::weights({2, 2, 2, 2}, 1.0F);
               },
               error::shape_mismatch, 1) &&
           conv_2d_refused(
               [](model_description& m) {
                 m.tensors[0].shape = {1, 3, 3, 3};
               },
               error::shape_mismatch, 3) &&
           conv_2d_refused([](model_description& m) { m.tensors[0].scales = {}; },
                           error::missing_quantization, 0) &&
           conv_2d_refused(
               [](model_description& m) {
                 m.tensors[3].scales = {1, 1};
               },
               error::per_channel_not_supported, 3);
  }));
}

TEST_CASE("depthwise_conv_2d: what is refused") {
  using option = mote::schema::depthwise_conv_2d_options;
  CHECK(both_times([] {
    return depthwise_refused(
               [](model_description& m) {
                 m.tensors[1].shape = {opaque(2), 2, 2, 1};
               },
               error::shape_mismatch, 1) &&
           depthwise_refused(
               [](model_description& m) {
                 m.tensors[3].shape = {1, 2, 2, 4};
               },
               error::shape_mismatch, 1) &&
           depthwise_refused(
               [](model_description& m) { m.nodes[0].set(mote_test::scalar(option::depth_multiplier, 1)); },
               error::bad_depth_multiplier, nowhere) &&
           depthwise_refused(
               [](model_description& m) { m.nodes[0].set(mote_test::scalar(option::depth_multiplier, -2)); },
               error::bad_depth_multiplier, nowhere) &&
           depthwise_refused(
               [](model_description& m) {
                 m.tensors[0].shape = {1, 3, 3, 3};
               },
               error::bad_depth_multiplier, nowhere) &&
           depthwise_refused([](model_description& m) { m.tensors[0].zero_points = {200}; },
                             error::bad_zero_point, 0);
  }));
}
