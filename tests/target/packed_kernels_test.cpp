// SPDX-License-Identifier: Apache-2.0
#define MOTE_TESTED_OPERATORS \
  mote::ops::add, mote::ops::conv_2d, mote::ops::fully_connected, mote::ops::reshape
#include "mote/target/packed_kernels.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "mote/ops/add.hpp"
#include "mote/ops/conv_2d.hpp"
#include "mote/ops/fully_connected.hpp"
#include "mote/ops/reshape.hpp"
#include "mote/run/interpreter.hpp"
#include "mote/target/armv7e_m/fully_connected.hpp"
#include "mote/target/armv7e_m/pointwise_conv.hpp"
#include "support/both_times.hpp"
#include "support/random_source.hpp"
#include "support/run_model.hpp"
#include "support/small_models.hpp"

namespace {

using mote_test::activations;
using mote_test::arena_memory;
using mote_test::both_times;
using mote_test::model_description;
using mote_test::opaque;
using mote_test::weights;

int& runs_on_context() {
  static int count = 0;
  return count;
}

/// Has no constants, and does what the portable kernel does.
struct adder {
  static constexpr bool supports(const mote::node_view&) { return true; }
  static constexpr std::uint32_t scratch_bytes(const mote::node_view&) { return 40; }
  template <class Context>
  static void run(const Context& context) {
    static_assert(Context::template input_format<0> == mote::activation_format::plain);
    static_assert(Context::output_format == mote::activation_format::plain);
    ++runs_on_context();
    mote::ops::add::run(context);
  }
};

struct target {
  template <class Op>
  struct list {
    using type = mote::kernel_list<>;
  };
  template <class Op>
  using kernels = typename list<Op>::type;
};
template <>
struct target::list<mote::ops::conv_2d> {
  using type = mote::kernel_list<mote::armv7e_m::pointwise_conv>;
};
template <>
struct target::list<mote::ops::fully_connected> {
  using type = mote::kernel_list<mote::armv7e_m::fully_connected>;
};
template <>
struct target::list<mote::ops::add> {
  using type = mote::kernel_list<adder>;
};

using portable = mote::interpreter<mote_test::tested_operators, mote::for_target<mote::target::portable>>;
using packing = mote::interpreter<mote_test::tested_operators, mote::for_target<target>>;

constexpr mote_test::list<mote_test::field> conv_options() {
  using option = mote::schema::conv_2d_options;
  using mote_test::scalar;
  return {scalar(option::padding, std::int8_t{1}), scalar(option::stride_w, 1), scalar(option::stride_h, 1)};
}

/// Two 1x1 convolutions of one input, each with its own weights, their sum, and a RESHAPE of the input that
/// is a second output: all read the input, in this order.
constexpr mote_test::basic_model_description<16> branches_model() {
  mote_test::basic_model_description<16> model;
  model.codes = {
      {mote::builtin_operator::conv_2d}, {mote::builtin_operator::add}, {mote::builtin_operator::reshape}};
  model.tensors = {activations({1, 3, 3, 4}, 0.5F, -3), weights({4, 1, 1, 4}, 0.25F),
                   weights({2, 1, 1, 4}, 0.125F),       activations({1, 3, 3, 4}, 2.0F, 5),
                   activations({1, 3, 3, 2}, 2.0F, -5), activations({1, 3, 3, 4}, 2.0F, -7),
                   activations({36}, 0.5F, -3)};
  model.nodes = {{}, {}, {}, {}};
  model.nodes[0].inputs = {0, 1};
  model.nodes[0].outputs = {3};
  model.nodes[0].options = conv_options();
  model.nodes[1].inputs = {0, 2};
  model.nodes[1].outputs = {4};
  model.nodes[1].options = conv_options();
  model.nodes[2].code_index = 1;
  model.nodes[2].inputs = {3, 0};
  model.nodes[2].outputs = {5};
  model.nodes[3].code_index = 2;
  model.nodes[3].inputs = {0};
  model.nodes[3].outputs = {6};
  model.inputs = {0};
  model.outputs = {4, 5, 6};
  return model;
}

const auto& branches() {
  static const auto bytes = mote_test::write<4096>(branches_model());
  return bytes;
}

/// All outputs, for pseudo-random inputs.
template <class Interpreter, class... Observer>
std::vector<std::int8_t> outputs_of(Interpreter& model, Observer&&... observer) {
  mote_test::random_source random(7);
  for (std::size_t i = 0; i < model.input_count(); ++i) {
    for (std::int8_t& element : model.input(i).template as<std::int8_t>()) {
      element = random.integer<std::int8_t>();
    }
  }
  model.invoke(observer...);
  std::vector<std::int8_t> result;
  for (std::size_t i = 0; i < model.output_count(); ++i) {
    const auto output = model.output(i).template as<std::int8_t>();
    result.insert(result.end(), output.begin(), output.end());
  }
  return result;
}

std::vector<std::int8_t> expected_outputs(mote::byte_view model) {
  arena_memory arena(*portable::required_arena_bytes(model));
  auto loaded = portable::load(model, arena.bytes());
  REQUIRE(loaded);
  return outputs_of(*loaded);
}

struct output_recorder {
  std::vector<std::int8_t> seen;
  void begin(const mote::node_view&) {}
  void end(const mote::node_view&, const mote::tensor_ref& output) {
    const auto elements = output.as<std::int8_t>();
    seen.insert(seen.end(), elements.begin(), elements.end());
  }
};

}  // namespace

