// SPDX-License-Identifier: Apache-2.0
#include "mote/target/armv7e_m/addition.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "mote/ops/add.hpp"
#include "mote/ops/sub.hpp"
#include "support/both_times.hpp"
#include "support/random_source.hpp"
#include "support/small_models.hpp"
#include "support/target_kernel.hpp"

namespace {

using mote::activation_format;
using mote_test::activations;
using kernel = mote::armv7e_m::addition<mote::ops::add>;
using elements = std::vector<std::int8_t>;

struct scales {
  float first, second, output;
  int first_zero, second_zero, output_zero;
};

/// Two inputs and an output of a shape.
constexpr mote_test::model_description pair_model(const scales& s, mote_test::list<std::int32_t> shape,
                                                  mote::builtin_operator code = mote::builtin_operator::add,
                                                  mote::activation fused = mote::activation::none) {
  return mote_test::one_node(
      code,
      {activations(shape, s.first, s.first_zero), activations(shape, s.second, s.second_zero),
       activations(shape, s.output, s.output_zero)},
      {mote_test::scalar(mote::schema::add_options::activation, static_cast<std::int8_t>(fused))});
}

scales random_scales(mote_test::random_source& random) {
  const auto zero_point = [&] { return random.chance(3) ? -128 : random.between(-128, 127); };
  const float first = random.real(0.01F, 0.1F);
  const float second = random.chance(4) ? first : random.real(0.01F, 0.1F);
  const float larger = first < second ? second : first;
  return {first, second, larger * random.real(0.4F, 2.0F), zero_point(), zero_point(), zero_point()};
}

/// All pairs of bytes, in an order in which neighbours differ.
struct all_pairs {
  static constexpr std::uint32_t count = 256 * 256;
  elements first, second;

  all_pairs() {
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::uint32_t number = i * 40503 % count;  // an odd factor: each once
      first.push_back(static_cast<std::int8_t>(number / 256));
      second.push_back(static_cast<std::int8_t>(number % 256));
    }
  }
};

template <class Op>
elements expected_of(const mote::node_view& view, const elements& first, const elements& second) {
  const typename Op::template function<std::int8_t> exact(view);
  elements result(first.size());
  for (std::size_t i = 0; i < result.size(); ++i) result[i] = exact(first[i], second[i]);
  return result;
}

template <class Op>
mote::broadcast_geometry<2, mote::dynamic_extents<18>> geometry_of(const mote::node_view& view) {
  return {Op::extents(view)};
}

template <class Op, activation_format First, activation_format Second, activation_format Out>
elements output_of(const mote::node_view& view, const elements& first, const elements& second) {
  return mote_test::run_kernel_on_context<mote::armv7e_m::addition<Op>, Out, First, Second>(
      view, geometry_of<Op>(view), {first, second});
}

/// Nodes with random scales give what the portable kernel gives for all pairs of bytes. Most have a kernel.
template <class Op>
void check_all_pairs(std::uint64_t seed, int rounds) {
  const all_pairs pairs;
  mote_test::random_source random(seed);
  int supported = 0;
  for (int round = 0; round < rounds; ++round) {
    const auto model = mote_test::write(pair_model(random_scales(random), {256, 256}, Op::code));
    const mote::graph graph(model.view());
    const mote::node_view view(graph, 0);
    if (!kernel::supports(view)) continue;
    ++supported;
    constexpr auto plain = activation_format::plain;
    const auto expected = expected_of<Op>(view, pairs.first, pairs.second);
    CHECK(output_of<Op, plain, plain, plain>(view, pairs.first, pairs.second) == expected);
  }
  CHECK(supported * 100 >= rounds * 99);
}

}  // namespace

TEST_CASE("addition: all pairs of bytes are as the portable kernel has them") {
  check_all_pairs<mote::ops::add>(1, mote_test::rounds(300, 5));
  check_all_pairs<mote::ops::sub>(2, mote_test::rounds(100, 5));
}

TEST_CASE("addition: mixed and plain activations") {
  mote_test::random_source random(3);
  const auto model = mote_test::write(pair_model(random_scales(random), {1, 3, 5, 4}));
  const mote::graph graph(model.view());
  const mote::node_view view(graph, 0);
  REQUIRE(kernel::supports(view));
  elements first(60);
  elements second(60);
  random.fill(first);
  random.fill(second);
  const auto expected = expected_of<mote::ops::add>(view, first, second);
  constexpr auto plain = activation_format::plain;
  constexpr auto mixed = activation_format::mixed;
  using op = mote::ops::add;
  CHECK(output_of<op, plain, plain, plain>(view, first, second) == expected);
  CHECK(output_of<op, plain, plain, mixed>(view, first, second) == expected);
  CHECK(output_of<op, plain, mixed, plain>(view, first, second) == expected);
  CHECK(output_of<op, plain, mixed, mixed>(view, first, second) == expected);
  CHECK(output_of<op, mixed, plain, plain>(view, first, second) == expected);
  CHECK(output_of<op, mixed, plain, mixed>(view, first, second) == expected);
  CHECK(output_of<op, mixed, mixed, plain>(view, first, second) == expected);
  CHECK(output_of<op, mixed, mixed, mixed>(view, first, second) == expected);
}

TEST_CASE("addition: over its own input") {
  mote_test::random_source random(4);
  const auto model = mote_test::write(pair_model(random_scales(random), {1, 8}));
  const mote::graph graph(model.view());
  const mote::node_view view(graph, 0);
  REQUIRE(kernel::supports(view));
  elements first(8);
  elements second(8);
  random.fill(first);
  random.fill(second);
  const auto expected = expected_of<mote::ops::add>(view, first, second);
  const auto geometry = geometry_of<mote::ops::add>(view);
  constexpr auto plain = activation_format::plain;
  using context = mote_test::kernel_context<std::decay_t<decltype(geometry)>, plain, plain, plain>;
  const auto packed = mote_test::packed_constants<kernel>(view);
  kernel::run(context{view, geometry, {first.data(), second.data()}, first.data(), packed.data()});
  CHECK(first == expected);
}

namespace {

constexpr scales usual{0.513F, 0.318F, 0.617F, 3, -5, 1};

constexpr bool is_supported(const mote_test::model_description& model) {
  const auto bytes = mote_test::write(model);
  const mote::graph graph(bytes.view());
  return kernel::supports(mote::node_view(graph, mote_test::opaque(0)));
}

constexpr scales with_output(float output) {
  scales s = usual;
  s.output = output;
  return s;
}

}  // namespace

TEST_CASE("addition: what it leaves to others") {
  CHECK(mote_test::both_times([] { return is_supported(pair_model(usual, {2, 4})); }));
  CHECK(mote_test::both_times([] {
    // other shapes, and a number of elements that is not a multiple of 4
    auto broadcast = pair_model(usual, {2, 4});
    broadcast.tensors[1].shape = {4};
    auto other = pair_model(usual, {2, 4});
    other.tensors[0].shape = {4};
    return !is_supported(broadcast) && !is_supported(other) && !is_supported(pair_model(usual, {2, 3}));
  }));
  CHECK(mote_test::both_times([] {
    // a clamp within the range of int8, scales that are too far apart, and many sums halfway between outputs
    constexpr auto add = mote::builtin_operator::add;
    return !is_supported(pair_model(usual, {4}, add, mote::activation::relu)) &&
           !is_supported(pair_model(with_output(0.0001F), {4})) &&
           !is_supported(pair_model(with_output(50.0F), {4})) &&
           !is_supported(pair_model(with_output(2 * usual.first), {4}));
  }));
}
