// SPDX-License-Identifier: Apache-2.0
#include "mote/target/armv7e_m/filter_words.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "support/target_kernel.hpp"

namespace {

using mote::activation_format;

/// All bytes of the rows and nothing else, in a buffer that ends with the last row: a sanitizer sees reads
/// beyond.
template <std::int32_t RowBytes, std::int32_t Rows>
void check_rows(std::int32_t pitch) {
  using words = mote::armv7e_m::filter_words<RowBytes, Rows>;
  std::vector<std::int8_t> image(static_cast<std::size_t>((Rows - 1) * pitch + RowBytes));
  std::vector<std::int8_t> expected;
  for (std::size_t i = 0; i < image.size(); ++i) image[i] = static_cast<std::int8_t>(37 * i + 101);
  for (std::int32_t at = 0; at < Rows * RowBytes; ++at) {
    expected.push_back(image[static_cast<std::size_t>(at / RowBytes * pitch + at % RowBytes)]);
  }

  constexpr std::int8_t untouched = 0x5a;
  std::vector<std::int8_t> to(4 * words::count + 1, untouched);
  words::template copy<activation_format::mixed>(image.data(), pitch, to.data());
  CHECK(to.back() == untouched);
  to.resize(expected.size());
  CHECK(to == expected);

  to.assign(4 * words::count, untouched);
  words::template copy<activation_format::plain>(image.data(), pitch, to.data());
  to.resize(expected.size());
  CHECK(to == mote_test::flip_even_channels(expected, Rows * RowBytes));
}

}  // namespace

TEST_CASE("filter_words: rows of whole words") {
  check_rows<4, 10>(12);
  check_rows<8, 3>(8);
}

TEST_CASE("filter_words: words that two rows share") {
  check_rows<9, 3>(288);
  check_rows<5, 5>(7);
  check_rows<6, 2>(6);
  check_rows<7, 4>(19);
  check_rows<15, 1>(15);
}
