// SPDX-License-Identifier: Apache-2.0
#include "mote/target/avx2.hpp"

#include <doctest/doctest.h>

#include <type_traits>

#include "mote/ops/softmax.hpp"
#include "mote/target/target.hpp"
#include "support/both_times.hpp"
#include "support/small_models.hpp"

namespace {

using mote_test::both_times;
using mote_test::opaque;

/// Whether there is a kernel for the first node of a model.
template <class Op>
constexpr bool has_kernel(const mote_test::model_description& model) {
  using kernels = mote::target::avx2::kernels<Op>;
  const auto bytes = write(model);
  const mote::graph graph(bytes.view());
  return kernels::choose(mote::node_view(graph, opaque(0))) < kernels::size;
}

}  // namespace

TEST_CASE("avx2: layers of weights and additions have kernels") {
  CHECK(both_times([] {
    auto addition = mote_test::add_model();
    addition.tensors[1].shape = addition.tensors[0].shape;
    return has_kernel<mote::ops::conv_2d>(mote_test::conv_2d_model()) &&
           has_kernel<mote::ops::depthwise_conv_2d>(mote_test::depthwise_conv_2d_model()) &&
           has_kernel<mote::ops::fully_connected>(mote_test::fully_connected_model()) &&
           has_kernel<mote::ops::add>(addition);
  }));
}

TEST_CASE("avx2: what no kernel takes is left to the portable one") {
  // Two output channels for one of the input, of which there are two.
  CHECK(both_times([] {
    auto model = mote_test::depthwise_conv_2d_model();
    model.tensors[0].shape = {1, 3, 3, 2};
    model.tensors[1] = mote_test::weights({1, 2, 2, 4}, 0.25F);
    model.tensors[2] = mote_test::bias(4);
    model.tensors[3].shape = {1, 2, 2, 4};
    return !has_kernel<mote::ops::depthwise_conv_2d>(model);
  }));
  static_assert(mote::target::avx2::kernels<mote::ops::softmax>::size == 0);
}

TEST_CASE("avx2: static models that are compiled for it use its kernels") {
  static_assert(std::is_same_v<mote::target::native, mote::target::avx2>);
}
