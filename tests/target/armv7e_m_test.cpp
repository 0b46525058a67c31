// SPDX-License-Identifier: Apache-2.0
#include "mote/target/armv7e_m.hpp"

#include <doctest/doctest.h>

#include "mote/ops/add.hpp"
#include "mote/ops/cast.hpp"
#include "support/both_times.hpp"
#include "support/small_models.hpp"

namespace {

using mote_test::both_times;
using mote_test::opaque;

/// Whether a Cortex-M4 has a kernel for the first node of a model.
template <class Op>
constexpr bool has_kernel(const mote_test::model_description& model) {
  using kernels = mote::target::armv7e_m::kernels<Op>;
  const auto bytes = write(model);
  const mote::graph graph(bytes.view());
  return kernels::choose(mote::node_view(graph, opaque(0))) < kernels::size;
}

}  // namespace

TEST_CASE("armv7e_m: fully connected layers have a kernel") {
  CHECK(both_times([] {
    // The output scale is large enough for multipliers below 1/2.
    auto model = mote_test::fully_connected_model();
    return has_kernel<mote::ops::fully_connected>(model);
  }));
}

TEST_CASE("armv7e_m: what no kernel takes is left to the portable one") {
  CHECK(both_times([] { return has_kernel<mote::ops::conv_2d>(mote_test::conv_2d_model()); }));
  // Two output channels for one of the input.
  CHECK(both_times(
      [] { return !has_kernel<mote::ops::depthwise_conv_2d>(mote_test::depthwise_conv_2d_model()); }));
  static_assert(mote::target::armv7e_m::kernels<mote::ops::cast>::size == 0);
}

TEST_CASE("armv7e_m: additions keep mixed activations where the depth is even") {
  using kernels = mote::target::armv7e_m::kernels<mote::ops::add>;
  const auto reads_mixed = [](std::int32_t depth) {
    auto model = mote_test::add_model();
    for (int i = 0; i < 3; ++i) {
      model.tensors[i].shape = {4, depth};
      model.tensors[i].scales = {0.31F + 0.07F * static_cast<float>(i)};
    }
    const auto bytes = write(model);
    const mote::graph graph(bytes.view());
    int result = -1;
    kernels::visit(kernels::choose(mote::node_view(graph, 0)),
                   [&](auto kernel) { result = decltype(kernel)::type::reads_mixed ? 1 : 0; });
    return result;
  };
  CHECK(reads_mixed(6) == 1);
  CHECK(reads_mixed(5) == 0);
}
