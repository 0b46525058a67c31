// SPDX-License-Identifier: Apache-2.0
#include "mote/target/avx2/pixel_sums.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "mote/ops/fully_connected.hpp"
#include "support/both_times.hpp"
#include "support/small_models.hpp"

namespace {

using mote::avx2::packed_layer;
using mote::avx2::pixel_grid;
using mote::avx2::tap_grid;
using mote::avx2::tap_kind;
using mote_test::both_times;
using mote_test::opaque;
using op = mote::ops::fully_connected;

/// Whether sums of so many products, with a bias and a multiplier that may be special, can be doubled.
constexpr bool is_supported(std::int64_t products, std::int32_t bias, float output_scale) {
  const std::int32_t biases[] = {0, bias};
  auto model = mote_test::fully_connected_model();
  model.tensors[2].data = {biases, 2};
  model.tensors[3].scales = {output_scale};
  const auto bytes = write(model);
  const mote::graph graph(bytes.view());
  return packed_layer::supports<op>(mote::node_view(graph, opaque(0)), products);
}

}  // namespace

TEST_CASE("avx2 pixel_sums: takes sums that can be doubled, and multipliers up to 1") {
  CHECK(both_times([] {
    constexpr std::int32_t limit = 1 << 30;
    constexpr float scale = 1.0F;
    constexpr std::int32_t products = limit / (255 * 128);
    return is_supported(1, 0, scale) && is_supported(products, 0, scale) &&
           !is_supported(products + 1, 0, scale) && !is_supported(1, 0, 1e-6F);
  }));
}

TEST_CASE("avx2 pixel_sums: takes any sums whose output is always the same") {
  CHECK(both_times([] {
    constexpr std::int32_t most = 0x7fffffff;
    return is_supported(1, most - 255 * 128, 1.0F) && is_supported(1, 255 * 128 - most, 1.0F) &&
           !is_supported(1, most, 1.0F) && is_supported(1000, 1 << 30, 1e10F);
  }));
}

TEST_CASE("avx2 pixel_sums: a packed layer is the same at compile time and at run time") {
  CHECK(both_times([] {
    const auto bytes = write(mote_test::fully_connected_model());
    const mote::graph graph(bytes.view());
    const mote::node_view view(graph, opaque(0));
    const std::int32_t channels = view.output().shape.back();
    std::uint32_t words[200]{};
    constexpr std::int32_t taps = 2;
    const auto weight = [](std::int32_t c, std::int32_t row, std::int32_t tap, std::int32_t half) {
      return static_cast<std::int8_t>(-(64 * row + 16 * c + 4 * tap + half));
    };
    packed_layer::pack<op>(view, 2 * taps, 1, taps, weight, words);
    // Behind the constants of 8 channels, two weights of each channel for each tap.
    const std::uint32_t* const packed = words + packed_layer::words(channels, taps) - 2 * taps * 2;
    for (std::int32_t tap = 0; tap < taps; ++tap) {
      for (std::int32_t c = 0; c < 8; ++c) {
        for (std::int32_t half = 0; half < 2; ++half) {
          const std::uint32_t word = packed[tap * 4 + c / 2];
          const auto stored = static_cast<std::int8_t>(word >> (16 * (c % 2) + 8 * half) & 0xff);
          if (stored != (c < channels ? weight(c, 0, tap, half) : 0)) return false;
        }
      }
    }
    return true;
  }));
}
