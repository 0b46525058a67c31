// SPDX-License-Identifier: Apache-2.0
#include "mote/run/static_model.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "mote/run/interpreter.hpp"
#include "support/random_source.hpp"
#include "support/run_model.hpp"
#include "support/small_models.hpp"

namespace {

using mote_test::bytes_of;
using mote_test::model_description;

using portable = mote::for_target<mote::target::portable>;

/// Both doors give the same bytes and, without the scratch of a target's kernels, need the same arena.
template <model_description (*Make)(), class... Options>
void check_equals_interpreter() {
  using net = mote::static_model<bytes_of<Make>, portable, Options...>;
  using interpreter = mote::interpreter<mote_test::tested_operators, mote::max_tensors<8>>;
  constexpr mote::byte_view bytes(bytes_of<Make>.data(), bytes_of<Make>.size());
  constexpr auto need = interpreter::required_arena_bytes(bytes);
  static_assert(need && *need == net::arena_bytes);

  // No constructor to run, nothing but the arena, aligned as it must be.
  static_assert(std::is_trivially_default_constructible_v<net> && std::is_trivially_destructible_v<net>);
  static_assert(alignof(net) == mote::arena_alignment);
  static_assert(sizeof(net) == (net::arena_bytes + mote::arena_alignment - 1) / mote::arena_alignment *
                                   mote::arena_alignment);

  static net model;
  mote_test::arena_memory arena(*need);
  auto loaded = interpreter::load(bytes, arena.bytes());
  REQUIRE(loaded);
  REQUIRE(loaded->input_count() == net::input_count);
  REQUIRE(loaded->output_count() == net::output_count);
  mote_test::random_source random(92);
  for (int round = 0; round < 10; ++round) {
    const auto fill = [&](const auto& view, const mote::tensor_ref& other) {
      using element = typename std::decay_t<decltype(view)>::value_type;
      CHECK(view.shape() == other.shape());
      CHECK(view.scale() == other.scale());
      CHECK(view.zero_point() == other.zero_point());
      for (auto& value : view) value = static_cast<element>(random.between(-128, 127));
      std::copy(view.begin(), view.end(), other.as<element>().begin());
    };
    fill(model.template input<0>(), loaded->input(0));
    if constexpr (net::input_count > 1) fill(model.template input<1>(), loaded->input(1));
    model.invoke();
    loaded->invoke();
    const auto output = model.template output<0>();
    const auto expected = loaded->output(0).as<typename decltype(output)::value_type>();
    CHECK(std::equal(output.begin(), output.end(), expected.begin(), expected.end()));
  }
}

}  // namespace

TEST_CASE("static_model: gives what the interpreter gives, in the same arena") {
  using namespace mote_test;
  check_equals_interpreter<add_model>();
  check_equals_interpreter<average_pool_2d_model>();
  check_equals_interpreter<conv_2d_model>();
  check_equals_interpreter<depthwise_conv_2d_model>();
  check_equals_interpreter<dequantize_model>();
  check_equals_interpreter<fully_connected_model>();
  check_equals_interpreter<max_pool_2d_model>();
  check_equals_interpreter<quantize_model>();
  check_equals_interpreter<reshape_model>();
  check_equals_interpreter<softmax_model>();
  check_equals_interpreter<chain_model>();
}

namespace {

constexpr model_description constant_reshape_model() {
  auto model = mote_test::reshape_model();
  model.tensors[0].data = {mote_test::some_weights, 6};
  model.inputs = {};
  return model;
}

constexpr model_description per_channel_model() {
  auto model = mote_test::conv_2d_model();
  model.tensors[1].scales = {0.25F, 0.125F};
  model.tensors[1].zero_points = {0, 0};
  return model;
}

constexpr model_description without_bias_model() {
  auto model = mote_test::fully_connected_model();
  model.nodes[0].inputs = {0, 1, -1};
  return model;
}

constexpr model_description requantizing_model() {
  auto model = mote_test::quantize_model();
  model.tensors[0] = mote_test::activations({2, 3}, 0.25F, 10);
  model.tensors[1].type = mote::tensor_type::int16;
  return model;
}

constexpr model_description wide_softmax_model() {
  auto model = mote_test::softmax_model();
  model.tensors[1] = mote_test::activations({1, 4}, 1.0F / 65536, -32768);
  model.tensors[1].type = mote::tensor_type::int16;
  return model;
}

}  // namespace

TEST_CASE("static_model: constants in RAM change neither outputs nor the arena") {
  using namespace mote_test;
  check_equals_interpreter<chain_model, mote::constants_in_ram>();
  check_equals_interpreter<conv_2d_model, mote::constants_in_ram>();
}

TEST_CASE("static_model: variants of operators") {
  check_equals_interpreter<per_channel_model>();
  check_equals_interpreter<without_bias_model>();
  check_equals_interpreter<requantizing_model>();
  check_equals_interpreter<wide_softmax_model>();
}

TEST_CASE("static_model: a model without inputs") {
  using net = mote::static_model<bytes_of<constant_reshape_model>>;
  static_assert(net::input_count == 0);
  static net model;
  model.invoke();
  const auto output = model.output<0>();
  CHECK(std::equal(output.begin(), output.end(), mote_test::some_weights));
}

TEST_CASE("static_model: views have the model's element types") {
  using net = mote::static_model<bytes_of<mote_test::quantize_model>>;
  static net model;
  static_assert(std::is_same_v<decltype(model.input<0>()), mote::tensor_view<float>>);
  static_assert(std::is_same_v<decltype(model.output<0>()), mote::tensor_view<std::int8_t>>);
  const auto input = model.input<0>();
  std::fill(input.begin(), input.end(), 2.0F);
  model.invoke();
  CHECK(model.output<0>()[5] == 7);
  CHECK(model.output<0>().dequantize(5) == 2.0F);
}

namespace {

constexpr auto& add_bytes = bytes_of<mote_test::add_model>;

template <class Byte>
constexpr auto as_bytes = [] {
  std::array<Byte, add_bytes.size()> result{};
  for (std::size_t i = 0; i < result.size(); ++i) result[i] = static_cast<Byte>(add_bytes[i]);
  return result;
}();

}  // namespace

TEST_CASE("static_model: bytes of any type make the same model") {
  static_assert(mote::static_model<add_bytes>::arena_bytes == 35);
  static_assert(mote::static_model<as_bytes<unsigned char>>::arena_bytes == 35);
  static_assert(mote::static_model<as_bytes<signed char>>::arena_bytes == 35);
  static_assert(mote::static_model<as_bytes<std::byte>>::arena_bytes == 35);
}

TEST_CASE("static_model: a list of operators and an arena budget") {
  using listed = mote::static_model<bytes_of<mote_test::chain_model>, mote::ops::fully_connected,
                                    mote::op_list<mote::ops::softmax, mote::ops::reshape>, portable>;
  using within_budget =
      mote::static_model<bytes_of<mote_test::chain_model>, portable, mote::arena_budget<20>>;
  static_assert(listed::arena_bytes == 20);
  static_assert(within_budget::arena_bytes == 20);
  static listed model;
  model.input<0>()[0] = 100;
  model.invoke();
  CHECK(model.output<0>().size() == 4);
}

TEST_CASE("static_model: two instances have arenas of their own") {
  using net = mote::static_model<bytes_of<mote_test::softmax_model>>;
  static net first;
  static net second;
  first.input<0>()[1] = 100;
  second.input<0>()[2] = 100;
  first.invoke();
  second.invoke();
  CHECK(first.output<0>().argmax() == 1);
  CHECK(second.output<0>().argmax() == 2);
}
