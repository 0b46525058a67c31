// SPDX-License-Identifier: Apache-2.0

// Random layers for the kernels of CONV_2D that transform filters of 3x3.

#ifndef MOTE_TESTS_SUPPORT_RANDOM_CONV_3X3_HPP
#define MOTE_TESTS_SUPPORT_RANDOM_CONV_3X3_HPP

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "oracle.hpp"
#include "random_source.hpp"
#include "run_model.hpp"
#include "small_models.hpp"
#include "target_kernel.hpp"

namespace mote_test {

struct conv_3x3_sizes {
  int batches, height, width, depth, output_depth;
  bool wide = false;       ///< the weights may be as large as they can whatever the depth
  bool rectified = false;  ///< outputs have a zero point of -128
};

/// A layer with outputs that use the whole range and leave it. Some have inputs or weights at their limits,
/// with which the transformed ones are at theirs, or a channel that is constant.
struct random_conv_3x3 {
  oracle::tensor<std::int8_t> input, filter, expected;
  oracle::tensor<std::int32_t> bias;
  model_description model;

  random_conv_3x3(random_source& random, const conv_3x3_sizes& s, int stride, oracle::activation fused) {
    input = random_tensor<std::int8_t>(random, {s.batches, s.height, s.width, s.depth},
                                       {{random.real(0.01F, 0.1F)}, random_zero_point(random)});
    filter = random_tensor<std::int8_t>(random, {s.output_depth, 3, 3, s.depth},
                                        {random_weight_scales(random, s.output_depth), 0});
    // Accumulators of large ones would be beyond those of Winograd's transforms.
    if (s.depth > 32 && !s.wide) {
      for (auto& w : filter.data) w = static_cast<std::int8_t>(w / 2);
    }
    if (random.chance(4)) {
      for (auto& x : input.data) x = random.chance(2) ? std::int8_t{-128} : std::int8_t{127};
    }
    if (random.chance(4)) {
      const bool same_sign = random.chance(2);
      const std::int8_t limit = s.depth > 16 && !s.wide ? 50 : 127;
      for (auto& w : filter.data) {
        w = static_cast<std::int8_t>(same_sign || random.chance(2) ? -1 - limit : limit);
      }
    }
    bias = random_bias(random, s.output_depth, 9 * s.depth);
    // An output that doesn't depend on the products.
    if (random.chance(4)) bias.data[0] = random.chance(2) ? 1 << 28 : -(1 << 28);
    auto output = random_output(random, input.scale(), 9 * s.depth);
    if (s.rectified) output.zero_point = -128;
    oracle::window window;
    window.same_padding = true;
    window.stride_h = window.stride_w = stride;
    expected = oracle::conv_2d(input, filter, bias.data, window, fused, output);
    using option = mote::schema::conv_2d_options;
    model = one_node(
        mote::builtin_operator::conv_2d,
        {activations_of(input), constant_of(filter), constant_of(bias), activations_of(expected)},
        {scalar(option::padding, std::int8_t{0}), scalar(option::stride_w, stride),
         scalar(option::stride_h, stride), scalar(option::activation, static_cast<std::int8_t>(fused))});
  }
};

/// Whether the kernel takes a layer, which it then runs into both formats.
template <class Kernel, class MakeGeometry>
bool check_conv_3x3(const random_conv_3x3& layer, MakeGeometry make) {
  const auto bytes = write<24 * 1024>(layer.model);
  const mote::graph graph(bytes.view());
  const mote::node_view view(graph, 0);
  if (!Kernel::supports(view)) return false;
  constexpr auto plain = mote::activation_format::plain;
  constexpr auto mixed = mote::activation_format::mixed;
  const auto g = make(view);
  CHECK(run_kernel<Kernel, plain, plain>(view, g, layer.input.data) == layer.expected.data);
  CHECK(run_kernel<Kernel, plain, mixed>(view, g, layer.input.data) == layer.expected.data);
  return true;
}

/// Layers of one shape, which the compiler knows.
template <class Kernel, int Batches, int Height, int Width, int Depth, int OutputDepth, int Stride = 1>
void check_static_conv_3x3(int rounds, bool rectified = false) {
  constexpr auto padding = [](int size) {
    const int total = ((size - 1) / Stride) * Stride + 3 - size;
    return total > 0 ? total / 2 : 0;
  };
  using geometry = mote::conv_geometry<
      mote::static_extents<Batches, Height, Width, Depth, (Height - 1) / Stride + 1, (Width - 1) / Stride + 1,
                           OutputDepth, 3, 3, Depth, Stride, Stride, 1, 1, padding(Height), padding(Width)>>;
  random_source random(Height * 1000 + Width);
  int supported = 0;
  for (int round = 0; round < rounds; ++round) {
    const random_conv_3x3 layer(random, {Batches, Height, Width, Depth, OutputDepth, false, rectified},
                                Stride, oracle::activation::none);
    supported += check_conv_3x3<Kernel>(layer, [](const mote::node_view&) { return geometry{}; }) ? 1 : 0;
  }
  CHECK(supported * 2 > rounds);
}

/// A layer of sizes that only the program knows.
template <class Kernel>
bool check_dynamic_conv_3x3(random_source& random, const conv_3x3_sizes& s, int stride) {
  const random_conv_3x3 layer(random, s, stride, oracle::activation::none);
  return check_conv_3x3<Kernel>(layer, [](const mote::node_view& view) {
    return mote::conv_geometry<mote::dynamic_extents<16>>{Kernel::op::extents(view)};
  });
}

template <class Kernel>
bool is_supported_conv_3x3(random_source& random, const conv_3x3_sizes& s, int stride,
                           oracle::activation fused = oracle::activation::none) {
  const random_conv_3x3 layer(random, s, stride, fused);
  const auto bytes = write<24 * 1024>(layer.model);
  return static_cast<bool>(Kernel::supports(mote::node_view(mote::graph(bytes.view()), 0)));
}

}  // namespace mote_test

#endif  // MOTE_TESTS_SUPPORT_RANDOM_CONV_3X3_HPP
