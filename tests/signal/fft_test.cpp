// SPDX-License-Identifier: Apache-2.0
#include "mote/signal/fft.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <vector>

#include "support/both_times.hpp"
#include "support/checksum.hpp"
#include "support/random_source.hpp"

namespace {

using mote::signal::complex;
using mote::signal::fft_direction;
using mote_test::both_times;
using mote_test::checksum;
using mote_test::opaque;

struct expected_table {
  std::int32_t length;
  std::uint32_t int16_forward;
  std::uint32_t int32_forward;
  std::uint32_t int16_inverse;
  std::uint32_t int32_inverse;
};
// Made with kissfft 1.3.0 and the C library's cos and sin.
constexpr expected_table expected_tables[] = {{4, 0x37b2d4ab, 0xc507b761, 0x37b2d4ab, 0xc507b761},
                                              {6, 0xb54407d5, 0xb82fce57, 0xc5854775, 0x3bb4b49b},
                                              {8, 0x90c91f6c, 0xe06e9770, 0x14686335, 0x09dc4109},
                                              {10, 0xdcea3bef, 0x8b6455aa, 0x74e7b7b1, 0x57287366},
                                              {12, 0xa0b739cb, 0x7f916f95, 0xea25be8c, 0xb69a9b3c},
                                              {16, 0x2a6017bc, 0xc2fc14bc, 0x44069a75, 0xd00897af},
                                              {18, 0x6f078275, 0x101b7b60, 0xe2f5fbb8, 0x77e7165b},
                                              {20, 0xc357d917, 0x94898e39, 0xc78a1aef, 0xc64f959b},
                                              {24, 0x2740ab1a, 0x7d52c584, 0x16244781, 0xe35982c3},
                                              {30, 0xa394301a, 0x68fefe3b, 0x5d15079a, 0x3805e635},
                                              {50, 0x03f06b95, 0x6de4b017, 0x5f81cde1, 0x57bfdffb},
                                              {60, 0x0dc471a7, 0x78bda4e9, 0xe78019f0, 0xd6001b62},
                                              {64, 0x7402b640, 0x92d32b24, 0x587117ad, 0x43077e8b},
                                              {90, 0xf941f5e0, 0x41a38274, 0x732f6fbd, 0xbff34c19},
                                              {128, 0xc293dda0, 0x501edb0c, 0xe8440959, 0x100f4853},
                                              {250, 0x82131313, 0x7a8e1727, 0xa9a4febb, 0x34e12848},
                                              {256, 0x58ab1b04, 0x97e8fdb4, 0x85c75197, 0x7afac025},
                                              {480, 0x5ac66468, 0x8b858ddc, 0x2a023679, 0xac7f5153},
                                              {512, 0xc60425f0, 0xe42fedf8, 0x79193f99, 0x9240d291},
                                              {720, 0x9f499aa4, 0x1dd35048, 0xc664f7c4, 0x8c8f68fe},
                                              {1024, 0x04cc26a4, 0x53afd514, 0x878d17ab, 0x7ce29bf3}};

template <class T>
constexpr std::uint32_t checksum_of(const complex<T>* table, std::int32_t count) {
  std::uint32_t sum = checksum(&table[0].real, 0);
  for (std::int32_t i = 0; i < count; ++i)
    sum = checksum(&table[i].imag, 1, checksum(&table[i].real, 1, sum));
  return sum;
}

template <class T>
std::uint32_t checksum_of_table(std::int32_t length, fft_direction direction) {
  std::vector<complex<T>> table(static_cast<std::size_t>(mote::signal::fft_table_size(length)));
  mote::signal::make_fft_table(length, direction, table.data());
  return checksum_of(table.data(), mote::signal::fft_table_size(length));
}

template <class T, std::int32_t Length, fft_direction Direction = fft_direction::forward>
constexpr std::uint32_t checksum_of_static_table() {
  return checksum_of(mote::signal::fft_table<T, Length, Direction>.values,
                     mote::signal::fft_table_size(Length));
}

}  // namespace

