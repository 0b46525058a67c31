// SPDX-License-Identifier: Apache-2.0
#include "mote/target/avx2/pixel_sums.hpp"

#include <doctest/doctest.h>

#include <cstdint>

#include "mote/ops/fully_connected.hpp"
#include "support/both_times.hpp"
#include "support/small_models.hpp"

namespace {

using mote::avx2::make_layer_packer;
using mote::avx2::packed_layer;
using mote_test::both_times;
using mote_test::opaque;
using op = mote::ops::fully_connected;

/// Whether a layer of two channels can be packed whose products are from -15,875 to 16,510 each, with a bias
/// of the second one, and a multiplier of 1/8 / output_scale.
bool is_possible(std::int32_t products, std::int32_t bias, float output_scale) {
  const std::int32_t biases[] = {0, bias};
  auto model = mote_test::fully_connected_model();
  model.tensors[2].data = {biases, 2};
  model.tensors[3].scales = {output_scale};
  const auto bytes = write(model);
  const mote::graph graph(bytes.view());
  const auto largest_weight = [](std::int32_t, std::int32_t, std::int32_t, std::int32_t) { return '\x7f'; };
  return make_layer_packer<op>(mote::node_view(graph, 0), 1, products / 2, largest_weight).is_possible();
}

constexpr std::int32_t limit = 1 << 30;
constexpr std::int32_t most = 0x7fffffff;

}  // namespace

TEST_CASE("avx2 pixel_sums: takes sums that can be doubled, and multipliers up to 1") {
  constexpr float scale = 1.25e7F;
  CHECK(is_possible(2, 0, scale));
  CHECK(is_possible(2, 0, 0.126F));
  CHECK_FALSE(is_possible(2, 0, 0.124F));
  // Fewer than the number of products that reach it with any weights, and the largest with these.
  CHECK(is_possible(limit / (255 * 128), 0, scale));
  CHECK(is_possible(limit / 16510, 0, scale));
  CHECK_FALSE(is_possible(limit / 16510 + 2, 0, scale));
  CHECK(is_possible(1000, limit - 1000 * 16510 - 1, scale));
  CHECK_FALSE(is_possible(1000, limit - 1000 * 16510, scale));
}

TEST_CASE("avx2 pixel_sums: takes larger sums whose output is always the same") {
  for (const float scale : {1.0F, 1e10F}) {
    CHECK(is_possible(2, limit, scale));
    CHECK(is_possible(2, -limit, scale));
    CHECK(is_possible(2, most - 2 * 16510, scale));
    CHECK_FALSE(is_possible(2, most - 2 * 16510 + 1, scale));
    CHECK(is_possible(2, 2 * 15875 - most, scale));
    CHECK_FALSE(is_possible(2, 2 * 15875 - most - 1, scale));
  }
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
    make_layer_packer<op>(view, 1, taps, weight).pack(words);
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
