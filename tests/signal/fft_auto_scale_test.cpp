// SPDX-License-Identifier: Apache-2.0
#include "mote/signal/fft_auto_scale.hpp"

#include <doctest/doctest.h>

#include <cstdint>

#include "support/both_times.hpp"

namespace {

using mote_test::both_times;
using mote_test::opaque;

template <std::size_t Size>
constexpr bool gives(const std::int16_t (&input)[Size], int scale_bits,
                     const std::int16_t (&expected)[Size]) {
  std::int16_t output[Size]{};
  bool equal = mote::signal::fft_auto_scale(input, opaque(std::int32_t{Size}), output) == scale_bits;
  for (std::size_t i = 0; i < Size; ++i) equal = equal && output[i] == expected[i];
  return equal;
}

}  // namespace

TEST_CASE("fft_auto_scale: the largest magnitude gets the highest bit below the sign") {
  CHECK(both_times([] {
    return gives({1, -1, 0}, 14, {16384, -16384, 0}) && gives({-3, 2}, 13, {-24576, 16384}) &&
           gives({255, -256, 16}, 6, {16320, -16384, 1024}) && gives({127, -128}, 7, {16256, -16384}) &&
           gives({16383, 0}, 1, {32766, 0}) && gives({16384, -5}, 0, {16384, -5}) &&
           gives({-32767, 1}, 0, {-32767, 1});
  }));
}

TEST_CASE("fft_auto_scale: nothing but zeros stays") {
  CHECK(both_times([] { return gives({0, 0, 0}, 0, {0, 0, 0}); }));
}

TEST_CASE("fft_auto_scale: -32768 has no magnitude in int16, so what follows it decides") {
  CHECK(both_times([] {
    return gives({5, -32768}, 0, {5, -32768}) && gives({-32768, 5}, 12, {0, 20480}) &&
           gives({-32768, -5}, 0, {-32768, -5}) && gives({-32768, -5, -6}, 12, {0, -20480, -24576});
  }));
}

TEST_CASE("fft_auto_scale: in place") {
  CHECK(both_times([] {
    std::int16_t samples[] = {opaque(std::int16_t{100}), -50};
    return mote::signal::fft_auto_scale(samples, 2, samples) == 8 && samples[0] == 25600 &&
           samples[1] == -12800;
  }));
}
