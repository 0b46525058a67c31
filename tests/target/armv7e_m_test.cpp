// SPDX-License-Identifier: Apache-2.0
#define MOTE_TESTED_OPERATORS mote::ops::add
#include "mote/target/armv7e_m.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "mote/ops/add.hpp"
#include "mote/ops/cast.hpp"
#include "mote/ops/conv_2d.hpp"
#include "mote/ops/depthwise_conv_2d.hpp"
#include "mote/ops/logistic.hpp"
#include "mote/ops/reshape.hpp"
#include "mote/run/interpreter.hpp"
#include "mote/run/static_model.hpp"
#include "support/both_times.hpp"
#include "support/random_source.hpp"
#include "support/run_model.hpp"
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
    for (std::size_t i = 0; i < 3; ++i) {
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

namespace {

/// FULLY_CONNECTED and ADD on [4, 4], LOGISTIC on another shape between RESHAPEs, and FULLY_CONNECTED again.
template <std::int32_t... Middle>
constexpr mote_test::model_description chain_of_kernels() {
  using mote::builtin_operator;
  using mote_test::activations;
  using mote_test::node_description;
  mote_test::model_description model;
  model.codes = {{builtin_operator::fully_connected},
                 {builtin_operator::add},
                 {builtin_operator::reshape},
                 {builtin_operator::logistic}};
  model.tensors = {activations({4, 4}, 0.513F, -3),       mote_test::weights({4, 4}, 0.25F),
                   activations({4, 4}, 2.17F, 5),         activations({4, 4}, 2.31F, -7),
                   activations({Middle...}, 2.31F, -7),   activations({Middle...}, 1.0F / 256, -128),
                   activations({4, 4}, 1.0F / 256, -128), activations({4, 4}, 0.07F, 9)};
  model.nodes = {node_description{0, {0, 1}, {2}, {}}, node_description{1, {2, 0}, {3}, {}},
                 node_description{2, {3}, {4}, {}},    node_description{3, {4}, {5}, {}},
                 node_description{2, {5}, {6}, {}},    node_description{0, {6, 1}, {7}, {}}};
  model.inputs = {0};
  model.outputs = {7};
  return model;
}

using chain_ops =
    mote::op_list<mote::ops::fully_connected, mote::ops::add, mote::ops::reshape, mote::ops::logistic>;

/// Outputs with the kernels equal those without, behind both doors, and the chain's activations are as mixed
/// as expected.
template <mote_test::model_description (*Make)()>
void check_chain(mote::activation_format middle) {
  using mote::target::armv7e_m;
  using selected = mote::detail::select_static_model<mote_test::bytes_of<Make>, chain_ops,
                                                     mote::for_target<armv7e_m>, mote::keep_all_channels>;
  using subgraph = mote::detail::compiled_subgraph<typename selected::net, typename selected::operators, 0>;
  constexpr auto plain = mote::activation_format::plain;
  // Of what ADD and LOGISTIC read, the format is of no account.
  for (const int tensor : {0, 1, 2, 3, 4, 7}) CHECK(subgraph::choice(tensor).format == plain);
  for (const int tensor : {5, 6}) CHECK(subgraph::choice(tensor).format == middle);

  static mote::static_model<mote_test::bytes_of<Make>, chain_ops, mote::for_target<mote::target::portable>>
      portable;
  static mote::static_model<mote_test::bytes_of<Make>, chain_ops, mote::for_target<armv7e_m>> on_target;
  using interpreter = mote::interpreter<chain_ops, mote::for_target<armv7e_m>>;
  const mote::byte_view bytes(mote_test::bytes_of<Make>.data(), mote_test::bytes_of<Make>.size());
  const auto packed_bytes = interpreter::packed_arena_bytes(bytes);
  REQUIRE(packed_bytes);
  mote_test::arena_memory arena(*packed_bytes);
  auto loaded = interpreter::load(bytes, arena.bytes());
  REQUIRE(loaded);
  CHECK(loaded->packed_layers() == 4);

  mote_test::random_source random(1);
  for (int round = 0; round < 20; ++round) {
    const auto input = portable.template input<0>();
    random.fill(input);
    std::copy(input.begin(), input.end(), on_target.template input<0>().begin());
    std::copy(input.begin(), input.end(), loaded->input(0).template as<std::int8_t>().begin());
    static_cast<void>(portable.invoke());
    static_cast<void>(on_target.invoke());
    static_cast<void>(loaded->invoke());
    const auto expected = portable.template output<0>();
    CHECK(std::equal(expected.begin(), expected.end(), on_target.template output<0>().begin()));
    CHECK(std::equal(expected.begin(), expected.end(), loaded->output(0).template as<std::int8_t>().begin()));
  }
}

}  // namespace

TEST_CASE("armv7e_m: activations are mixed for a kernel that gains, through shared memory") {
  check_chain<chain_of_kernels<2, 8>>(mote::activation_format::mixed);
}

TEST_CASE("armv7e_m: an odd depth makes activations plain") {
  check_chain<chain_of_kernels<16, 1>>(mote::activation_format::plain);
}

namespace {

struct odd_bytes {
  std::int8_t values[3 * 3 * 3 * 4]{};
  constexpr odd_bytes() {
    std::int32_t value = 5;
    for (std::int8_t& each : values) {
      value = value * 29 % 251;
      each = static_cast<std::int8_t>(value - 125);
    }
  }
};
constexpr odd_bytes image_weights;

/// CONV_2D, of an image with 3 channels and then of one with 4, each with a DEPTHWISE_CONV_2D behind it, with
/// strides of 1 and of 2.
constexpr mote_test::model_description images() {
  using namespace mote_test;
  using conv = mote::schema::conv_2d_options;
  using depthwise = mote::schema::depthwise_conv_2d_options;
  const auto constant = [](list<std::int32_t> shape, std::size_t count) {
    tensor_description result = activations(shape, 0.004F, 0);
    result.data = {image_weights.values, count};
    return result;
  };
  const auto conv_options = [](std::int32_t stride) {
    return list<field>{scalar(conv::padding, std::int8_t{0}), scalar(conv::stride_w, stride),
                       scalar(conv::stride_h, stride)};
  };
  const auto depthwise_options = [](std::int32_t stride) {
    return list<field>{scalar(depthwise::padding, std::int8_t{0}), scalar(depthwise::stride_w, stride),
                       scalar(depthwise::stride_h, stride), scalar(depthwise::depth_multiplier, 1)};
  };
  model_description model;
  model.codes = {{mote::builtin_operator::conv_2d}, {mote::builtin_operator::depthwise_conv_2d}};
  model.tensors = {activations({1, 8, 24, 3}, 0.05F, 3),    constant({4, 3, 3, 3}, 108),
                   activations({1, 4, 12, 4}, 0.05F, -128), constant({1, 3, 3, 4}, 36),
                   activations({1, 4, 12, 4}, 0.05F, -128), constant({4, 3, 1, 4}, 48),
                   activations({1, 4, 12, 4}, 0.05F, -128), activations({1, 2, 6, 4}, 0.05F, -128)};
  model.nodes = {node_description{0, {0, 1}, {2}, conv_options(2)},
                 node_description{1, {2, 3}, {4}, depthwise_options(1)},
                 node_description{0, {4, 5}, {6}, conv_options(1)},
                 node_description{1, {6, 3}, {7}, depthwise_options(2)}};
  model.inputs = {0};
  model.outputs = {7};
  return model;
}

using image_ops = mote::op_list<mote::ops::conv_2d, mote::ops::depthwise_conv_2d>;
template <class Target, class... Options>
using image_net = mote::static_model<mote_test::bytes_of<images>, image_ops, mote::for_target<Target>,
                                     mote::keep_all_channels, Options...>;

struct output_recorder {
  std::vector<std::vector<std::int8_t>> outputs;

  void begin(const mote::node_view&) {}
  void end(const mote::node_view&, const mote::tensor_ref& output) {
    const auto elements = output.as<std::int8_t>();
    outputs.emplace_back(elements.begin(), elements.end());
  }
};

}  // namespace

TEST_CASE("armv7e_m: convolutions write planes for a depthwise convolution, and an observer sees none") {
  using net = image_net<mote::target::armv7e_m>;
  const auto is_for_planes = [](const char* kernel) {
    return std::string(kernel) == mote::armv7e_m::depthwise_planes_conv::name;
  };
  CHECK(is_for_planes(net::kernel_of(1)));
  CHECK(is_for_planes(net::kernel_of(3)));
  // Planes of 4 channels of 4 rows, each row twice as long as that of one channel is, and one row more each.
  static_assert(net::arena_bytes >= 8 * 24 * 3 + 2 * 12 * (1 + 4 * 5));
  using small = image_net<mote::target::armv7e_m, mote::optimize_for<mote::policy::ram>>;
  CHECK_FALSE(is_for_planes(small::kernel_of(1)));

  static image_net<mote::target::portable> portable;
  static net on_target;
  mote_test::random_source random(2);
  for (int round = 0; round < 10; ++round) {
    const auto input = portable.input<0>();
    random.fill(input);
    const std::vector<std::int8_t> copy(input.begin(), input.end());
    const auto give = [&](auto to) { std::copy(copy.begin(), copy.end(), to.begin()); };
    output_recorder expected;
    output_recorder seen;
    portable.invoke(expected);
    give(on_target.input<0>());
    on_target.invoke(seen);
    CHECK(seen.outputs == expected.outputs);
    give(on_target.input<0>());
    static_cast<void>(on_target.invoke());
    const auto output = on_target.output<0>();
    CHECK(std::equal(output.begin(), output.end(), expected.outputs.back().begin()));
  }
}
