// SPDX-License-Identifier: Apache-2.0
#include "mote/target/kernel_list.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <type_traits>

#include "mote/ops/add.hpp"
#include "mote/ops/softmax.hpp"
#include "support/both_times.hpp"
#include "support/small_models.hpp"

namespace {

using mote_test::both_times;
using mote_test::opaque;

/// Takes nodes with an output of `Channels` channels.
template <std::int32_t Channels>
struct kernel_of {
  static constexpr std::int32_t channels = Channels;
  static constexpr bool supports(const mote::node_view& view) {
    return view.output().shape.back() == Channels;
  }
  static constexpr std::uint32_t scratch_bytes(const mote::node_view&) { return 100 + Channels; }
};

using kernels = mote::kernel_list<kernel_of<4>, kernel_of<2>, kernel_of<2>>;

struct target {
  template <class Op>
  using kernels = std::conditional_t<std::is_same_v<Op, mote::ops::add>, mote::kernel_list<kernel_of<3>>,
                                     mote::kernel_list<>>;
};

constexpr int position_of(const mote_test::model_description& model) {
  const auto bytes = write(model);
  const mote::graph graph(bytes.view());
  return kernels::choose(mote::node_view(graph, opaque(0)));
}

}  // namespace

TEST_CASE("kernel_list: chooses the first kernel that takes a node, of int8 only") {
  CHECK(both_times([] {
    auto model = mote_test::conv_2d_model();  // of 2 channels
    if (position_of(model) != 1) return false;
    model.tensors[3].shape = {1, 2, 2, 3};
    if (position_of(model) != kernels::size) return false;
    model = mote_test::conv_2d_model();
    model.tensors[0].type = mote::tensor_type::int16;
    return position_of(model) == kernels::size;
  }));
}

TEST_CASE("kernel_list: visits the kernel at a position") {
  CHECK(both_times([] {
    int visited = 0;
    kernels::visit(opaque(1), [&](auto kernel) { visited += decltype(kernel)::type::channels; });
    kernels::visit(kernels::size, [&](auto kernel) { visited += 100 * decltype(kernel)::type::channels; });
    return visited == 2;
  }));
}

TEST_CASE("kernel_list: only operators that have kernels on a target change") {
  using list = mote::detail::list_on_target<mote::op_list<mote::ops::add, mote::ops::softmax>, target>::type;
  static_assert(
      std::is_same_v<list, mote::op_list<mote::with_kernels<mote::ops::add, target>, mote::ops::softmax>>);
  CHECK(both_times([] {
    const auto bytes = write(mote_test::add_model());  // of 3 channels
    const mote::graph graph(bytes.view());
    return mote::with_kernels<mote::ops::add, target>::scratch_bytes(mote::node_view(graph, opaque(0))) ==
           103;
  }));
}
