// SPDX-License-Identifier: Apache-2.0
#include "mote/target/kernel_choice.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <initializer_list>
#include <type_traits>

#include "mote/ops/conv_2d.hpp"
#include "mote/ops/depthwise_conv_2d.hpp"
#include "mote/ops/fully_connected.hpp"
#include "mote/ops/reshape.hpp"
#include "mote/ops/softmax.hpp"
#include "mote/run/loader.hpp"
#include "support/both_times.hpp"
#include "support/small_models.hpp"

namespace {

using mote_test::both_times;
constexpr auto plain = mote::activation_format::plain;
constexpr auto mixed = mote::activation_format::mixed;

/// Takes nodes with weights for `Depth` channels. A mixed input spares it its scratch.
template <std::int32_t Depth, bool ReadsMixed, bool WritesMixed>
struct kernel_of {
  static constexpr bool reads_mixed = ReadsMixed;
  static constexpr bool writes_mixed = WritesMixed;
  static constexpr bool supports(const mote::node_view& view) { return view.input(1).shape.back() == Depth; }
  static constexpr std::uint32_t scratch_bytes(const mote::node_view&, mote::format_pair formats = {}) {
    return formats.input == mixed ? 0 : 160;
  }
};

template <bool ReadsMixed, bool WritesMixed>
struct target {
  template <class Op>
  using kernels =
      std::conditional_t<std::is_same_v<Op, mote::ops::fully_connected>,
                         mote::kernel_list<kernel_of<7, true, true>, kernel_of<4, ReadsMixed, WritesMixed>>,
                         mote::kernel_list<>>;
};

template <bool ReadsMixed, bool WritesMixed>
using operators = typename mote::detail::list_on_target<
    mote::op_list<mote::ops::fully_connected, mote::ops::reshape, mote::ops::softmax>,
    target<ReadsMixed, WritesMixed>>::type;

/// Takes mixed activations as they come.
struct indifferent_kernel : kernel_of<4, true, true> {
  static constexpr bool gains_from_mixed(const mote::node_view&) { return false; }
};
struct indifferent_target {
  template <class Op>
  using kernels = std::conditional_t<std::is_same_v<Op, mote::ops::fully_connected>,
                                     mote::kernel_list<indifferent_kernel>, mote::kernel_list<>>;
};

/// Refuses nodes with weights for 4 channels: 4 products for each of 4 outputs.
struct averse : mote::policy::speed {
  static constexpr bool admits(const mote::kernel_cost& of) { return of.work != 16; }
};

/// May find its output where its input lies.
struct kernel_in_place {
  static constexpr bool reads_mixed = false;
  static constexpr bool writes_mixed = false;
  static constexpr bool overwrites_input = true;
  static constexpr bool supports(const mote::node_view&) { return true; }
};

struct target_in_place {
  template <class Op>
  using kernels = std::conditional_t<std::is_same_v<Op, mote::ops::fully_connected>,
                                     mote::kernel_list<kernel_in_place>, mote::kernel_list<>>;
};

/// Fully connected layers, tensor 0 to 2, 2 to 3, 5 to 4, with a reshape from 3 to 5 between.
constexpr mote_test::model_description layers() {
  using namespace mote_test;
  model_description model;
  model.codes = {{mote::builtin_operator::fully_connected}, {mote::builtin_operator::reshape}};
  model.tensors = {activations({1, 4}, 0.5F, -3), weights({4, 4}, 0.25F),    activations({1, 4}, 2.0F, 5),
                   activations({1, 4}, 2.0F, 5),  activations({1, 4}, 4, 5), activations({1, 4}, 2.0F, 5)};
  model.nodes = {node_description{0, {0, 1}, {2}, {}}, node_description{0, {2, 1}, {3}, {}},
                 node_description{1, {3}, {5}, {}}, node_description{0, {5, 1}, {4}, {}}};
  model.inputs = {0};
  model.outputs = {4};
  return model;
}

struct chosen {
  mote::kernel_choice choices[8];

