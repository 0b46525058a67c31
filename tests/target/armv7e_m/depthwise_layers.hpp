// SPDX-License-Identifier: Apache-2.0

// Random 3x3 depthwise layers, to judge kernels by the oracle.

#ifndef MOTE_TESTS_TARGET_ARMV7E_M_DEPTHWISE_LAYERS_HPP
#define MOTE_TESTS_TARGET_ARMV7E_M_DEPTHWISE_LAYERS_HPP

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "mote/ops/depthwise_conv_2d.hpp"
#include "mote/target/activation_format.hpp"
#include "mote/target/kernel_list.hpp"
#include "mote/target/plane_layout.hpp"
#include "support/oracle.hpp"
#include "support/planes.hpp"
#include "support/random_source.hpp"
#include "support/run_model.hpp"
#include "support/small_models.hpp"

namespace mote_test {

using mote::activation_format;

struct depthwise_layer {
  oracle::tensor<std::int8_t> input;
  oracle::tensor<std::int8_t> filter;
  oracle::tensor<std::int32_t> bias;
  oracle::window window;
  oracle::tensor<std::int8_t> expected;

  model_description model() const {
    using option = mote::schema::depthwise_conv_2d_options;
    return one_node(
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
std::vector<std::int8_t> run_layer(const Geometry& g, const depthwise_layer& from,
                                   const mote::node_view& view) {
  // Behind packed words, scratch and output lies a mark that must stay.
  constexpr std::uint32_t mark = 0xdeadbeef;
  std::vector<std::uint32_t> packed(Kernel::packed_words(view) + 1, mark);
  Kernel::pack(view, packed.data(), Out);
  CHECK(packed.back() == mark);
  std::vector<std::uint32_t> scratch(mote::scratch_of<Kernel>(view) / 4 + 1, mark);
  std::vector<std::int8_t> output(from.expected.data.size() + 1, 99);
  constexpr auto in = mote::reads_planes_v<Kernel> ? activation_format::planes : activation_format::plain;
  auto input = from.input.data;
  if (in == activation_format::planes) {
    // The kernel writes the padding.
    input = to_planes(mote::plane_layout::of(view.input(0).shape), input, 99);
  }
  input.push_back(99);
  Kernel::template run<in, Out>(g, input.data(), packed.data(), output.data(), scratch.data());
  CHECK(input.back() == 99);
  CHECK(scratch.back() == mark);
  CHECK(output.back() == 99);
  output.pop_back();
  if (Out == activation_format::mixed) mix(output);
  return output;
}

/// All that the kernel can do with a layer gives the oracle's bytes. False if it doesn't take the layer.
template <class Kernel, class Geometry>
bool check_layer(const depthwise_layer& from) {
  const auto bytes = write<40 * 1024>(from.model());
  const mote::graph graph(bytes.view());
  const mote::node_view view(graph, 0);
  const mote::conv_geometry<mote::dynamic_extents<16>> dynamic{mote::ops::depthwise_conv_2d::extents(view)};
  REQUIRE(dynamic.padding_left() == Geometry{}.padding_left());
  REQUIRE(dynamic.padding_top() == Geometry{}.padding_top());
  REQUIRE(dynamic.output_width() == Geometry{}.output_width());
  if (!Kernel::supports(view)) return false;
  CHECK(run_layer<Kernel, activation_format::plain>(Geometry{}, from, view) == from.expected.data);
  CHECK(run_layer<Kernel, activation_format::mixed>(Geometry{}, from, view) == from.expected.data);
  // Planes are for static models.
  if constexpr (!mote::reads_planes_v<Kernel>) {
    CHECK(run_layer<Kernel, activation_format::plain>(dynamic, from, view) == from.expected.data);
    CHECK(run_layer<Kernel, activation_format::mixed>(dynamic, from, view) == from.expected.data);
  }
  return true;
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
void check_shape(random_source& random, bool any_zero_point) {
  int taken = 0;
  const int total = rounds(12, 4);
  for (int round = 0; round < total; ++round) {
    depthwise_layer l;
    constexpr int input_zero_points[] = {-128, 0, 127, -3};
    l.window.same_padding = Same;
    l.window.stride_h = l.window.stride_w = Stride;
    const float input_scale = 0.05F;
    l.input = random_tensor<std::int8_t>(random, {Batches, H, W, C},
                                         {{input_scale}, random.one_of(input_zero_points)});
    std::vector<float> scales(C <= 32 ? C : 1);
    for (float& scale : scales) scale = random.real(0.002F, 0.01F);
    l.filter = random_tensor<std::int8_t>(random, {1, 3, 3, C}, {scales, 0});
    l.bias = random_bias(random, C, 9);
    const int zero_point = any_zero_point ? random_zero_point(random) : -128;
    l.expected = oracle::depthwise_conv_2d(l.input, l.filter, l.bias.data, l.window, oracle::activation::none,
                                           {{random.real(0.02F, 0.1F)}, zero_point});
    taken += check_layer<Kernel, geometry_of<Same, Batches, H, W, C, Stride>>(l) ? 1 : 0;
  }
  // The search for fitting constants may miss now and then.
  CHECK(taken * 4 >= total * 3);
}

}  // namespace mote_test

#endif  // MOTE_TESTS_TARGET_ARMV7E_M_DEPTHWISE_LAYERS_HPP
