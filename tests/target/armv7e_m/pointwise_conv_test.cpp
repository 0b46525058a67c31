// SPDX-License-Identifier: Apache-2.0
#include "mote/target/armv7e_m/pointwise_conv.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#include "support/both_times.hpp"
#include "support/oracle.hpp"
#include "support/random_source.hpp"
#include "support/run_model.hpp"
#include "support/small_models.hpp"
#include "support/target_kernel.hpp"

namespace {

using kernel = mote::armv7e_m::pointwise_conv;
using mote::armv7e_m::paired_header;
using mote::armv7e_m::sum_stage;
using mote_test::activations_of;
using mote_test::constant_of;

// batches, input height and width, stride, depths
struct sizes {
  int batches, height, width, stride, depth, output_depth;
};

/// A layer with outputs that use the whole range and leave it. Zero points of -128 and no activation, with
/// which the shorter stages do, are frequent.
struct random_layer {
  oracle::tensor<std::int8_t> input, filter, expected;
  oracle::tensor<std::int32_t> bias;
  mote_test::model_description model;

  random_layer(mote_test::random_source& random, const sizes& s, bool short_stages) {
    input = mote_test::random_tensor<std::int8_t>(
        random, {s.batches, s.height, s.width, s.depth},
        {{random.real(0.01F, 0.1F)}, mote_test::random_zero_point(random)});
    filter =
        mote_test::random_tensor<std::int8_t>(random, {s.output_depth, 1, 1, s.depth},
                                              {mote_test::random_weight_scales(random, s.output_depth), 0});
    for (auto& w : filter.data) w = w == -128 ? std::int8_t{-127} : w;
    const bool extreme = random.chance(10);
    if (extreme) {
      for (auto& w : filter.data) w = random.chance(2) ? std::int8_t{-127} : std::int8_t{127};
    }
    bias = mote_test::random_bias(random, s.output_depth, s.depth);
    auto output = mote_test::random_output(random, input.scale(), s.depth);
    auto fused = mote_test::random_activation(random);
    if (short_stages) {
      output.zero_point = -128;
      fused = oracle::activation::none;
    }
    oracle::window window;
    window.stride_h = window.stride_w = s.stride;
    expected = oracle::conv_2d(input, filter, bias.data, window, fused, output);
    using option = mote::schema::conv_2d_options;
    using mote_test::scalar;
    model = mote_test::one_node(
        mote::builtin_operator::conv_2d,
        {activations_of(input), constant_of(filter), constant_of(bias), activations_of(expected)},
        {scalar(option::padding, std::int8_t{1}), scalar(option::stride_w, s.stride),
         scalar(option::stride_h, s.stride), scalar(option::activation, static_cast<std::int8_t>(fused))});
  }
};

int seen[4];
int seen_in_planes;

/// Runs a layer in all formats; not at all if the kernel doesn't support it.
template <class MakeGeometry>
bool check_layer(const random_layer& layer, MakeGeometry make) {
  const auto bytes = mote_test::write<24 * 1024>(layer.model);
  const mote::graph graph(bytes.view());
  const mote::node_view view(graph, 0);
  if (!kernel::supports(view)) return false;
  std::vector<std::uint32_t> packed(kernel::packed_words(view));
  kernel::pack(view, packed.data());
  ++seen[static_cast<int>(paired_header::read(packed.data()).stage)];
  const bool in_planes =
      mote_test::check_all_formats<kernel>(view, make(view), layer.input.data, layer.expected.data);
  seen_in_planes += in_planes ? 1 : 0;
  return true;
}

template <int Batches, int Height, int Width, int Stride, int Depth, int OutputDepth>
void check_static(int rounds) {
  constexpr int height = (Height - 1) / Stride + 1;
  constexpr int width = (Width - 1) / Stride + 1;
  using geometry =
      mote::conv_geometry<mote::static_extents<Batches, Height, Width, Depth, height, width, OutputDepth, 1,
                                               1, Depth, Stride, Stride, 1, 1, 0, 0>>;
  mote_test::random_source random(Depth * 1000 + OutputDepth);
  int supported = 0;
  for (int round = 0; round < rounds; ++round) {
    const random_layer layer(random, {Batches, Height, Width, Stride, Depth, OutputDepth}, round % 2 == 0);
    supported += check_layer(layer, [](const mote::node_view&) { return geometry{}; }) ? 1 : 0;
  }
  CHECK(supported * 2 > rounds);
}

}  // namespace

TEST_CASE("pointwise_conv: random layers of static sizes equal the oracle") {
  check_static<1, 1, 3, 1, 4, 2>(mote_test::rounds(200, 20));
  check_static<1, 5, 5, 1, 8, 16>(mote_test::rounds(100, 10));
  check_static<2, 2, 2, 1, 16, 7>(mote_test::rounds(100, 10));
  check_static<1, 3, 3, 1, 32, 5>(mote_test::rounds(50, 5));
  // Strides keep layers from being computed in blocks.
  check_static<1, 5, 5, 2, 8, 16>(mote_test::rounds(100, 10));
  check_static<1, 9, 8, 2, 8, 5>(mote_test::rounds(50, 5));
  check_static<1, 5, 4, 2, 36, 2>(mote_test::rounds(50, 5));
  check_static<1, 3, 5, 2, 32, 5>(mote_test::rounds(50, 5));
  check_static<1, 4, 1, 1, 36, 4>(mote_test::rounds(50, 5));
  check_static<1, 25, 5, 1, 64, 8>(mote_test::rounds(30, 4));
  check_static<1, 5, 7, 2, 72, 6>(mote_test::rounds(30, 4));
  check_static<1, 3, 3, 1, 256, 6>(mote_test::rounds(20, 4));
}

