// SPDX-License-Identifier: Apache-2.0
#include "mote/target/avx2/conv.hpp"

#include <doctest/doctest.h>

#include "random_layers.hpp"
#include "support/weighted_layers.hpp"

namespace {

using kernel = mote::avx2::conv;
using one_channel_kernel = mote::avx2::one_channel_depthwise_conv;
using mote_test::check_layer;
using mote_test::random_layer;
using mote_test::random_source;

constexpr int rounds = 300;

}  // namespace

TEST_CASE("avx2 conv: random layers equal the oracle") {
  random_source random(1);
  int supported = 0;
  for (int round = 0; round < rounds; ++round) {
    const mote_test::random_window window(random);
    const int depth = random.between(1, 20);
    const auto layer =
        random_layer::conv(random, {random.between(1, 2), window.height, window.width, depth},
                           {random.between(1, 40), window.filter_h, window.filter_w, depth}, window);
    supported += check_layer<kernel>(layer) ? 1 : 0;
  }
  CHECK(supported * 2 > rounds);
}

TEST_CASE("avx2 conv: any number of pixels, any rest of a block of channels") {
  random_source random(2);
  for (int width = 1; width <= 15; ++width) {
    for (int output_depth = 1; output_depth <= 33; output_depth += 4) {
      while (
          !check_layer<kernel>(random_layer::conv(random, {1, 1, width, 6}, {output_depth, 1, 1, 6}, {}))) {
      }
    }
  }
}

TEST_CASE("avx2 conv: images of several strips") {
  random_source random(3);
  oracle::window window;
  window.same_padding = true;
  for (const int stride : {1, 2, 3}) {
    window.stride_h = window.stride_w = stride;
    for (const int filter : {1, 3}) {
      while (!check_layer<kernel>(
          random_layer::conv(random, {1, 64, 32, 64}, {4, filter, filter, 64}, window))) {
      }
    }
  }
}

TEST_CASE("avx2 conv: layers that are left to the portable kernel") {
  random_source random(4);
  oracle::window window;
  window.dilation_w = 2;
  CHECK_FALSE(check_layer<kernel>(random_layer::conv(random, {1, 5, 5, 2}, {4, 1, 2, 2}, window)));
  // Two groups.
  CHECK_FALSE(check_layer<kernel>(random_layer::conv(random, {1, 5, 5, 4}, {4, 3, 3, 2}, {})));
}

TEST_CASE("avx2 conv: depthwise convolutions of one channel") {
  random_source random(5);
  int supported = 0;
  for (int round = 0; round < rounds; ++round) {
    const mote_test::random_window window(random);
    const auto layer =
        random_layer::depthwise(random, {random.between(1, 2), window.height, window.width, 1},
                                {1, window.filter_h, window.filter_w, random.between(1, 20)}, window);
    supported += check_layer<one_channel_kernel>(layer) ? 1 : 0;
  }
  CHECK(supported * 2 > rounds);
  CHECK_FALSE(
      check_layer<one_channel_kernel>(random_layer::depthwise(random, {1, 5, 5, 2}, {1, 3, 3, 4}, {})));
}