TEST_CASE("fft: lengths are even, from 4 to 32768, without prime factors above 5") {
  CHECK(both_times([] {
    using mote::signal::valid_fft_length;
    return valid_fft_length(opaque(4)) && valid_fft_length(6) && valid_fft_length(10) &&
           valid_fft_length(480) && valid_fft_length(512) && valid_fft_length(32768) &&
           valid_fft_length(31250) && !valid_fft_length(opaque(2)) && !valid_fft_length(0) &&
           !valid_fft_length(-8) && !valid_fft_length(15) && !valid_fft_length(14) &&
           !valid_fft_length(32770) && !valid_fft_length(65536);
  }));
}

TEST_CASE("fft: stages are of radix 4 first, then 2, 3 and 5") {
  CHECK(both_times([] {
    const auto is = [](const mote::signal::fft_stages& stages, auto... radices) {
      const int expected[] = {radices...};
      bool equal = stages.count == sizeof...(radices);
      for (int i = 0; equal && i < stages.count; ++i) equal = stages.radix[i] == expected[i];
      return equal;
    };
    using stages = mote::signal::fft_stages;
    return is(stages(opaque(2)), 2) && is(stages(256), 4, 4, 4, 4) && is(stages(512), 4, 4, 4, 4, 2) &&
           is(stages(240), 4, 4, 3, 5) && is(stages(90), 2, 3, 3, 5) &&
           is(stages(13122), 2, 3, 3, 3, 3, 3, 3, 3, 3);
  }));
}

TEST_CASE("fft: tables are those of the reference, also where a cosine of one half is a tie") {
  CHECK(both_times([] {
    return checksum_of_static_table<std::int16_t, 6>() == 0xb54407d5 &&
           checksum_of_static_table<std::int32_t, 12>() == 0x7f916f95 &&
           checksum_of_static_table<std::int16_t, 60, fft_direction::inverse>() == 0xe78019f0 &&
           checksum_of_static_table<std::int16_t, 512>() == 0xc60425f0;
  }));
  for (const expected_table& expected : expected_tables) {
    CAPTURE(expected.length);
    CHECK(checksum_of_table<std::int16_t>(expected.length, fft_direction::forward) == expected.int16_forward);
    CHECK(checksum_of_table<std::int32_t>(expected.length, fft_direction::forward) == expected.int32_forward);
    CHECK(checksum_of_table<std::int16_t>(expected.length, fft_direction::inverse) == expected.int16_inverse);
    CHECK(checksum_of_table<std::int32_t>(expected.length, fft_direction::inverse) == expected.int32_inverse);
  }
}

TEST_CASE("fft: of float, the table is the library's cosine and sine, rounded") {
  // The board's library rounds some of its sines another way.
  if (mote_test::on_board) return;
  constexpr double pi = 3.141592653589793;
  for (const std::int32_t length : {4, 12, 20, 30, 512, 720}) {
    CAPTURE(length);
    const std::int32_t half = length / 2;
    std::vector<complex<float>> table(static_cast<std::size_t>(mote::signal::fft_table_size(length)));
    mote::signal::make_fft_table(length, fft_direction::forward, table.data());
    const auto check = [](const complex<float>& value, double angle) {
      CHECK(value.real == static_cast<float>(std::cos(angle)));
      CHECK(value.imag == static_cast<float>(std::sin(angle)));
    };
    const complex<float>* value = table.data();
    for (std::int32_t i = 0; i < half; ++i) check(*value++, -2 * pi * i / half);
    for (std::int32_t i = 1; i <= half / 2; ++i) check(*value++, -pi * (static_cast<double>(i) / half + .5));
  }
}

TEST_CASE("fft: int32 sums wrap, their halves are of what is left") {
  CHECK(both_times([] {
    using narrow = mote::signal::sample_arithmetic<std::int16_t>;
    using wide = mote::signal::sample_arithmetic<std::int32_t>;
    const std::int16_t low = opaque(std::int16_t{-32768});
    const std::int32_t high = opaque(std::int32_t{0x7fffffff});
    return narrow::add(low, low) == 0 && narrow::negate(low) == low && narrow::half_of_sum(low, low) == low &&
           narrow::half_of_difference(low, 1) == -16385 && wide::add(high, 1) == -high - 1 &&
           wide::half_of_sum(high, high) == -1 && wide::negate(-high - 1) == -high - 1 &&
           narrow::multiply(low, low) == low && narrow::divide(low, 2) == -16383 &&
           wide::divide(high, 3) == 715827882;
  }));
}
