// SPDX-License-Identifier: Apache-2.0
#include "mote/signal/rfft.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "support/both_times.hpp"
#include "support/checksum.hpp"
#include "support/random_source.hpp"

namespace {

using mote::signal::complex;
using mote::signal::fft_direction;
using mote::signal::rfft;
using mote_test::both_times;
using mote_test::checksum;
using mote_test::opaque;

struct expected_output {
  std::int32_t length;
  std::uint32_t of_int16;
  std::uint32_t of_int32;
};
// Made with kissfft 1.3.0, from random samples of random_source(length).
constexpr expected_output expected_outputs[] = {
    {4, 0x21c2485a, 0xb2fd4f71},   {6, 0xb8ab4720, 0xc207846b},   {8, 0x4006cbd6, 0x5b321eff},
    {10, 0xb93b0328, 0x4ef32746},  {12, 0x939ffa65, 0xe80164da},  {16, 0xca95a7ff, 0xff4e9972},
    {18, 0xf532936f, 0xb38f0ab6},  {20, 0xcb1089ca, 0x7fb6515d},  {24, 0x4779ccdc, 0x72960776},
    {30, 0x67abc9f7, 0x56d37c39},  {50, 0x897b206e, 0x0b2e7ee0},  {60, 0xf5f5bc0b, 0x339535a8},
    {64, 0x95b28d98, 0x75285133},  {90, 0xfc3768b1, 0x286658b5},  {128, 0xa3289ace, 0x4e6baef0},
    {250, 0xb05cb44e, 0x54119e84}, {256, 0x30b8ed02, 0x8e8cd85d}, {480, 0xfa02e6f8, 0x66d65845},
    {512, 0x39ef2654, 0x74457044}, {720, 0x3b3ddf88, 0x2d86e421}, {1024, 0x79143571, 0x253bb1f8}};

template <class T>
std::vector<T> transform(const std::vector<T>& samples, std::int32_t length) {
  std::vector<complex<T>> table(static_cast<std::size_t>(mote::signal::fft_table_size(length)));
  mote::signal::make_fft_table(length, fft_direction::forward, table.data());
  std::vector<T> output(static_cast<std::size_t>(rfft<T>::output_size(length)));
  rfft<T>(length, table.data())(samples.data(), static_cast<std::int32_t>(samples.size()), output.data());
  return output;
}

template <class T>
std::vector<T> random_samples(std::int32_t length) {
  mote_test::random_source random(static_cast<std::uint64_t>(length));
  std::vector<T> samples(static_cast<std::size_t>(length));
  random.fill(samples);
  return samples;
}

template <class T, std::int32_t Length>
constexpr std::uint32_t checksum_of_random() {
  mote_test::random_source random(Length);
  T samples[Length]{};
  for (T& sample : samples) sample = random.integer<T>();
  T output[rfft<T>::output_size(Length)]{};
  rfft<T>(Length, mote::signal::fft_table<T, Length>.values)(samples, opaque(Length), output);
  return checksum(output);
}

template <class T, std::int32_t Length, std::size_t Size>
constexpr bool gives(const T (&samples)[Size], const T (&expected)[Length + 2]) {
  T output[Length + 2]{};
  rfft<T>(Length, mote::signal::fft_table<T, Length>.values)(samples, opaque(std::int32_t{Size}), output);
  bool equal = true;
  for (std::size_t i = 0; i < Length + 2; ++i) equal = equal && output[i] == expected[i];
  return equal;
}

}  // namespace

TEST_CASE("rfft: constant, impulse, highest frequency, sine") {
  CHECK(both_times([] {
    using t = std::int16_t;
    const t constant[] = {1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000};
    // Each of the three divisions is by a little more than its divisor.
    const t lowest[] = {-32768, -32768, -32768, -32768, -32768, -32768, -32768, -32768};
    const t alternating[] = {1000, -1000, 1000, -1000, 1000, -1000, 1000, -1000};
    const t sine[] = {0, 7071, 10000, 7071, 0, -7071, -10000, -7071};
    return gives<t, 8>(constant, {1000, 0, 0, 0, 0, 0, 0, 0, 0, 0}) &&
           gives<t, 8>(lowest, {-32762, 0, 0, 0, 0, 0, 0, 0, 0, 0}) &&
           gives<t, 8>(alternating, {0, 0, 0, 0, 0, 0, 0, 0, 1000, 0}) &&
           gives<t, 8>(sine, {0, 0, 0, -5001, 0, 0, 0, -1, 0, 0});
  }));
}