  constexpr bool has_formats(std::initializer_list<mote::activation_format> expected) const {
    const mote::kernel_choice* next = choices;
    for (const mote::activation_format format : expected) {
      if ((next++)->format != format) return false;
    }
    return true;
  }
};

template <class Ops, class Policy = mote::policy::speed>
constexpr chosen choose(const mote_test::model_description& model, std::uint32_t room = 1000) {
  const auto bytes = write(model);
  const mote::graph graph(bytes.view());
  chosen result{};
  mote::choose_kernels<Ops, Policy>(graph, result.choices,
                                    [&](const mote::node_view&, bool) { return room; });
  mote::choose_formats<Ops>(graph, result.choices);
  return result;
}

/// The arena has no bytes if the model is refused.
template <class Ops, class Policy = mote::policy::speed>
constexpr mote::memory_plan<32, mote::has_kernels_v<Ops>> plan_of(const mote_test::model_description& model) {
  const auto bytes = write(model);
  mote::memory_plan<32, mote::has_kernels_v<Ops>> plan;
  const auto found = mote::diagnosis::of(
      [&](mote::problem_log& log) { mote::load_model<Ops, Policy>(bytes.view(), plan, log); });
  if (!found.ok()) plan.arena_bytes = 0;
  return plan;
}
template <class Ops, class Policy = mote::policy::speed>
constexpr std::uint32_t arena_bytes(const mote_test::model_description& model) {
  return plan_of<Ops, Policy>(model).arena_bytes;
}

/// Whether two tensors of an accepted model, whose kernels overwrite their inputs, begin at one place.
constexpr bool share(const mote_test::model_description& model, std::size_t a, std::size_t b) {
  using list = mote::detail::list_on_target<mote::op_list<mote::ops::fully_connected, mote::ops::reshape>,
                                            target_in_place>::type;
  const auto plan = plan_of<list>(model);
  return plan.arena_bytes != 0 && plan.offsets[a] == plan.offsets[b];
}

}  // namespace

TEST_CASE("kernel_choice: only lists with kernels have choices") {
  static_assert(mote::has_kernels_v<operators<true, true>>);
  static_assert(!mote::has_kernels_v<mote::op_list<mote::ops::fully_connected, mote::ops::reshape>>);
  static_assert(sizeof(mote::memory_plan<32>) < sizeof(mote::memory_plan<32, true>));
}

TEST_CASE("kernel_choice: the first kernel that takes a node") {
  CHECK(both_times([] {
    const chosen of = choose<operators<true, true>>(layers());
    return of.choices[2].kernel == 1 && of.choices[3].kernel == 1 && of.choices[4].kernel == 1;
  }));
  CHECK(both_times([] {
    auto model = layers();
    model.tensors[2].type = mote::tensor_type::int16;
    const chosen of = choose<operators<true, true>>(model);
    return of.choices[2].kernel == 2 && of.choices[3].kernel == 2 && of.choices[4].kernel == 1;
  }));
}

TEST_CASE("kernel_choice: a policy can refuse what a kernel takes") {
  CHECK(both_times([] {
    const chosen of = choose<operators<true, true>, averse>(layers());
    return of.choices[2].kernel == 2 && of.has_formats({plain, plain, plain, plain, plain, plain});
  }));
  CHECK(both_times([] {
    return choose<operators<true, true>>(layers(), 160).choices[2].kernel == 1 &&
           choose<operators<true, true>>(layers(), 159).choices[2].kernel == 2;
  }));
}

TEST_CASE("kernel_choice: tensors are mixed where that suits all sides") {
  // Model inputs and outputs are plain; a reshape keeps what it reads.
  CHECK(both_times([] {
    return choose<operators<true, true>>(layers()).has_formats({plain, plain, mixed, mixed, plain, mixed});
  }));
  CHECK(both_times([] {
    return choose<operators<true, false>>(layers()).has_formats({plain, plain, plain, plain, plain, plain});
  }));
  CHECK(both_times([] {
    return choose<operators<false, true>>(layers()).has_formats({plain, plain, plain, plain, plain, plain});
  }));
  // Nobody is faster for it.
  CHECK(both_times([] {
    using list = mote::detail::list_on_target<mote::op_list<mote::ops::fully_connected, mote::ops::reshape>,
                                              indifferent_target>::type;
    return choose<list>(layers()).has_formats({plain, plain, plain, plain, plain, plain});
  }));
  // A tensor that an operator without kernels reads, too.
  CHECK(both_times([] {
    auto model = layers();
    model.codes.push_back({mote::builtin_operator::softmax});
    model.nodes.push_back(mote_test::node_description{
        2, {2}, {6}, {mote_test::scalar(mote::schema::softmax_options::beta, 1.0F)}});
    model.tensors.push_back(mote_test::activations({1, 4}, 1.0F / 256, -128));
    return choose<operators<true, true>>(model).has_formats({plain, plain, plain, mixed, plain, mixed});
  }));
  // Rows of an odd number of channels, which the next layer takes as one row.
  CHECK(both_times([] {
    auto model = layers();
    model.tensors[2].shape = {4, 1};
    return choose<operators<true, true>>(model).has_formats({plain, plain, plain, mixed, plain, mixed});
  }));
  // With an odd number of channels a reshape makes even ones odd.
  CHECK(both_times([] {
    auto model = layers();
    model.tensors[5].shape = {4, 1};
    return choose<operators<true, true>>(model).has_formats({plain, plain, mixed, plain, plain, plain});
  }));
}

