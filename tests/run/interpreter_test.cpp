// SPDX-License-Identifier: Apache-2.0
#include "mote/run/interpreter.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <vector>

#include "support/both_times.hpp"
#include "support/oracle.hpp"
#include "support/random_source.hpp"
#include "support/run_model.hpp"
#include "support/small_models.hpp"

namespace {

using mote::error;
using mote_test::arena_memory;
using mote_test::both_times;
using mote_test::bytes_of;
using mote_test::opaque;

using all = mote::interpreter<mote_test::tested_operators>;

template <mote_test::model_description (*Make)()>
mote::byte_view view_of() {
  return {bytes_of<Make>.data(), bytes_of<Make>.size()};
}

constexpr std::byte canary{0xa5};

/// The arena's size is exact, and what lies around it is left alone.
void check_arena(mote::byte_view model) {
  const auto need = all::required_arena_bytes(model);
  REQUIRE(need);
  constexpr std::size_t margin = 64;
  arena_memory memory(*need + 2 * margin);
  std::fill(memory.bytes().begin(), memory.bytes().end(), canary);
  std::byte* const arena = memory.bytes().data() + margin;

  auto loaded = all::load(model, {arena, *need});
  REQUIRE(loaded);
  CHECK(loaded->arena_bytes() == *need);
  for (std::size_t i = 0; i < loaded->input_count(); ++i) {
    const auto input = loaded->input(i);
    CHECK(input.data() >= arena);
    CHECK(input.data() + input.size_bytes() <= arena + *need);
    std::fill(input.data(), input.data() + input.size_bytes(), std::byte{1});
  }
  loaded->invoke();
  for (std::size_t i = 0; i < loaded->output_count(); ++i) {
    const auto output = loaded->output(i);
    CHECK(output.data() >= arena);
    CHECK(output.data() + output.size_bytes() <= arena + *need);
  }
  const auto is_canary = [](std::byte byte) { return byte == canary; };
  CHECK(std::all_of(arena - margin, arena, is_canary));
  CHECK(std::all_of(arena + *need, arena + *need + margin, is_canary));

  const auto too_small = all::load(model, {arena, *need - 1});
  REQUIRE(!too_small);
  CHECK(too_small.error().count() == 1);
  CHECK(too_small.error()[0].code == error::arena_too_small);
  CHECK(too_small.error()[0].detail == static_cast<std::int64_t>(*need));

  for (const std::size_t shift : {1U, 4U, 8U, 15U}) {
    const auto misaligned = all::load(model, {arena + shift, *need});
    REQUIRE(!misaligned);
    CHECK(misaligned.error().count() == 1);
    CHECK(misaligned.error()[0].code == error::arena_misaligned);
  }
  CHECK(all::load(model, {arena, *need + margin}));
}

}  // namespace

TEST_CASE("interpreter: the required arena is exact and nothing around it is touched") {
  using namespace mote_test;
  check_arena(view_of<add_model>());
  check_arena(view_of<average_pool_2d_model>());
  check_arena(view_of<conv_2d_model>());
  check_arena(view_of<depthwise_conv_2d_model>());
  check_arena(view_of<dequantize_model>());
  check_arena(view_of<fully_connected_model>());
  check_arena(view_of<max_pool_2d_model>());
  check_arena(view_of<quantize_model>());
  check_arena(view_of<reshape_model>());
  check_arena(view_of<softmax_model>());
  check_arena(view_of<chain_model>());
}

TEST_CASE("interpreter: the required arena is known at compile time, too") {
  CHECK(both_times([] {
    const auto& bytes = bytes_of<mote_test::add_model>;
    const auto need = all::required_arena_bytes({bytes.data(), opaque(bytes.size())});
    // Two buffers of 6 bytes and one of 3, 16 apart.
    return need && *need == 35;
  }));
}

