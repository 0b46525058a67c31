// SPDX-License-Identifier: Apache-2.0
#include "mote/target/armv7e_m/direct_conv.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#include "support/both_times.hpp"
#include "support/oracle.hpp"
#include "support/random_source.hpp"
#include "support/run_model.hpp"
#include "support/small_models.hpp"
#include "support/target_kernel.hpp"
#include "support/weighted_layers.hpp"

namespace {

using mote::activation_format;
using mote::armv7e_m::direct_conv;
using mote::armv7e_m::odd_depth_direct_conv;
using mote_test::activations_of;
using mote_test::constant_of;

struct sizes {
  int batches, height, width, depth, output_depth, filter_height, filter_width;
};

/// A layer with outputs that use the whole range and leave it.
struct random_layer {
  oracle::tensor<std::int8_t> input, filter, expected;
  oracle::tensor<std::int32_t> bias;
  mote_test::model_description model;

  random_layer(mote_test::random_source& random, const sizes& s, const oracle::window& window) {
    const int terms = s.filter_height * s.filter_width * s.depth;
    input = mote_test::random_tensor<std::int8_t>(
        random, {s.batches, s.height, s.width, s.depth},
        {{random.real(0.01F, 0.1F)}, mote_test::random_zero_point(random)});
    filter = mote_test::random_tensor<std::int8_t>(
        random, {s.output_depth, s.filter_height, s.filter_width, s.depth},
        {mote_test::random_weight_scales(random, s.output_depth), 0});
    for (auto& w : filter.data) w = w == -128 ? std::int8_t{-127} : w;
    if (random.chance(10)) {
      for (auto& w : filter.data) w = random.chance(2) ? std::int8_t{-127} : std::int8_t{127};
    }
    bias = mote_test::random_bias(random, s.output_depth, terms);
    auto output = mote_test::random_output(random, input.scale(), terms);
    auto fused = mote_test::random_activation(random);
    if (random.chance(2)) {
      output.zero_point = -128;
      fused = oracle::activation::none;
    }
    expected = oracle::conv_2d(input, filter, bias.data, window, fused, output);
    using option = mote::schema::conv_2d_options;
    using mote_test::scalar;
    model = mote_test::one_node(
        mote::builtin_operator::conv_2d,
        {activations_of(input), constant_of(filter), constant_of(bias), activations_of(expected)},
        {scalar(option::padding, static_cast<std::int8_t>(window.same_padding ? 0 : 1)),
         scalar(option::stride_w, window.stride_w), scalar(option::stride_h, window.stride_h),
         scalar(option::dilation_w, window.dilation_w), scalar(option::dilation_h, window.dilation_h),
         scalar(option::activation, static_cast<std::int8_t>(fused))});
  }
};

int seen_in_planes;

/// Runs a layer in all formats; not at all if no kernel supports it.
template <class MakeGeometry>
bool check_layer(const random_layer& layer, MakeGeometry make) {
  const auto bytes = mote_test::write<24 * 1024>(layer.model);
  const mote::graph graph(bytes.view());
  const mote::node_view view(graph, 0);
  const auto g = make(view);
  constexpr auto plain = activation_format::plain;
  constexpr auto mixed = activation_format::mixed;
  const auto& input = layer.input.data;
  const auto& expected = layer.expected.data;
  CHECK_FALSE((direct_conv::supports(view) && odd_depth_direct_conv::supports(view)));
  if (direct_conv::supports(view)) {
    seen_in_planes += mote_test::check_all_formats<direct_conv>(view, g, input, expected) ? 1 : 0;
    return true;
  }
  if (odd_depth_direct_conv::supports(view)) {
    CHECK(mote_test::run_kernel<odd_depth_direct_conv, plain, plain>(view, g, input) == expected);
    CHECK(mote_test::run_kernel<odd_depth_direct_conv, plain, mixed>(view, g, input) == expected);
    seen_in_planes += mote_test::check_planes<odd_depth_direct_conv, plain>(view, g, input, expected) ? 1 : 0;
    return true;
  }
  return false;
}

template <int Size, int Stride, int Depth, int OutputDepth>
void check_static(int rounds) {
  constexpr int out = (Size - 1) / Stride + 1;
  constexpr int total = (out - 1) * Stride + 3 - Size;
  constexpr int padding = total > 0 ? total / 2 : 0;
  using geometry = mote::conv_geometry<mote::static_extents<1, Size, Size, Depth, out, out, OutputDepth, 3, 3,
                                                            Depth, Stride, Stride, 1, 1, padding, padding>>;
  mote_test::random_source random(Depth * 1000 + OutputDepth);
  oracle::window window;
  window.same_padding = true;
  window.stride_h = window.stride_w = Stride;
  int supported = 0;
  for (int round = 0; round < rounds; ++round) {
    const random_layer layer(random, {1, Size, Size, Depth, OutputDepth, 3, 3}, window);
    supported += check_layer(layer, [](const mote::node_view&) { return geometry{}; }) ? 1 : 0;
  }
  CHECK(supported * 2 > rounds);
}

}  // namespace