TEST_CASE("rfft: samples beyond the input are zeros") {
  CHECK(both_times([] {
    using t = std::int16_t;
    const t impulse[] = {8000};
    const t none[] = {8000, 0, 0, 0, 0, 0, 0, 0};
    const t odd[] = {8000, 0, 0};
    return gives<t, 8>(impulse, {1000, 0, 1000, 0, 1000, 0, 1000, 0, 1000, 0}) &&
           gives<t, 8>(odd, {1000, 0, 1000, 0, 1000, 0, 1000, 0, 1000, 0}) &&
           gives<t, 8>(none, {1000, 0, 1000, 0, 1000, 0, 1000, 0, 1000, 0});
  }));
}

TEST_CASE("rfft: radix 3 and 5") {
  CHECK(both_times([] {
    const std::int32_t wide[] = {1000000, -200000, 30000, 4000, -500, 60};
    const std::int16_t ramp[] = {100, 200, 300, 400, 500, 600, 700, 800, 900, 1000};
    return gives<std::int32_t, 6>(wide, {138926, 0, 146880, 24473, 181536, 33278, 204240, 0}) &&
           gives<std::int16_t, 10>(ramp, {550, 0, -50, 154, -49, 68, -50, 35, -50, 16, -50, 0});
  }));
}

TEST_CASE("rfft: a square wave over the full range wraps around in int32") {
  CHECK(both_times([] {
    constexpr std::int32_t high = 0x7fffffff;
    constexpr std::int32_t low = -high - 1;
    const std::int32_t six[] = {high, high, high, low, low, low};
    const std::int32_t eight[] = {high, high, high, high, low, low, low, low};
    return gives<std::int32_t, 6>(six, {0, 0, 178956970, 763779259, 536870912, -143854127, 715827882, 0}) &&
           gives<std::int32_t, 8>(eight, {0, 0, 536870910, 851362615, 0, 0, 536870910, -222379212, 0, 0});
  }));
}

TEST_CASE("rfft: random samples give the reference's spectra") {
  CHECK(both_times([] {
    return checksum_of_random<std::int16_t, 4>() == 0x21c2485a &&
           checksum_of_random<std::int32_t, 30>() == 0x56d37c39 &&
           checksum_of_random<std::int16_t, 60>() == 0xf5f5bc0b &&
           checksum_of_random<std::int32_t, 64>() == 0x75285133 &&
           checksum_of_random<std::int16_t, 512>() == 0x39ef2654;
  }));
  for (const expected_output& expected : expected_outputs) {
    CAPTURE(expected.length);
    const auto narrow = transform(random_samples<std::int16_t>(expected.length), expected.length);
    CHECK(checksum(narrow.data(), narrow.size()) == expected.of_int16);
    const auto wide = transform(random_samples<std::int32_t>(expected.length), expected.length);
    CHECK(checksum(wide.data(), wide.size()) == expected.of_int32);
  }
}

TEST_CASE("rfft: float is the Fourier transform") {
  constexpr double pi = 3.14159265358979323846;
  for (const std::int32_t length : {4, 6, 10, 16, 60, 128}) {
    CAPTURE(length);
    mote_test::random_source random(static_cast<std::uint64_t>(length));
    std::vector<float> samples(static_cast<std::size_t>(length));
    for (float& sample : samples) sample = random.real(-1.0F, 1.0F);
    const std::vector<float> output = transform(samples, length);
    for (std::int32_t k = 0; k <= length / 2; ++k) {
      double real = 0;
      double imag = 0;
      for (std::int32_t i = 0; i < length; ++i) {
        const auto sample = static_cast<double>(samples[static_cast<std::size_t>(i)]);
        real += sample * std::cos(2 * pi * k * i / length);
        imag -= sample * std::sin(2 * pi * k * i / length);
      }
      CHECK(std::abs(static_cast<double>(output[static_cast<std::size_t>(2 * k)]) - real) < 1e-4);
      CHECK(std::abs(static_cast<double>(output[static_cast<std::size_t>(2 * k + 1)]) - imag) < 1e-4);
    }
  }
}