TEST_CASE("interpreter: a model that can't run has no required arena") {
  CHECK(both_times([] {
    const auto need = mote::interpreter<mote::ops::add>::required_arena_bytes(
        {bytes_of<mote_test::softmax_model>.data(), opaque(bytes_of<mote_test::softmax_model>.size())});
    return !need && need.error().count() == 1 && need.error()[0].code == error::unsupported_operator;
  }));
  arena_memory arena(64);
  const auto loaded =
      mote::interpreter<mote::ops::add>::load(view_of<mote_test::softmax_model>(), arena.bytes());
  REQUIRE(!loaded);
  CHECK(loaded.error()[0].code == error::unsupported_operator);
}

TEST_CASE("interpreter: check finds as many problems as the caller has room for") {
  CHECK(both_times([] {
    mote::problem storage[2];
    mote::problem_log log(storage, 2);
    const auto& bytes = bytes_of<mote_test::chain_model>;
    mote::interpreter<>::check({bytes.data(), opaque(bytes.size())}, log);
    return log.count() == 3 && log.stored() == 2 && storage[1].node == 1;
  }));
}

TEST_CASE("interpreter: inputs and outputs have the type, shape and quantization of the model") {
  arena_memory arena(64);
  const auto loaded = all::load(view_of<mote_test::add_model>(), arena.bytes());
  REQUIRE(loaded);
  CHECK(loaded->input_count() == 2);
  CHECK(loaded->output_count() == 1);
  const auto first = loaded->input(0);
  const auto second = loaded->input(1);
  const auto sum = loaded->output(0);
  CHECK(first.type() == mote::tensor_type::int8);
  CHECK(first.shape() == mote::shape(2, 3));
  CHECK(first.scale() == 0.5F);
  CHECK(first.zero_point() == 3);
  CHECK(second.shape() == mote::shape(3));
  CHECK(second.scale() == 0.25F);
  CHECK(sum.shape() == mote::shape(2, 3));
  CHECK(sum.zero_point() == 1);
  CHECK(sum.as<std::int8_t>().size() == 6);
  CHECK(loaded->offset_of(0) == static_cast<std::uint32_t>(first.data() - arena.bytes().data()));
  CHECK(loaded->model().node_count() == 1);
}

TEST_CASE("interpreter: runs a chain as the oracle does, time and again") {
  arena_memory arena(64);
  auto loaded = all::load(view_of<mote_test::chain_model>(), arena.bytes());
  REQUIRE(loaded);
  mote_test::random_source random(91);
  const oracle::tensor<std::int8_t> weights{
      {4, 4}, {mote_test::some_weights, mote_test::some_weights + 16}, {{0.25F}, 0}};
  for (int round = 0; round < 20; ++round) {
    const auto x = mote_test::random_tensor<std::int8_t>(random, {1, 4}, {{0.5F}, -3});
    const auto y = oracle::fully_connected(x, weights, {}, false, oracle::activation::none, {{2.0F}, 5});
    const auto expected = oracle::softmax<std::int8_t>(y, 1.0F, {{1.0F / 256}, -128});
    std::copy(x.data.begin(), x.data.end(), loaded->input(0).as<std::int8_t>().begin());
    loaded->invoke();
    const auto output = loaded->output(0).as<std::int8_t>();
    CHECK(std::equal(output.begin(), output.end(), expected.data.begin(), expected.data.end()));
  }
}

TEST_CASE("interpreter: the model may lie at any address") {
  const auto& model = bytes_of<mote_test::fully_connected_model>;
  const std::int8_t input[] = {10, 20, 30, 40};
  std::int8_t expected[2]{};
  for (std::size_t shift = 0; shift < 8; ++shift) {
    arena_memory copy(model.size() + shift);
    std::memcpy(copy.bytes().data() + shift, model.data(), model.size());
    arena_memory arena(64);
    auto loaded = all::load({copy.bytes().data() + shift, model.size()}, arena.bytes());
    REQUIRE(loaded);
    std::copy(input, input + 4, loaded->input(0).as<std::int8_t>().begin());
    loaded->invoke();
    const auto output = loaded->output(0).as<std::int8_t>();
    if (shift == 0) std::copy(output.begin(), output.end(), expected);
    CHECK(std::equal(output.begin(), output.end(), expected));
  }
}

