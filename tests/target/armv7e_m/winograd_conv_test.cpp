// SPDX-License-Identifier: Apache-2.0
#include "mote/target/armv7e_m/winograd_conv.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#include "support/oracle.hpp"
#include "support/random_source.hpp"
#include "support/run_model.hpp"
#include "support/small_models.hpp"
#include "support/target_kernel.hpp"

namespace {

using kernel = mote::armv7e_m::winograd_conv;
using mote_test::activations_of;
using mote_test::constant_of;

struct sizes {
  int batches, height, width, depth, output_depth;
};

/// A layer with outputs that use the whole range and leave it. Some have inputs or weights at their limits,
/// with which the transformed ones are at theirs.
struct random_layer {
  oracle::tensor<std::int8_t> input, filter, expected;
  oracle::tensor<std::int32_t> bias;
  mote_test::model_description model;

  random_layer(mote_test::random_source& random, const sizes& s, oracle::activation fused) {
    input = mote_test::random_tensor<std::int8_t>(
        random, {s.batches, s.height, s.width, s.depth},
        {{random.real(0.01F, 0.1F)}, mote_test::random_zero_point(random)});
    filter =
        mote_test::random_tensor<std::int8_t>(random, {s.output_depth, 3, 3, s.depth},
                                              {mote_test::random_weight_scales(random, s.output_depth), 0});
    // Accumulators of large ones would be beyond the kernel's.
    if (s.depth > 32) {
      for (auto& w : filter.data) w = static_cast<std::int8_t>(w / 2);
    }
    if (random.chance(4)) {
      for (auto& x : input.data) x = random.chance(2) ? std::int8_t{-128} : std::int8_t{127};
    }
    if (random.chance(4)) {
      const bool same_sign = random.chance(2);
      const std::int8_t limit = s.depth > 16 ? 50 : 127;
      for (auto& w : filter.data) {
        w = static_cast<std::int8_t>(same_sign || random.chance(2) ? -1 - limit : limit);
      }
    }
    bias = mote_test::random_bias(random, s.output_depth, 9 * s.depth);
    const auto output = mote_test::random_output(random, input.scale(), 9 * s.depth);
    oracle::window window;
    window.same_padding = true;
    expected = oracle::conv_2d(input, filter, bias.data, window, fused, output);
    using option = mote::schema::conv_2d_options;
    using mote_test::scalar;
    model = mote_test::one_node(
        mote::builtin_operator::conv_2d,
        {activations_of(input), constant_of(filter), constant_of(bias), activations_of(expected)},
        {scalar(option::padding, std::int8_t{0}), scalar(option::stride_w, 1), scalar(option::stride_h, 1),
         scalar(option::activation, static_cast<std::int8_t>(fused))});
  }
};

template <class MakeGeometry>
bool check_layer(const random_layer& layer, MakeGeometry make) {
  const auto bytes = mote_test::write<24 * 1024>(layer.model);
  const mote::graph graph(bytes.view());
  const mote::node_view view(graph, 0);
  if (!kernel::supports(view)) return false;
  constexpr auto plain = mote::activation_format::plain;
  constexpr auto mixed = mote::activation_format::mixed;
  const auto g = make(view);
  CHECK(mote_test::run_kernel<kernel, plain, plain>(view, g, layer.input.data) == layer.expected.data);
  CHECK(mote_test::run_kernel<kernel, plain, mixed>(view, g, layer.input.data) == layer.expected.data);
  return true;
}

template <int Batches, int Height, int Width, int Depth, int OutputDepth>
void check_static(int rounds) {
  using geometry = mote::conv_geometry<mote::static_extents<Batches, Height, Width, Depth, Height, Width,
                                                            OutputDepth, 3, 3, Depth, 1, 1, 1, 1, 1, 1>>;
  mote_test::random_source random(Height * 1000 + Width);
  int supported = 0;
  for (int round = 0; round < rounds; ++round) {
    const random_layer layer(random, {Batches, Height, Width, Depth, OutputDepth}, oracle::activation::none);
    supported += check_layer(layer, [](const mote::node_view&) { return geometry{}; }) ? 1 : 0;
  }
  CHECK(supported * 2 > rounds);
}

}  // namespace

TEST_CASE("winograd_conv: random layers of static sizes equal the oracle") {
  check_static<1, 8, 8, 16, 4>(mote_test::rounds(40, 4));
  check_static<1, 4, 32, 16, 2>(mote_test::rounds(40, 4));
  check_static<2, 8, 16, 32, 2>(mote_test::rounds(40, 4));
  check_static<1, 8, 8, 64, 4>(mote_test::rounds(40, 4));
}

TEST_CASE("winograd_conv: random layers of sizes that only the program knows equal the oracle") {
  mote_test::random_source random(13);
  const int rounds = mote_test::rounds(100, 12);
  constexpr int depths[] = {16, 32, 64};
  int supported = 0;
  for (int round = 0; round < rounds; ++round) {
    const int rows = random.between(1, 4);
    const sizes s{random.between(1, 2), 4 * rows, rows % 4 == 0 ? 4 * random.between(1, 3) : 16,
                  random.one_of(depths), 2 * random.between(1, 3)};
    const random_layer layer(random, s, oracle::activation::none);
    supported += check_layer(layer, [](const mote::node_view& view) {
      return mote::conv_geometry<mote::dynamic_extents<16>>{kernel::op::extents(view)};
    });
  }
  CHECK(supported * 2 > rounds);
}

TEST_CASE("winograd_conv: what it leaves to others") {
  mote_test::random_source random(17);
  const auto is_supported = [&](const sizes& s, oracle::activation fused) {
    random_layer layer(random, s, fused);
    const auto bytes = mote_test::write<24 * 1024>(layer.model);
    return kernel::supports(mote::node_view(mote::graph(bytes.view()), 0));
  };
  constexpr auto none = oracle::activation::none;
  CHECK(is_supported({1, 8, 8, 16, 2}, none));
  CHECK_FALSE(is_supported({1, 8, 8, 16, 3}, none));
  CHECK_FALSE(is_supported({1, 8, 8, 24, 2}, none));
  CHECK_FALSE(is_supported({1, 8, 9, 16, 2}, none));
  // fewer than 4 tiles
  CHECK_FALSE(is_supported({1, 4, 8, 16, 2}, none));
  CHECK_FALSE(is_supported({1, 8, 8, 16, 2}, oracle::activation::relu_n1_to_1));
}
