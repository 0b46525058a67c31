// SPDX-License-Identifier: Apache-2.0
#include "mote/target/armv7e_m/polyphase_conv.hpp"

#include <doctest/doctest.h>

#include "support/random_conv_3x3.hpp"

namespace {

using kernel = mote::armv7e_m::polyphase_conv_rounding;
using fitted = mote::armv7e_m::polyphase_conv;
using mote_test::check_static_conv_3x3;
using mote_test::conv_3x3_sizes;
using mote_test::rounds;

}  // namespace

TEST_CASE("polyphase_conv: random layers of static sizes equal the oracle") {
  check_static_conv_3x3<kernel, 1, 8, 8, 16, 4, 2>(rounds(40, 4));
  check_static_conv_3x3<kernel, 2, 7, 15, 32, 2, 2>(rounds(40, 4));
  check_static_conv_3x3<kernel, 1, 8, 16, 64, 4, 2>(rounds(40, 4));
  check_static_conv_3x3<fitted, 1, 8, 8, 16, 4, 2>(rounds(40, 10), true);
  check_static_conv_3x3<fitted, 2, 7, 15, 32, 2, 2>(rounds(40, 10), true);
}

TEST_CASE("polyphase_conv: random layers of sizes that only the program knows equal the oracle") {
  mote_test::random_source random(23);
  const int all = rounds(100, 12);
  constexpr int depths[] = {16, 32, 64};
  int supported = 0;
  int rectified = 0;
  for (int round = 0; round < all; ++round) {
    conv_3x3_sizes s{random.between(1, 2), 4 * random.between(1, 5) - random.between(0, 1),
                     4 * random.between(1, 5) - random.between(0, 1), random.one_of(depths),
                     2 * random.between(1, 3)};
    supported += mote_test::check_dynamic_conv_3x3<kernel>(random, s, 2) ? 1 : 0;
    s.rectified = true;
    rectified += mote_test::check_dynamic_conv_3x3<fitted>(random, s, 2) ? 1 : 0;
  }
  CHECK(supported * 2 > all);
  CHECK(rectified * 3 > all);
}

TEST_CASE("polyphase_conv: what it leaves to others") {
  mote_test::random_source random(29);
  const auto is_supported = [&](const conv_3x3_sizes& s, auto... more) {
    return mote_test::is_supported_conv_3x3<kernel>(random, s, more...);
  };
  CHECK(is_supported({1, 8, 8, 16, 2}, 2));
  CHECK_FALSE(is_supported({1, 8, 8, 16, 2}, 1));
  CHECK_FALSE(is_supported({1, 8, 8, 16, 3}, 2));
  CHECK_FALSE(is_supported({1, 8, 8, 24, 2}, 2));
  CHECK_FALSE(is_supported({1, 8, 10, 16, 2}, 2));
  // fewer than 3 tiles
  CHECK_FALSE(is_supported({1, 4, 8, 16, 2}, 2));
  CHECK_FALSE(is_supported({1, 8, 8, 16, 2}, 2, oracle::activation::relu_n1_to_1));
  // zero points of which few are -128, and those alone
  const auto fits = [&](bool rectified) {
    int count = 0;
    for (int round = 0; round < 10; ++round) {
      count +=
          mote_test::is_supported_conv_3x3<fitted>(random, {1, 8, 8, 16, 2, false, rectified}, 2) ? 1 : 0;
    }
    return count;
  };
  CHECK(fits(false) < 4);
  CHECK(fits(true) > 5);
}