TEST_CASE("interpreter: two of one model in two arenas don't see each other") {
  arena_memory first_arena(64);
  arena_memory second_arena(64);
  auto first = all::load(view_of<mote_test::softmax_model>(), first_arena.bytes());
  auto second = all::load(view_of<mote_test::softmax_model>(), second_arena.bytes());
  REQUIRE(first);
  REQUIRE(second);
  first->input(0).as<std::int8_t>()[0] = 100;
  second->input(0).as<std::int8_t>()[3] = 100;
  first->invoke();
  second->invoke();
  CHECK(first->output(0).as<std::int8_t>().argmax() == 0);
  CHECK(second->output(0).as<std::int8_t>().argmax() == 3);
}

TEST_CASE("interpreter: models may take turns in one arena") {
  arena_memory arena(64);
  auto softmax = all::load(view_of<mote_test::softmax_model>(), arena.bytes());
  auto add = all::load(view_of<mote_test::add_model>(), arena.bytes());
  REQUIRE(softmax);
  REQUIRE(add);
  for (int turn = 0; turn < 3; ++turn) {
    const auto row = softmax->input(0).as<std::int8_t>();
    std::fill(row.begin(), row.end(), std::int8_t{0});
    row[2] = 100;
    softmax->invoke();
    CHECK(softmax->output(0).as<std::int8_t>().argmax() == 2);
    // 0.5 * (13 - 3) + 0.25 * (-1 + 5) = 6, stored as 6 / 0.5 + 1
    const auto a = add->input(0).as<std::int8_t>();
    const auto b = add->input(1).as<std::int8_t>();
    std::fill(a.begin(), a.end(), std::int8_t{13});
    std::fill(b.begin(), b.end(), std::int8_t{-1});
    add->invoke();
    CHECK(add->output(0).as<std::int8_t>()[5] == 13);
  }
}

TEST_CASE("interpreter: max_tensors is the limit of tensors") {
  // Those of a target's kernels would count, too.
  using portable = mote::for_target<mote::target::portable>;
  using four = mote::interpreter<mote_test::tested_operators, mote::max_tensors<4>, portable>;
  using three = mote::interpreter<mote::max_tensors<3>, portable, mote_test::tested_operators>;
  static_assert(all::tensor_limit == 256);
  static_assert(four::tensor_limit == 4);
  static_assert(three::tensor_limit == 3);
  static_assert(sizeof(four) < sizeof(all));
  CHECK(both_times([] {
    const auto& bytes = bytes_of<mote_test::fully_connected_model>;  // of 4 tensors
    const mote::byte_view model(bytes.data(), opaque(bytes.size()));
    const auto refused = three::required_arena_bytes(model);
    return four::required_arena_bytes(model) && !refused &&
           refused.error()[0].code == error::too_many_tensors && refused.error()[0].detail == 4;
  }));
}

TEST_CASE("interpreter: lists of operators may be joined") {
  using joined = mote::interpreter<mote::op_list<mote::ops::reshape, mote::ops::softmax>,
                                   mote::ops::fully_connected, mote::for_target<mote::target::portable>>;
  static_assert(
      std::is_same_v<joined::operators,
                     mote::op_list<mote::ops::reshape, mote::ops::softmax, mote::ops::fully_connected>>);
  arena_memory arena(64);
  CHECK(joined::load(view_of<mote_test::chain_model>(), arena.bytes()));
}

// An interpreter is a plain value: it owns nothing.
static_assert(std::is_trivially_destructible_v<all>);
static_assert(std::is_trivially_copyable_v<all>);
