// SPDX-License-Identifier: Apache-2.0
#include "mote/target/armv7e_m/winograd_conv.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "support/random_conv_3x3.hpp"

namespace {

using kernel = mote::armv7e_m::winograd_conv_rounding;
using once = mote::armv7e_m::winograd_conv_transforming_once_rounding;
using transformed = mote::armv7e_m::winograd_conv_transformed_rounding;
using fitted = mote::armv7e_m::winograd_conv;
using fitted_once = mote::armv7e_m::winograd_conv_transforming_once;
using fitted_transformed = mote::armv7e_m::winograd_conv_transformed;
using mote_test::check_static_conv_3x3;
using mote_test::conv_3x3_sizes;
using mote_test::rounds;

/// Whether the kernel takes a layer, which it then runs with the output where the input lies.
template <class Kernel>
bool check_in_place(const mote_test::random_conv_3x3& layer) {
  const auto bytes = mote_test::write<24 * 1024>(layer.model);
  const mote::graph graph(bytes.view());
  const mote::node_view view(graph, 0);
  if (!Kernel::supports(view)) return false;
  const mote::conv_geometry<mote::dynamic_extents<16>> g{Kernel::op::extents(view)};
  std::vector<std::uint32_t> packed(Kernel::packed_words(view));
  Kernel::pack(view, packed.data());
  std::vector<std::uint32_t> scratch(Kernel::scratch_bytes(view) / 4);
  std::vector<std::int8_t> memory = layer.input.data;
  constexpr auto plain = mote::activation_format::plain;
  Kernel::template run<plain, plain>(g, memory.data(), packed.data(), memory.data(), scratch.data());
  CHECK(std::equal(layer.expected.data.begin(), layer.expected.data.end(), memory.begin()));
  return true;
}

}  // namespace

TEST_CASE("winograd_conv: random layers of static sizes equal the oracle") {
  check_static_conv_3x3<kernel, 1, 8, 8, 16, 4>(rounds(40, 4));
  check_static_conv_3x3<kernel, 1, 4, 32, 16, 2>(rounds(40, 4));
  check_static_conv_3x3<kernel, 2, 8, 16, 32, 2>(rounds(40, 4));
  check_static_conv_3x3<kernel, 1, 8, 8, 64, 4>(rounds(40, 4));
  check_static_conv_3x3<once, 1, 8, 8, 64, 4>(rounds(40, 4));
  check_static_conv_3x3<transformed, 1, 8, 8, 16, 4>(rounds(40, 4));
  check_static_conv_3x3<transformed, 2, 8, 16, 32, 2>(rounds(40, 4));
  check_static_conv_3x3<transformed, 1, 8, 8, 64, 4>(rounds(40, 4));
  check_static_conv_3x3<fitted, 1, 8, 8, 16, 4>(rounds(40, 10), true);
  check_static_conv_3x3<fitted_transformed, 1, 4, 32, 32, 2>(rounds(40, 10), true);
}

TEST_CASE(
    "winograd_conv_transforming_once: weights that are kept for all strips give what the oracle gives") {
  check_static_conv_3x3<once, 1, 32, 32, 16, 6>(rounds(20, 2));
  check_static_conv_3x3<once, 2, 16, 32, 32, 4>(rounds(20, 2));
  check_static_conv_3x3<fitted_once, 1, 32, 32, 16, 6>(rounds(20, 8), true);
}

TEST_CASE("winograd_conv: random layers of sizes that only the program knows equal the oracle") {
  mote_test::random_source random(13);
  const int all = rounds(100, 12);
  constexpr int depths[] = {16, 32, 64};
  int supported = 0;
  int kept = 0;
  int rectified = 0;
  for (int round = 0; round < all; ++round) {
    conv_3x3_sizes s{random.between(1, 2), 4 * random.between(1, 5), 4 * random.between(1, 5),
                     random.one_of(depths), 2 * random.between(1, 3)};
    supported += mote_test::check_dynamic_conv_3x3<kernel>(random, s, 1) ? 1 : 0;
    kept += mote_test::check_dynamic_conv_3x3<once>(random, s, 1) ? 1 : 0;
    s.rectified = true;
    rectified += mote_test::check_dynamic_conv_3x3<fitted>(random, s, 1) ? 1 : 0;
  }
  CHECK(supported * 2 > all);
  CHECK(kept > 0);
  CHECK(rectified * 3 > all);
}

TEST_CASE("wide_winograd_conv: random layers with the largest weights equal the oracle") {
  using wide = mote::armv7e_m::wide_winograd_conv;
  mote_test::random_source random(31);
  const int all = rounds(60, 8);
  constexpr int depths[] = {16, 64, 128};
  int beyond = 0;
  for (int round = 0; round < all; ++round) {
    const conv_3x3_sizes s{1, 8, 8, random.one_of(depths), 2, true};
    const mote_test::random_conv_3x3 layer(random, s, 1, oracle::activation::none);
    const auto make = [](const mote::node_view& view) {
      return mote::conv_geometry<mote::dynamic_extents<16>>{wide::op::extents(view)};
    };
    CHECK(mote_test::check_conv_3x3<wide>(layer, make));
    beyond += mote_test::check_conv_3x3<kernel>(layer, make) ? 0 : 1;
  }
  CHECK(beyond * 4 > all);
}

TEST_CASE("winograd_conv: the output may lie where the input lies") {
  mote_test::random_source random(19);
  const int all = rounds(30, 4);
  int supported = 0;
  int kept = 0;
  for (int round = 0; round < all; ++round) {
    // Several strips, of several rows.
    const int width = random.chance(2) ? 16 : 32;
    const conv_3x3_sizes s{2, width == 16 ? 16 : 32, width, 16, 2 * random.between(1, 8)};
    const mote_test::random_conv_3x3 layer(random, s, 1, oracle::activation::none);
    supported += check_in_place<kernel>(layer) ? 1 : 0;
    kept += check_in_place<once>(layer) ? 1 : 0;
  }
  CHECK(supported * 2 > all);
  CHECK(kept > 0);
}

TEST_CASE("winograd_conv: what it leaves to others") {
  mote_test::random_source random(17);
  const auto is_supported = [&](const conv_3x3_sizes& s, auto... more) {
    return mote_test::is_supported_conv_3x3<kernel>(random, s, more...);
  };
  CHECK(is_supported({1, 8, 8, 16, 2}, 1));
  CHECK_FALSE(is_supported({1, 16, 16, 16, 2}, 2));
  CHECK_FALSE(is_supported({1, 8, 8, 16, 3}, 1));
  CHECK_FALSE(is_supported({1, 8, 8, 24, 2}, 1));
  CHECK_FALSE(is_supported({1, 8, 9, 16, 2}, 1));
  // fewer than 3 tiles
  CHECK_FALSE(is_supported({1, 4, 8, 16, 2}, 1));
  CHECK_FALSE(is_supported({1, 8, 8, 16, 2}, 1, oracle::activation::relu_n1_to_1));
  // zero points of which few are -128, and those alone
  const auto fits = [&](bool rectified) {
    int count = 0;
    for (int round = 0; round < 10; ++round) {
      count +=
          mote_test::is_supported_conv_3x3<fitted>(random, {1, 8, 8, 16, 2, false, rectified}, 1) ? 1 : 0;
    }
    return count;
  };
  CHECK(fits(false) < 4);
  CHECK(fits(true) > 5);
}