TEST_CASE("kernel_choice: the plan has the scratch that chosen kernels need with these formats") {
  // The first layer reads a plain input, the others mixed ones. The last tensor isn't aligned at its end.
  CHECK(both_times([] { return arena_bytes<operators<true, true>>(layers()) == 160 + 16 + 4; }));
  CHECK(both_times([] {
    auto model = layers();  // of 2 channels, which no kernel is for
    model.tensors[1].shape = {2, 2};
    model.tensors[1].data.count = 4;
    for (const std::size_t i : {0U, 2U, 3U, 4U, 5U}) model.tensors[i].shape = {2, 2};
    return arena_bytes<operators<true, true>>(model) == 16 + 4;
  }));
}

namespace {

/// An arena of up to this many bytes.
template <std::uint64_t Bytes>
struct at_most : mote::policy::speed {
  static constexpr std::uint64_t most_arena(std::uint64_t) { return Bytes; }
};

/// Has more scratch in the end than it was admitted with.
struct greedy_kernel : kernel_of<4, true, true> {
  static constexpr std::uint32_t scratch_bytes(const mote::node_view&, mote::format_pair formats = {}) {
    return formats.input == mixed ? 160 : 0;
  }
};
struct greedy_target {
  template <class Op>
  using kernels = std::conditional_t<std::is_same_v<Op, mote::ops::fully_connected>,
                                     mote::kernel_list<greedy_kernel>, mote::kernel_list<>>;
};

}  // namespace

TEST_CASE("kernel_choice: an arena stays within what the policy allows") {
  // Each layer wants 160 bytes as long as its input may be plain.
  CHECK(both_times([] {
    return arena_bytes<operators<true, true>, at_most<192>>(layers()) == 180 &&
           arena_bytes<operators<true, true>, at_most<191>>(layers()) == 20 &&
           arena_bytes<operators<true, true>, mote::policy::ram>(layers()) == 20;
  }));
  // Where all that was admitted doesn't fit together, the largest scratch goes.
  CHECK(both_times([] {
    using greedy = mote::detail::list_on_target<
        mote::op_list<mote::ops::fully_connected, mote::ops::reshape, mote::ops::softmax>,
        greedy_target>::type;
    return arena_bytes<greedy>(layers()) == 180 && arena_bytes<greedy, at_most<179>>(layers()) == 20;
  }));
}

TEST_CASE("kernel_choice: an output lies over an input that nothing else reads") {
  CHECK(both_times([] { return share(layers(), 0, 2); }));
  // A later node reads the input.
  CHECK(both_times([] {
    auto model = layers();
    model.nodes[3].inputs[0] = 0;
    return !share(model, 0, 2) && share(model, 0, 4);
  }));
  // The output is larger.
  CHECK(both_times([] {
    auto model = layers();
    model.tensors[0].shape = {1, 2};
    model.tensors[1].shape = {4, 2};
    model.tensors[1].data.count = 8;
    model.nodes = {mote_test::node_description{0, {0, 1}, {2}, {}}};
    model.outputs = {2};
    return !share(model, 0, 2);
  }));
  // The input is an output of the model.
  CHECK(both_times([] {
    auto model = layers();
    model.outputs = {4, 2};
    return share(model, 0, 2) && !share(model, 2, 3);
  }));
  // A reshape that shares the input is read later.
  CHECK(both_times([] {
    auto model = layers();
    model.nodes = {mote_test::node_description{1, {0}, {5}, {}},
                   mote_test::node_description{0, {0, 1}, {2}, {}},
                   mote_test::node_description{0, {5, 1}, {4}, {}}};
    model.outputs = {2, 4};
    return share(model, 0, 5) && !share(model, 0, 2);
  }));
}