TEST_CASE("packed_kernels: only operators that have kernels on a target change") {
  using list = mote::detail::packed_list_on_target<mote_test::tested_operators, target>::type;
  static_assert(
      std::is_same_v<list, mote::op_list<mote::with_packed_kernels<mote::ops::add, target>,
                                         mote::with_packed_kernels<mote::ops::conv_2d, target>,
                                         mote::with_packed_kernels<mote::ops::fully_connected, target>,
                                         mote::ops::reshape>>);
  static_assert(std::is_same_v<portable::operators, mote_test::tested_operators>);
  static_assert(list::has_packed && !mote_test::tested_operators::has_packed);
  using add = mote::with_packed_kernels<mote::ops::add, target>;
  static_assert(mote::packed_block_v<add> == 1 && mote::blocks_v<add> == 2);
}

TEST_CASE("packed_kernels: memory of a node with and without a kernel") {
  using conv = mote::with_packed_kernels<mote::ops::conv_2d, target>;
  CHECK(both_times([] {
    auto model = branches_model();
    model.tensors[0].shape = {1, 3, opaque(3), 4};
    const auto bytes = mote_test::write<4096>(model);
    const mote::graph graph(bytes.view());
    const mote::node_view view(graph, 0);
    // Offsets, sizes and 16 extents of the node; then the header, and two pairs of output channels.
    return conv::choose(view) == 0 && conv::unpacked == 1 && conv::packed_bytes(view, 1) == 0 &&
           conv::packed_bytes(view, 0) == 4 * (5 + 16) + 4 * (2 + 2 * 6) && conv::has_constants(0) &&
           !mote::with_packed_kernels<mote::ops::add, target>::has_constants(0);
  }));
  CHECK(both_times([] {
    // A constant input can't be mixed in place.
    constexpr std::int8_t input[36]{};
    auto model = branches_model();
    model.tensors[0].data = {input, static_cast<std::size_t>(opaque(36))};
    const auto bytes = mote_test::write<4096>(model);
    const mote::graph graph(bytes.view());
    return conv::choose(mote::node_view(graph, 0)) == conv::unpacked;
  }));
}

TEST_CASE("packed_kernels: flips the even channels of rows") {
  for (const std::uint32_t depth : {1U, 2U, 3U, 4U, 6U, 16U, 23U}) {
    for (const std::uint32_t rows : {1U, 2U, 5U}) {
      const std::uint32_t size = rows * depth;
      alignas(16) std::int8_t activations[128];
      for (int i = 0; i < 128; ++i) activations[i] = static_cast<std::int8_t>(i);
      mote::detail::flip_rows(activations, size, depth);
      for (std::uint32_t i = 0; i < 128; ++i) {
        const auto plain = static_cast<std::int8_t>(i);
        const bool is_flipped = i < size && i % depth % 2 == 0;
        CHECK(activations[i] == static_cast<std::int8_t>(is_flipped ? plain ^ 0x80 : plain));
      }
    }
  }
}

