// SPDX-License-Identifier: Apache-2.0
#include "mote/target/avx2/depthwise_conv.hpp"

#include <doctest/doctest.h>

#include "random_layers.hpp"
#include "support/weighted_layers.hpp"

namespace {

using kernel = mote::avx2::depthwise_conv;
using mote_test::check_layer;
using mote_test::random_layer;
using mote_test::random_source;

}  // namespace

TEST_CASE("avx2 depthwise_conv: random layers equal the oracle") {
  random_source random(1);
  constexpr int rounds = 400;
  int supported = 0;
  for (int round = 0; round < rounds; ++round) {
    const mote_test::random_window window(random);
    const int depth = random.between(1, 40);
    const auto layer =
        random_layer::depthwise(random, {random.between(1, 2), window.height, window.width, depth},
                                {1, window.filter_h, window.filter_w, depth}, window);
    supported += check_layer<kernel>(layer) ? 1 : 0;
  }
  CHECK(supported * 2 > rounds);
}

TEST_CASE("avx2 depthwise_conv: images of several strips") {
  random_source random(2);
  oracle::window window;
  window.same_padding = true;
  for (const int stride : {1, 2, 3}) {
    window.stride_h = window.stride_w = stride;
    while (!check_layer<kernel>(random_layer::depthwise(random, {1, 60, 32, 24}, {1, 3, 3, 24}, window))) {
    }
  }
}

TEST_CASE("avx2 depthwise_conv: a depth multiplier is left to the portable kernel") {
  random_source random(3);
  CHECK_FALSE(check_layer<kernel>(random_layer::depthwise(random, {1, 5, 5, 2}, {1, 3, 3, 4}, {})));
}
