// SPDX-License-Identifier: Apache-2.0
#include "mote/target/armv7e_m/depthwise_rows.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "support/both_times.hpp"

namespace {

using mote::activation_format;
using form = mote::armv7e_m::fitted_requantization<10>;

constexpr std::int32_t width = 5;
constexpr std::int32_t words = 3;
constexpr std::int32_t group = 4;
constexpr std::int32_t zero_point = -7;

/// The pixel at a place of a channel's plane of 5 rows and 5 columns.
constexpr std::int32_t pixel(std::int32_t c, std::int32_t y, std::int32_t x) {
  return x < 0 || x >= width ? zero_point : 30 * c - 10 * y + 2 * x;
}

constexpr std::uint32_t pair(std::int32_t low, std::int32_t high) {
  return (static_cast<std::uint32_t>(low) & 0xffff) | static_cast<std::uint32_t>(high) << 16;
}

/// Filters that only have a tap at (y, x). 256 * 16 * pixel * 2^30 / 2^32 / 2^10 is the pixel.
struct single_tap {
  std::uint32_t packed[group * mote::armv7e_m::depthwise_channel_words<form>]{};
  std::uint32_t planes[5 * group * words]{};

  single_tap(std::int32_t y, std::int32_t x, activation_format out) {
    constexpr std::uint32_t tap = 16;
    // Bytes are the taps 1, 0, 2, 1.
    constexpr std::uint32_t of_column[] = {tap << 8, tap | tap << 24, tap << 16};
    for (std::uint32_t* channel = packed; channel != packed + sizeof packed / 4; channel += 5) {
      channel[y] = of_column[x];
      channel[3] = 1U << 30;
    }
    // What is stored as unsigned gets 128 more: the two even channels, which come first.
    if (out == activation_format::mixed) packed[4] = packed[9] = 128 * 256 * tap;
    for (std::int32_t row = 0; row < 5; ++row) {
      for (std::int32_t c = 0; c < group; ++c) {
        for (std::int32_t k = 0; k < words; ++k) {
          planes[(row * group + c) * words + k] = pair(pixel(c, row, 2 * k), pixel(c, row, 2 * k + 1));
        }
      }
    }
  }
};

template <activation_format Out, class Row>
void check(const Row& row, std::int32_t rows, std::int32_t stride, std::int32_t padding) {
  for (std::int32_t tap_y = 0; tap_y < 3; ++tap_y) {
    for (std::int32_t tap_x = 0; tap_x < 3; ++tap_x) {
      const single_tap data(tap_y, tap_x, Out);
      std::int8_t output[3 * width * group]{};
      const auto* end = mote::armv7e_m::depthwise_rows<form, Out>(row, data.planes, data.packed, rows,
                                                                  pair(zero_point, zero_point), output);
      CHECK(end == data.packed + sizeof data.packed / 4);
      const std::int8_t* next = output;
      for (std::int32_t y = 0; y < rows; ++y) {
        for (std::int32_t x = 0; x < row.output_width; ++x) {
          for (std::int32_t c = 0; c < group; ++c) {
            const std::int32_t flip = Out == activation_format::mixed && c % 2 == 0 ? -128 : 0;
            const std::int32_t expected = pixel(c, y * stride + tap_y, x * stride + tap_x - padding);
            CHECK(*next++ == (expected ^ flip));
          }
        }
      }
    }
  }
}

template <std::int32_t OutputWidth, std::int32_t Stride, std::int32_t Padding>
void check_row(std::int32_t rows) {
  using mote_test::opaque;
  const mote::armv7e_m::static_depthwise_row<width, OutputWidth, group, Stride, Padding, group> fixed;
  const mote::armv7e_m::dynamic_depthwise_row dynamic{
      opaque(OutputWidth), group, opaque(Stride), opaque(Padding), words, words, 0};
  check<activation_format::plain>(fixed, rows, Stride, Padding);
  check<activation_format::mixed>(fixed, rows, Stride, Padding);
  check<activation_format::plain>(dynamic, rows, Stride, Padding);
  check<activation_format::mixed>(dynamic, rows, Stride, Padding);
}

}  // namespace

TEST_CASE("depthwise_rows: each tap meets its pixel") {
  check_row<5, 1, 1>(3);
  check_row<3, 1, 0>(2);
  check_row<3, 2, 1>(2);
  check_row<2, 2, 0>(1);
}

TEST_CASE("depthwise_rows: rows of output of more than 64 KiB") {
  constexpr std::int32_t columns = 18;
  constexpr std::int32_t depth = 4092;
  constexpr std::int32_t rows = 2;
  using mote::armv7e_m::static_depthwise_row;
  single_tap data(1, 1, activation_format::plain);
  // Each channel has a value of its own.
  std::vector<std::uint32_t> planes;
  for (std::int32_t y = 0; y < rows + 2; ++y) {
    for (std::int32_t c = 0; c < group; ++c) planes.insert(planes.end(), columns / 2, pair(c + 1, c + 1));
  }
  std::vector<std::int8_t> output(static_cast<std::size_t>(rows * columns * depth));
  mote::armv7e_m::depthwise_rows<form, activation_format::plain>(
      static_depthwise_row<columns, columns, depth, 1, 1, group>{}, planes.data(), data.packed, rows, 0,
      output.data());
  std::int32_t wrong = 0;
  for (std::size_t i = 0; i < output.size(); ++i) {
    const std::size_t c = i % depth;
    wrong += output[i] != (c < group ? static_cast<std::int32_t>(c) + 1 : 0) ? 1 : 0;
  }
  CHECK(wrong == 0);
}

TEST_CASE("depthwise_channel_at: the even channels of a group, then the odd ones") {
  CHECK(mote_test::both_times([] {
    constexpr std::int32_t expected[] = {0, 2, 4, 6, 1, 3, 5, 7};
    for (std::int32_t i = 0; i < 8; ++i) {
      if (mote::armv7e_m::depthwise_channel_at(i, mote_test::opaque(8)) != expected[i]) return false;
    }
    return true;
  }));
}