TEST_CASE("packed_kernels: any arena from the required one on gives the same outputs, in its bounds") {
  const mote::byte_view model = branches().view();
  const auto expected = expected_outputs(model);
  const std::size_t required = *packing::required_arena_bytes(model);
  const std::size_t packed = *packing::packed_arena_bytes(model);
  CHECK(required == *portable::required_arena_bytes(model));
  CHECK(packed > required);
  CHECK(*portable::packed_arena_bytes(model) == required);

  const auto too_small = packing::load(model, arena_memory(required - 1).bytes());
  REQUIRE(!too_small);
  CHECK(too_small.error()[0].code == mote::error::arena_too_small);
  CHECK(too_small.error()[0].detail == static_cast<std::int64_t>(required));

  constexpr std::size_t margin = 32;
  std::size_t layers = 0;
  for (std::size_t size = required; size <= packed + margin; ++size) {
    CAPTURE(size);
    arena_memory memory(size + 2 * margin);
    std::fill(memory.bytes().begin(), memory.bytes().end(), std::byte{0xa5});
    std::byte* const arena = memory.bytes().data() + margin;
    auto loaded = packing::load(model, {arena, size});
    REQUIRE(loaded);
    CHECK(loaded->arena_bytes() <= size);
    CHECK(loaded->packable_layers() == 3);
    CHECK(loaded->packed_layers() >= layers);
    layers = loaded->packed_layers();
    CHECK((layers == 3) == (size >= packed));
    CHECK(outputs_of(*loaded) == expected);
    CHECK(outputs_of(*loaded) == expected);
    const auto is_canary = [](std::byte byte) { return byte == std::byte{0xa5}; };
    CHECK(std::all_of(memory.bytes().begin(), memory.bytes().begin() + margin, is_canary));
    CHECK(std::all_of(memory.bytes().end() - margin, memory.bytes().end(), is_canary));
  }
}

TEST_CASE("packed_kernels: kernels without constants run on the context") {
  const mote::byte_view model = branches().view();
  arena_memory arena(*packing::packed_arena_bytes(model));
  auto loaded = packing::load(model, arena.bytes());
  REQUIRE(loaded);
  runs_on_context() = 0;
  outputs_of(*loaded);
  CHECK(runs_on_context() == 1);
}

TEST_CASE("packed_kernels: fully connected layers of any depth, of one row and of many") {
  mote_test::random_source random(31);
  for (int depth = 1; depth <= 9; ++depth) {
    for (const int rows : {1, 2, 5}) {
      CAPTURE(depth);
      CAPTURE(rows);
      auto filter = mote_test::random_tensor<std::int8_t>(random, {6, depth}, {{0.01F}, 0});
      for (std::int8_t& weight : filter.data) weight = std::max<std::int8_t>(weight, -127);
      const auto bytes = mote_test::write<4096>(
          mote_test::one_node(mote::builtin_operator::fully_connected,
                              {activations({rows, depth}, 0.05F, 3), mote_test::constant_of(filter),
                               activations({rows, 6}, 0.1F, -5)}));
      arena_memory arena(*packing::packed_arena_bytes(bytes.view()));
      auto loaded = packing::load(bytes.view(), arena.bytes());
      REQUIRE(loaded);
      CHECK(loaded->packed_layers() == 1);
      CHECK(outputs_of(*loaded) == expected_outputs(bytes.view()));
    }
  }
}

TEST_CASE("packed_kernels: an observer sees what the portable kernels write") {
  const mote::byte_view model = branches().view();
  arena_memory arena(*packing::packed_arena_bytes(model));
  auto loaded = packing::load(model, arena.bytes());
  REQUIRE(loaded);
  arena_memory other_arena(*portable::required_arena_bytes(model));
  auto other = portable::load(model, other_arena.bytes());
  REQUIRE(other);
  output_recorder observer;
  output_recorder other_observer;
  outputs_of(*loaded, observer);
  outputs_of(*other, other_observer);
  CHECK(observer.seen == other_observer.seen);
}

TEST_CASE("packed_kernels: the arena for all constants is known at compile time, too") {
  CHECK(both_times([] {
    const auto bytes = mote_test::write(mote_test::fully_connected_model());
    const mote::byte_view view(bytes.view().data(),
                               static_cast<std::size_t>(opaque(static_cast<int>(bytes.view().size()))));
    const auto need = packing::packed_arena_bytes(view);
    const auto least = packing::required_arena_bytes(view);
    // Input and output, 16 apart; then offsets, sizes and 3 extents, the header, the three constants of both
    // channels, and for each of these a start and a word of weights.
    return need && least && *least == 18 && *need == 32 + 4 * (5 + 3 + 2 + 3 + 2 * 2);
  }));
}