TEST_CASE("direct_conv: random layers of static sizes equal the oracle") {
  seen_in_planes = 0;
  check_static<9, 2, 3, 8>(mote_test::rounds(60, 8));
  check_static<8, 1, 3, 5>(mote_test::rounds(60, 8));
  check_static<9, 2, 4, 8>(mote_test::rounds(60, 8));
  check_static<7, 1, 16, 4>(mote_test::rounds(40, 6));
  check_static<8, 2, 10, 3>(mote_test::rounds(40, 6));
  check_static<2, 1, 36, 4>(mote_test::rounds(40, 6));
  CHECK(seen_in_planes > mote_test::rounds(60, 8));
}

TEST_CASE("direct_conv: random layers of sizes that only the program knows equal the oracle") {
  mote_test::random_source random(11);
  const int rounds = mote_test::rounds(600, 60);
  int supported = 0;
  for (int round = 0; round < rounds; ++round) {
    mote_test::random_window window(random);
    if (!random.chance(4)) window.dilation_w = 1;
    window.width += window.same_padding ? 0 : 3;
    const sizes s{random.between(1, 2), window.height,   window.width,   random.between(1, 20),
                  random.between(2, 6), window.filter_h, window.filter_w};
    if (!window.same_padding && (s.height < (s.filter_height - 1) * window.dilation_h + 1 ||
                                 s.width < (s.filter_width - 1) * window.dilation_w + 1)) {
      continue;
    }
    const random_layer layer(random, s, window);
    supported += check_layer(layer, [](const mote::node_view& view) {
      return mote::conv_geometry<mote::dynamic_extents<16>>{direct_conv::op::extents(view)};
    });
  }
  CHECK(supported * 3 > rounds);
}

TEST_CASE("direct_conv: packing") {
  CHECK(mote_test::both_times([] {
    // A filter of 1x2 over an image 2 pixels wide, 2 channels in and out.
    using option = mote::schema::conv_2d_options;
    using mote_test::scalar;
    const auto bytes = mote_test::write(mote_test::one_node(
        mote::builtin_operator::conv_2d,
        {mote_test::activations({1, 3, 2, 2}, 0.5F, -3), mote_test::weights({2, 1, 2, 2}, 0.25F),
         mote_test::bias(2), mote_test::activations({1, 3, 1, 2}, 2.0F, 5)},
        {scalar(option::padding, std::int8_t{1}), scalar(option::stride_w, 1), scalar(option::stride_h, 1)}));
    const mote::graph graph(bytes.view());
    const mote::node_view view(graph, 0);
    if (!direct_conv::supports(view) || odd_depth_direct_conv::supports(view) ||
        direct_conv::packed_words(view) != 9 || direct_conv::scratch_bytes(view) != 12) {
      return false;
    }
    std::uint32_t words[9]{};
    direct_conv::pack(view, words);
    // The zero point, then as a filter of one pixel with 4 channels.
    const std::uint32_t expected[] = {0xfdfdfdfd,
                                      2,
                                      0x007f8005,
                                      256U * static_cast<std::uint32_t>(100 - 6 - 128 * 4) | 3,
                                      256U * static_cast<std::uint32_t>(-200 + 36 + 128 * 2) | 3,
                                      1 << 30,
                                      1 << 30,
                                      0xfcfc0102,
                                      0x070804fa};
    for (int i = 0; i < 9; ++i) {
      if (words[i] != expected[i]) return false;
    }
    return true;
  }));
}