namespace {

/// Of convolutions that write planes, or don't, and of depthwise ones that read planes, or don't.
template <bool Writes>
struct image_writer {
  static constexpr bool reads_mixed = false;
  static constexpr bool writes_mixed = true;
  static constexpr bool supports(const mote::node_view&) { return true; }
  static constexpr bool writes_planes(const mote::node_view&) { return Writes; }
};
struct plane_reader {
  static constexpr bool reads_mixed = false;
  static constexpr bool writes_mixed = true;
  static constexpr bool reads_planes = true;
  static constexpr bool supports(const mote::node_view&) { return true; }
};
struct image_reader {
  static constexpr bool reads_mixed = false;
  static constexpr bool writes_mixed = true;
  static constexpr bool supports(const mote::node_view&) { return true; }
};

template <bool Writes>
struct image_target {
  template <class Op>
  using kernels =
      std::conditional_t<std::is_same_v<Op, mote::ops::conv_2d>, mote::kernel_list<image_writer<Writes>>,
                         mote::kernel_list<plane_reader, image_reader>>;
};
template <bool Writes = true>
using image_operators =
    typename mote::detail::list_on_target<mote::op_list<mote::ops::conv_2d, mote::ops::depthwise_conv_2d>,
                                          image_target<Writes>>::type;

/// A convolution, tensor 0 to 2, and a depthwise one, 2 to 4, of images of 3 rows of 4 pixels with one
/// channel.
constexpr mote_test::model_description images() {
  using namespace mote_test;
  using conv = mote::schema::conv_2d_options;
  using depthwise = mote::schema::depthwise_conv_2d_options;
  model_description model;
  model.codes = {{mote::builtin_operator::conv_2d}, {mote::builtin_operator::depthwise_conv_2d}};
  model.tensors = {activations({1, 3, 4, 1}, 0.5F, 0), weights({1, 1, 1, 1}, 0.5F),
                   activations({1, 3, 4, 1}, 0.5F, 0), weights({1, 3, 3, 1}, 0.5F),
                   activations({1, 3, 4, 1}, 0.5F, 0), activations({1, 3, 4, 1}, 0.5F, 0)};
  model.nodes = {node_description{0,
                                  {0, 1},
                                  {2},
                                  {scalar(conv::padding, std::int8_t{0}), scalar(conv::stride_w, 1),
                                   scalar(conv::stride_h, 1)}},
                 node_description{1,
                                  {2, 3},
                                  {4},
                                  {scalar(depthwise::padding, std::int8_t{0}), scalar(depthwise::stride_w, 1),
                                   scalar(depthwise::stride_h, 1), scalar(depthwise::depth_multiplier, 1)}}};
  model.inputs = {0};
  model.outputs = {4};
  return model;
}

constexpr bool is_for_planes(const chosen& of) {
  const bool in_planes = of.choices[2].format == mote::activation_format::planes;
  return in_planes && of.choices[4].kernel == 0 && of.choices[4].format == plain;
}
constexpr bool is_for_bytes(const chosen& of) {
  return of.choices[2].format == plain && of.choices[4].kernel == 1;
}

}  // namespace

TEST_CASE("kernel_choice: an input lies in planes if its writer can do that and nothing else reads it") {
  CHECK(both_times([] { return is_for_planes(choose<image_operators<>>(images())); }));
  CHECK(both_times([] { return is_for_bytes(choose<image_operators<false>>(images())); }));
  // 5 rows of 8 bytes in place of 3 of 4.
  CHECK(both_times([] { return is_for_planes(choose<image_operators<>>(images(), 28)); }));
  CHECK(both_times([] { return is_for_bytes(choose<image_operators<>>(images(), 27)); }));
  // The model's output.
  CHECK(both_times([] {
    auto model = images();
    model.outputs.push_back(2);
    return is_for_bytes(choose<image_operators<>>(model));
  }));
  // Another reader.
  CHECK(both_times([] {
    auto model = images();
    model.nodes.push_back(model.nodes[0]);
    model.nodes[2].inputs = {2, 1};
    model.nodes[2].outputs = {5};
    return is_for_bytes(choose<image_operators<>>(model));
  }));
  // The model's input.
  CHECK(both_times([] {
    auto model = images();
    model.nodes[1].inputs = {0, 3};
    return is_for_bytes(choose<image_operators<>>(model));
  }));
}

TEST_CASE("kernel_choice: the plan has the bytes of planes as long as the policy allows") {
  CHECK(both_times([] { return arena_bytes<image_operators<>>(images()) == 48 + 12; }));
  CHECK(both_times([] { return arena_bytes<image_operators<>, at_most<60>>(images()) == 60; }));
  CHECK(both_times([] {
    return arena_bytes<image_operators<>, at_most<59>>(images()) ==
           arena_bytes<image_operators<false>>(images());
  }));
}
