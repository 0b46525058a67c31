// SPDX-License-Identifier: Apache-2.0
#include "mote/signal/irfft.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "mote/signal/rfft.hpp"
#include "support/both_times.hpp"
#include "support/checksum.hpp"
#include "support/random_source.hpp"

namespace {

using mote::signal::complex;
using mote::signal::fft_direction;
using mote::signal::irfft;
using mote_test::both_times;
using mote_test::checksum;
using mote_test::opaque;

struct expected_output {
  std::int32_t length;
  std::uint32_t of_int16;
  std::uint32_t of_int32;
};
// Made with kissfft 1.3.0, from the second length + 2 random values of random_source(length).
constexpr expected_output expected_outputs[] = {
    {4, 0x8197ead5, 0x991c8733},   {6, 0x88050b70, 0x40b9a45c},   {8, 0xbbcb567d, 0x6dda051a},
    {10, 0xe80a2dc5, 0x1e911231},  {12, 0xdd25788e, 0x0d635822},  {16, 0xbbafa508, 0x855dfc32},
    {18, 0x6a73f63b, 0x4e132bc5},  {20, 0x2a35a4d1, 0x1a1da499},  {24, 0x797e0c2d, 0x40c3d0af},
    {30, 0x92939a42, 0x0cd504f2},  {50, 0xd0ccae74, 0x928bca5c},  {60, 0xb1755baa, 0xf6556725},
    {64, 0x9256b91f, 0xc60a825c},  {90, 0xa01be257, 0xda144f1b},  {128, 0x8130922e, 0xc583d730},
    {250, 0xdd787705, 0xa9387518}, {256, 0xf7f2d455, 0x8d42169e}, {480, 0xa2932fd9, 0xbeb1f25d},
    {512, 0xce9b6012, 0xce413b33}, {720, 0xcc15f000, 0xd034f43e}, {1024, 0x70e31335, 0xdcbf0821}};

template <class T>
std::uint32_t checksum_of_random(std::int32_t length) {
  mote_test::random_source random(static_cast<std::uint64_t>(length));
  std::vector<T> values(static_cast<std::size_t>(length));
  random.fill(values);
  values.resize(values.size() + 2);
  random.fill(values);
  std::vector<complex<T>> table(static_cast<std::size_t>(mote::signal::fft_table_size(length)));
  mote::signal::make_fft_table(length, fft_direction::inverse, table.data());
  std::vector<T> output(static_cast<std::size_t>(length));
  irfft<T>(length, table.data())(values.data(), output.data());
  return checksum(output.data(), output.size());
}

template <class T, std::int32_t Length>
constexpr bool gives(const T (&spectrum)[Length + 2], const T (&expected)[Length]) {
  T output[Length]{};
  irfft<T>(opaque(Length), mote::signal::fft_table<T, Length, fft_direction::inverse>.values)(spectrum,
                                                                                              output);
  bool equal = true;
  for (std::size_t i = 0; i < Length; ++i) equal = equal && output[i] == expected[i];
  return equal;
}

}  // namespace

TEST_CASE("irfft: an impulse and a sine come back, divided by their length") {
  CHECK(both_times([] {
    return gives<std::int16_t, 8>({1000, 0, 1000, 0, 1000, 0, 1000, 0, 1000, 0},
                                  {1000, 0, 0, 0, 0, 0, 0, 0}) &&
           gives<std::int16_t, 8>({0, 0, 0, -5001, 0, 0, 0, -1, 0, 0},
                                  {0, 884, 1250, 884, 0, -884, -1250, -884}) &&
           gives<std::int32_t, 6>({138926, 0, 146880, 24473, 181536, 33278, 204240, 0},
                                  {166666, -33333, 5000, 667, -84, 9});
  }));
}

TEST_CASE("irfft: random spectra give the reference's samples") {
  for (const expected_output& expected : expected_outputs) {
    CAPTURE(expected.length);
    CHECK(checksum_of_random<std::int16_t>(expected.length) == expected.of_int16);
    CHECK(checksum_of_random<std::int32_t>(expected.length) == expected.of_int32);
  }
}

TEST_CASE("irfft: float undoes rfft") {
  constexpr std::int32_t length = 60;
  mote_test::random_source random(60);
  std::vector<float> samples(length);
  for (float& sample : samples) sample = random.real(-1.0F, 1.0F);
  float spectrum[length + 2]{};
  float output[length]{};
  mote::signal::rfft<float>(length, mote::signal::fft_table<float, length>.values)(samples.data(), length,
                                                                                   spectrum);
  irfft<float>(length, mote::signal::fft_table<float, length, fft_direction::inverse>.values)(spectrum,
                                                                                              output);
  for (std::size_t i = 0; i < length; ++i) CHECK(std::abs(output[i] - samples[i]) < 1e-6F);
}
