// SPDX-License-Identifier: Apache-2.0
#include "mote/target/armv7e_m/depthwise_conv.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "support/both_times.hpp"
#include "support/oracle.hpp"
#include "support/random_source.hpp"
#include "support/run_model.hpp"
#include "support/small_models.hpp"

namespace {

using mote::activation_format;
using mote_test::activations_of;
using mote_test::both_times;
using mote_test::constant_of;
using option = mote::schema::depthwise_conv_2d_options;

struct layer {
  oracle::tensor<std::int8_t> input;
  oracle::tensor<std::int8_t> filter;
  oracle::tensor<std::int32_t> bias;
  oracle::window window;
  oracle::tensor<std::int8_t> expected;

  mote_test::model_description model() const {
    using mote_test::scalar;
    return mote_test::one_node(
        mote::builtin_operator::depthwise_conv_2d,
        {activations_of(input), constant_of(filter, 3), constant_of(bias), activations_of(expected)},
        {scalar(option::padding, static_cast<std::int8_t>(window.same_padding ? 0 : 1)),
         scalar(option::stride_w, window.stride_w), scalar(option::stride_h, window.stride_h),
         scalar(option::depth_multiplier, 1)});
  }
};

template <class Tensor>
void mix(Tensor& activations) {
  for (std::size_t i = 0; i < activations.size(); i += 2) {
    activations[i] = static_cast<std::int8_t>(activations[i] ^ -128);
  }
}

template <class Kernel, activation_format Out, class Geometry>
std::vector<std::int8_t> run(const Geometry& g, const layer& from, const mote::node_view& view) {
  // Behind packed words, scratch and output lies a mark that must stay.
  constexpr std::uint32_t mark = 0xdeadbeef;
  std::vector<std::uint32_t> packed(Kernel::packed_words(view) + 1, mark);
  Kernel::pack(view, packed.data(), Out);
  CHECK(packed.back() == mark);
  std::vector<std::uint32_t> scratch(Kernel::scratch_bytes(view) / 4 + 1, mark);
  std::vector<std::int8_t> output(from.expected.data.size() + 1, 99);
  Kernel::template run<activation_format::plain, Out>(g, from.input.data.data(), packed.data(), output.data(),
                                                      scratch.data());
  CHECK(scratch.back() == mark);
  CHECK(output.back() == 99);
  output.pop_back();
  if (Out == activation_format::mixed) mix(output);
  return output;
}

/// All that the kernel can do with a layer gives the oracle's bytes. False if it doesn't take the layer.
template <class Kernel, class Geometry>
bool check(const layer& from) {
  const auto bytes = mote_test::write<40 * 1024>(from.model());
  const mote::graph graph(bytes.view());
  const mote::node_view view(graph, 0);
  const mote::conv_geometry<mote::dynamic_extents<16>> dynamic{mote::ops::depthwise_conv_2d::extents(view)};
  REQUIRE(dynamic.padding_left() == Geometry{}.padding_left());
  REQUIRE(dynamic.padding_top() == Geometry{}.padding_top());
  REQUIRE(dynamic.output_width() == Geometry{}.output_width());
  bool all = true;
  if (Kernel::supports(view, activation_format::plain)) {
    CHECK(run<Kernel, activation_format::plain>(Geometry{}, from, view) == from.expected.data);
    CHECK(run<Kernel, activation_format::plain>(dynamic, from, view) == from.expected.data);
  } else {
    all = false;
  }
  if (Kernel::supports(view, activation_format::mixed)) {
    CHECK(run<Kernel, activation_format::mixed>(Geometry{}, from, view) == from.expected.data);
    CHECK(run<Kernel, activation_format::mixed>(dynamic, from, view) == from.expected.data);
  } else {
    all = false;
  }
  return all;
}

constexpr std::int32_t padding_before(std::int32_t input, std::int32_t output, std::int32_t stride) {
  return mote::window{input, output, 3, stride, 1}.padding_before();
}

template <bool Same, std::int32_t Size, std::int32_t Stride>
constexpr std::int32_t output_size = Same ? (Size + Stride - 1) / Stride : (Size - 3) / Stride + 1;

template <bool Same, std::int32_t Batches, std::int32_t H, std::int32_t W, std::int32_t C,
          std::int32_t Stride>
using geometry_of = mote::conv_geometry<
    mote::static_extents<Batches, H, W, C, output_size<Same, H, Stride>, output_size<Same, W, Stride>, C, 3,
                         3, 1, Stride, Stride, 1, 1, padding_before(H, output_size<Same, H, Stride>, Stride),
                         padding_before(W, output_size<Same, W, Stride>, Stride)>>;

/// Random layers of a shape, with typical scales; `zero_point` of the output.
template <class Kernel, bool Same, std::int32_t Batches, std::int32_t H, std::int32_t W, std::int32_t C,
          std::int32_t Stride>
void check_shape(mote_test::random_source& random, bool any_zero_point) {
  int taken = 0;
  const int rounds = mote_test::rounds(12, 4);
  for (int round = 0; round < rounds; ++round) {
    layer l;
    constexpr int input_zero_points[] = {-128, 0, 127, -3};
    l.window.same_padding = Same;
    l.window.stride_h = l.window.stride_w = Stride;
    const float input_scale = 0.05F;
    l.input = mote_test::random_tensor<std::int8_t>(random, {Batches, H, W, C},
                                                    {{input_scale}, random.one_of(input_zero_points)});
    std::vector<float> scales(C <= 32 ? C : 1);
    for (float& scale : scales) scale = random.real(0.002F, 0.01F);
    l.filter = mote_test::random_tensor<std::int8_t>(random, {1, 3, 3, C}, {scales, 0});
    l.bias = mote_test::random_bias(random, C, 9);
    const int zero_point = any_zero_point ? mote_test::random_zero_point(random) : -128;
    l.expected = oracle::depthwise_conv_2d(l.input, l.filter, l.bias.data, l.window, oracle::activation::none,
                                           {{random.real(0.02F, 0.1F)}, zero_point});
    taken += check<Kernel, geometry_of<Same, Batches, H, W, C, Stride>>(l) ? 1 : 0;
  }
  // The search for fitting constants may miss now and then.
  CHECK(taken * 4 >= rounds * 3);
}

template <class Kernel>
void check_shapes(bool any_zero_point) {
  mote_test::random_source random(55);
  const bool z = any_zero_point;
  // Widths around the steps of the loop along a row, at both strides and paddings.
  check_shape<Kernel, true, 1, 3, 3, 8, 1>(random, z);
  check_shape<Kernel, true, 1, 25, 5, 8, 1>(random, z);
  check_shape<Kernel, true, 2, 6, 6, 8, 1>(random, z);
  check_shape<Kernel, true, 1, 1, 4, 4, 1>(random, z);
  check_shape<Kernel, true, 1, 2, 12, 12, 1>(random, z);
  check_shape<Kernel, true, 1, 3, 17, 4, 1>(random, z);
  check_shape<Kernel, true, 1, 3, 24, 4, 1>(random, z);
  check_shape<Kernel, true, 1, 60, 33, 4, 1>(random, z);
  check_shape<Kernel, false, 1, 3, 3, 4, 1>(random, z);
  check_shape<Kernel, false, 1, 4, 4, 4, 1>(random, z);
  check_shape<Kernel, false, 1, 5, 19, 4, 1>(random, z);
  check_shape<Kernel, false, 1, 5, 20, 4, 1>(random, z);
  check_shape<Kernel, true, 1, 6, 6, 8, 2>(random, z);
  check_shape<Kernel, true, 1, 5, 5, 8, 2>(random, z);
  check_shape<Kernel, true, 1, 3, 3, 8, 2>(random, z);
  check_shape<Kernel, true, 1, 2, 24, 4, 2>(random, z);
  check_shape<Kernel, true, 1, 1, 25, 4, 2>(random, z);
  check_shape<Kernel, true, 1, 50, 48, 4, 2>(random, z);
  check_shape<Kernel, false, 1, 6, 6, 4, 2>(random, z);
  check_shape<Kernel, false, 1, 7, 7, 4, 2>(random, z);
  check_shape<Kernel, true, 1, 4, 3, 256, 1>(random, z);
  check_shape<Kernel, true, 1, 3, 4, 260, 2>(random, z);
}

}  // namespace

