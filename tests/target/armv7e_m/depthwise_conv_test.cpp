// SPDX-License-Identifier: Apache-2.0
#include "mote/target/armv7e_m/depthwise_conv.hpp"

#include <doctest/doctest.h>

#include <cstdint>

#include "depthwise_layers.hpp"
#include "support/both_times.hpp"

namespace {

using mote_test::both_times;
using mote_test::check_shape;
using option = mote::schema::depthwise_conv_2d_options;

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
  // With enough outputs for code of their own.
  check_shape<Kernel, true, 1, 6, 6, 128, 1>(random, z);
  check_shape<Kernel, true, 1, 3, 3, 460, 1>(random, z);
  check_shape<Kernel, true, 1, 46, 24, 4, 1>(random, z);
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
