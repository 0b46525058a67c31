// SPDX-License-Identifier: Apache-2.0
#include "mote/target/armv7e_m/multiplication.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "support/both_times.hpp"
#include "support/random_source.hpp"
#include "support/small_models.hpp"
#include "support/target_kernel.hpp"

namespace {

using mote::activation_format;
using mote_test::activations;
using kernel = mote::armv7e_m::multiplication;
using elements = std::vector<std::int8_t>;
using geometry = mote::broadcast_geometry<2, mote::dynamic_extents<18>>;
constexpr auto plain = activation_format::plain;
constexpr auto mixed = activation_format::mixed;

constexpr mote_test::model_description product_model(mote_test::list<std::int32_t> first,
                                                     mote_test::list<std::int32_t> second,
                                                     mote_test::list<std::int32_t> output,
                                                     float output_scale = 0.07F,
                                                     mote::activation fused = mote::activation::none) {
  return mote_test::one_node(
      mote::builtin_operator::mul,
      {activations(first, 0.05F, 3), activations(second, 0.02F, -128), activations(output, output_scale, -7)},
      {mote_test::scalar(mote::schema::mul_options::activation, static_cast<std::int8_t>(fused))});
}

elements expected_of(const mote::node_view& view, const elements& first, const elements& second) {
  const mote::ops::mul::function<std::int8_t> exact(view);
  elements result(view.output().size_bytes());
  for (std::size_t i = 0; i < result.size(); ++i) {
    result[i] = exact(first[i % first.size()], second[i % second.size()]);
  }
  return result;
}

template <activation_format First, activation_format Second, activation_format Out>
elements output_of(const mote::node_view& view, const elements& first, const elements& second) {
  return mote_test::run_kernel_on_context<kernel, Out, First, Second>(
      view, geometry{mote::ops::mul::extents(view)}, {first, second});
}

}  // namespace

TEST_CASE("multiplication: all pairs of bytes are as the portable kernel has them") {
  elements first;
  elements second;
  for (int i = 0; i < 256 * 256; ++i) {
    first.push_back(static_cast<std::int8_t>(i / 256));
    second.push_back(static_cast<std::int8_t>(i % 256));
  }
  mote_test::random_source random(1);
  for (int round = 0; round < mote_test::rounds(100, 3); ++round) {
    auto model = product_model({256, 256}, {256, 256}, {256, 256}, random.real(0.01F, 1.0F));
    for (std::size_t i = 0; i < 3; ++i) model.tensors[i].zero_points = {random.between(-128, 127)};
    const auto bytes = mote_test::write(model);
    const mote::graph graph(bytes.view());
    const mote::node_view view(graph, 0);
    REQUIRE(kernel::supports(view));
    CHECK(output_of<plain, plain, plain>(view, first, second) == expected_of(view, first, second));
  }
}

TEST_CASE("multiplication: a row that is repeated, in all formats") {
  mote_test::random_source random(2);
  for (const bool is_first : {true, false}) {
    const auto bytes = mote_test::write(is_first ? product_model({4}, {1, 3, 5, 4}, {1, 3, 5, 4})
                                                 : product_model({1, 3, 5, 4}, {1, 1, 1, 4}, {1, 3, 5, 4}));
    const mote::graph graph(bytes.view());
    const mote::node_view view(graph, 0);
    REQUIRE(kernel::supports(view));
    elements first(is_first ? 4 : 60);
    elements second(is_first ? 60 : 4);
    random.fill(first);
    random.fill(second);
    const auto expected = expected_of(view, first, second);
    CHECK(output_of<plain, plain, plain>(view, first, second) == expected);
    CHECK(output_of<plain, plain, mixed>(view, first, second) == expected);
    CHECK(output_of<plain, mixed, plain>(view, first, second) == expected);
    CHECK(output_of<plain, mixed, mixed>(view, first, second) == expected);
    CHECK(output_of<mixed, plain, plain>(view, first, second) == expected);
    CHECK(output_of<mixed, plain, mixed>(view, first, second) == expected);
    CHECK(output_of<mixed, mixed, plain>(view, first, second) == expected);
    CHECK(output_of<mixed, mixed, mixed>(view, first, second) == expected);
  }
}

TEST_CASE("multiplication: outputs that are all the same") {
  const auto bytes = mote_test::write(product_model({8}, {8}, {8}, 1000.0F));
  const mote::graph graph(bytes.view());
  const mote::node_view view(graph, 0);
  REQUIRE(kernel::supports(view));
  const elements first{-128, 127, 1, 2, 3, -4, -5, 127};
  CHECK(output_of<plain, plain, mixed>(view, first, first) == elements(8, -7));
}

TEST_CASE("multiplication: what it leaves to others") {
  CHECK(mote_test::both_times([] {
    const auto is_supported = [](const mote_test::model_description& model) {
      const auto bytes = mote_test::write(model);
      const mote::graph graph(bytes.view());
      return kernel::supports(mote::node_view(graph, mote_test::opaque(0)));
    };
    return is_supported(product_model({2, 4}, {2, 4}, {2, 4})) &&
           // rows of other sizes, a scalar, and more than one loop around the rows
           !is_supported(product_model({2, 3}, {3}, {2, 3})) &&
           !is_supported(product_model({2, 4}, {1}, {2, 4})) &&
           !is_supported(product_model({2, 3, 4}, {2, 1, 4}, {2, 3, 4})) &&
           // a clamp, and a multiplier above 1/2
           !is_supported(product_model({4}, {4}, {4}, 0.07F, mote::activation::relu)) &&
           !is_supported(product_model({4}, {4}, {4}, 0.001F));
  }));
}