TEST_CASE("depthwise_conv: random layers of all shapes equal the oracle") {
  check_shapes<mote::armv7e_m::depthwise_conv>(false);
}

TEST_CASE("depthwise_conv_rounding: random layers of all shapes and zero points equal the oracle") {
  check_shapes<mote::armv7e_m::depthwise_conv_rounding>(true);
}

namespace {

constexpr std::int8_t some_taps[36] = {1,   -2, 3,   -4, 5,   6,    -7, 8,  9,   -10, 11, 12,
                                       -13, 14, 15,  16, 127, -128, -1, 2,  0,   4,   -5, -6,
                                       7,   -8, -99, 10, -11, 99,   13, 24, -35, 100, 19, -20};
constexpr std::int32_t some_starts[4] = {100, -200, 3000, -4000};

/// 3x3 filters over a 3x4 image of 4 channels with zero point 5.
constexpr mote_test::model_description small_layer() {
  auto taps = mote_test::activations({1, 3, 3, 4}, 0.02F, 0);
  taps.data = {some_taps, 36};
  auto bias = mote_test::unquantized(mote::tensor_type::int32, {4});
  bias.data = {some_starts, 4};
  return mote_test::one_node(
      mote::builtin_operator::depthwise_conv_2d,
      {mote_test::activations({1, 3, 4, 4}, 0.5F, 5), taps, bias,
       mote_test::activations({1, 3, 4, 4}, 1.0F, -128)},
      {mote_test::scalar(option::padding, std::int8_t{0}), mote_test::scalar(option::stride_w, 1),
       mote_test::scalar(option::stride_h, 1)});
}

}  // namespace

TEST_CASE("depthwise_conv: packs in a constant expression what it packs at run time") {
  CHECK(both_times([] {
    using kernel = mote::armv7e_m::depthwise_conv;
    const auto bytes = mote_test::write(small_layer());
    const mote::graph graph(bytes.view());
    const mote::node_view view(graph, 0);
    if (!kernel::supports(view) || kernel::packed_words(view) != 21) return false;
    std::uint32_t words[21]{};
    kernel::pack(view, words);
    // The zero point twice; then of channels 0, 2, 1 and 3 a word of bytes w1, w0, w2, w1 for each row of
    // taps.
    constexpr std::uint32_t taps[4][3] = {{0x05090105, 0x7f00f37f, 0xf5dd07f5},
                                          {0xf90b03f9, 0xfffb0fff, 0x0d139d0d},
                                          {0x06f6fe06, 0x80040e80, 0x6364f863},
                                          {0x080cfc08, 0x02fa1002, 0x18ec0a18}};
    bool ok = words[0] == 0x00050005;
    for (int i = 0; i < 4; ++i) {
      for (int row = 0; row < 3; ++row) ok = ok && words[1 + 5 * i + row] == taps[i][row];
    }
    return ok;
  }));
}
