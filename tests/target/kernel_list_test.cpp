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

using mote::activation_format;
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
  template <activation_format In, activation_format Out>
  static void run(int geometry, const std::int8_t* input, const std::uint32_t* packed, std::int8_t* output,
                  const void* scratch) {
    const bool has_formats = In == activation_format::mixed && Out == activation_format::plain;
    *output = static_cast<std::int8_t>(geometry + *input);
    if (!has_formats || packed != nullptr || scratch != nullptr) *output = 0;
  }
};

/// Takes any node, and has no scratch.
struct kernel_on_context {
  static constexpr bool overwrites_input = true;
  static constexpr bool supports(const mote::node_view&) { return true; }
  template <class Context>
  static void run(const Context& context) {
    *context.template output<std::int8_t>() = 7;
  }
};

using kernels = mote::kernel_list<kernel_of<4>, kernel_of<2>, kernel_of<2>>;

struct target {
  template <class Op>
  using kernels = std::conditional_t<std::is_same_v<Op, mote::ops::add>,
                                     mote::kernel_list<kernel_of<3>, kernel_on_context>, mote::kernel_list<>>;
};

/// What with_kernels asks a context for.
template <int Position>
struct fake_context {
  static constexpr int kernel_position = Position;
  template <int>
  static constexpr activation_format input_format = activation_format::mixed;
  static constexpr activation_format output_format = activation_format::plain;

  std::int8_t (&elements)[2];

  template <class Op>
  int geometry() const {
    return 1;
  }
  template <class T, int>
  const T* input() const {
    return elements;
  }
  template <class T>
  T* output() const {
    return elements + 1;
  }
  template <class Kernel>
  const std::uint32_t* packed() const {
    return nullptr;
  }
  template <class T>
  T* scratch() const {
    return nullptr;
  }
};

template <int Position>
int output_of_kernel() {
  std::int8_t elements[2] = {4, 0};
  mote::with_kernels<mote::ops::add, target>::run(fake_context<Position>{elements});
  return elements[1];
}

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
    model.tensors[1].type = mote::tensor_type::int4;
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

TEST_CASE("kernel_list: a kernel runs on what it takes, or on the operator's context") {
  CHECK(output_of_kernel<0>() == 5);
  CHECK(output_of_kernel<1>() == 7);
}

TEST_CASE("kernel_list: only those that a judge lets pass are chosen") {
  CHECK(both_times([] {
    const auto bytes = write(mote_test::conv_2d_model());  // of 2 channels
    const mote::graph graph(bytes.view());
    const mote::node_view view(graph, opaque(0));
    int asked = 0;
    const auto second = [&](auto) { return ++asked == 2; };
    return kernels::choose(view, second) == 2 && asked == 2;
  }));
}

TEST_CASE("kernel_list: only operators that have kernels on a target change") {
  using list = mote::detail::list_on_target<mote::op_list<mote::ops::add, mote::ops::softmax>, target>::type;
  static_assert(
      std::is_same_v<list, mote::op_list<mote::with_kernels<mote::ops::add, target>, mote::ops::softmax>>);
  CHECK(both_times([] {
    using op = mote::with_kernels<mote::ops::add, target>;
    const auto bytes = write(mote_test::add_model());
    const mote::graph graph(bytes.view());
    const mote::node_view view(graph, opaque(0));
    if (op::overwrites_input(opaque(0)) || !op::overwrites_input(opaque(1))) return false;
    return op::scratch_bytes(view, 0) == 103 && op::scratch_bytes(view, 1) == 0 &&
           op::scratch_bytes(view) == 0;
  }));
}