TEST_CASE("pointwise_conv: large layers and strides write planes, too") {
  const int rounds = mote_test::rounds(12, 2);
  seen_in_planes = 0;
  check_static<1, 48, 48, 1, 8, 16>(rounds);
  check_static<1, 24, 46, 1, 16, 20>(rounds);
  check_static<1, 24, 24, 1, 64, 12>(rounds);
  check_static<1, 47, 48, 2, 32, 16>(rounds);
  CHECK(seen_in_planes * 2 > 4 * rounds);
  seen_in_planes = 0;
  check_static<1, 47, 47, 1, 8, 16>(1);
  check_static<2, 24, 24, 1, 16, 32>(1);
  CHECK(seen_in_planes == 0);
}

TEST_CASE("pointwise_conv: random layers of sizes that only the program knows equal the oracle") {
  mote_test::random_source random(5);
  const int rounds = mote_test::rounds(500, 60);
  int supported = 0;
  for (int round = 0; round < rounds; ++round) {
    const int stride = random.between(1, 2);
    const int height = random.between(1, 6);
    const sizes s{random.between(1, 2),
                  height,
                  random.between(height == 1 ? 5 : 3, 6),
                  stride,
                  4 * random.between(1, 40),
                  random.between(2, 9)};
    const random_layer layer(random, s, round % 2 == 0);
    supported += check_layer(layer, [](const mote::node_view& view) {
      return mote::conv_geometry<mote::dynamic_extents<16>>{kernel::op::extents(view)};
    });
  }
  CHECK(supported * 2 > rounds);
  for (const int count : seen) CHECK(count > rounds / 50);
}

namespace {

/// A 1x1 filter over 3 pixels of 4 channels, 2 channels out.
constexpr mote_test::model_description small_model() {
  using option = mote::schema::conv_2d_options;
  using mote_test::scalar;
  return mote_test::one_node(
      mote::builtin_operator::conv_2d,
      {mote_test::activations({1, 3, 1, 4}, 0.5F, -3), mote_test::weights({2, 1, 1, 4}, 0.25F),
       mote_test::bias(2), mote_test::activations({1, 3, 1, 2}, 2.0F, 5)},
      {scalar(option::padding, std::int8_t{1}), scalar(option::stride_w, 1), scalar(option::stride_h, 1)});
}

constexpr bool is_supported(const mote_test::model_description& model) {
  const auto bytes = mote_test::write(model);
  const mote::graph graph(bytes.view());
  return static_cast<bool>(kernel::supports(mote::node_view(graph, 0)));
}

template <class Change>
constexpr bool is_supported_after(Change change) {
  auto model = small_model();
  change(model);
  return is_supported(model);
}

}  // namespace

TEST_CASE("pointwise_conv: packing") {
  CHECK(mote_test::both_times([] {
    const auto bytes = mote_test::write(small_model());
    const mote::graph graph(bytes.view());
    const mote::node_view view(graph, 0);
    if (!kernel::supports(view) || kernel::packed_words(view) != 8 || kernel::scratch_bytes(view) != 12) {
      return false;
    }
    std::uint32_t words[8]{};
    kernel::pack(view, words);
    // Weights 1, -2, 3, -4 and 5, 6, -7, 8: bias + 3 * their sum - 128 * the even ones. The multiplier is
    // 1/16.
    const std::uint32_t expected[] = {2,
                                      0x007f8005,
                                      256U * static_cast<std::uint32_t>(100 - 6 - 128 * 4) | 3,
                                      256U * static_cast<std::uint32_t>(-200 + 36 + 128 * 2) | 3,
                                      1 << 30,
                                      1 << 30,
                                      0xfcfc0102,
                                      0x070804fa};
    for (int i = 0; i < 8; ++i) {
      if (words[i] != expected[i]) return false;
    }
    return true;
  }));
}

TEST_CASE("pointwise_conv: what it leaves to others") {
  using mote_test::model_description;
  CHECK(mote_test::both_times([] {
    constexpr std::int8_t low[] = {1, 2, 3, -128, 5, 6, 7, 8};
    constexpr std::int32_t large[] = {(1 << 23) + (1 << 16), 0};
    return is_supported(small_model()) &&
           // a weight of -128, and an accumulator beyond 2^23 with outputs that differ
           !is_supported_after([&](model_description& m) {
             m.tensors[1].data = {low, 8};
           }) &&
           !is_supported_after([&](model_description& m) {
             m.tensors[1].scales = {1.0F / (1 << 15)};
             m.tensors[2].data = {large, 2};
           }) &&
           // such an accumulator with one output is fine
           is_supported_after([&](model_description& m) {
             m.tensors[2].data = {large, 2};
           }) &&
           // multipliers of 1/2 and more
           !is_supported_after([](model_description& m) { m.tensors[1].scales = {4.0F}; }) &&
           // two pixels
           !is_supported_after([](model_description& m) {
             m.tensors[0].shape[1] = 2;
             m.tensors[3].shape[1] = 2;
           });
  }));
}
