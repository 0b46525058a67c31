// SPDX-License-Identifier: Apache-2.0
#include "mote/signal/pcan.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>

#include "support/both_times.hpp"

namespace {

using mote::signal::pcan;
using mote_test::both_times;
using mote_test::opaque;

struct gain_table {
  std::int16_t values[pcan::gain_table_size]{};

  constexpr pcan with(std::int32_t snr_shift) const { return {values, snr_shift}; }
};

}  // namespace

TEST_CASE("pcan: the gain's polynomials start at powers of two") {
  CHECK(both_times([] {
    gain_table table;
    for (std::size_t i = 0; i < 3; ++i) table.values[i] = static_cast<std::int16_t>(10 + i);
    // Of noise 4 to 7: 1000 + 100 t + 40 t^2.
    table.values[6] = 1000;
    table.values[7] = 100;
    table.values[8] = 40;
    // Of noise from 2^31 on: -5 - 512 t.
    table.values[122] = -5;
    table.values[123] = -512;
    const pcan gained = table.with(0);
    const auto gain = [&](std::uint32_t noise) { return gained.gain(opaque(noise)); };
    return gain(0) == 10 && gain(1) == 11 && gain(2) == 12 && gain(3) == 12 && gain(4) == 1000 &&
           gain(5) == 1028 && gain(6) == 1060 && gain(7) == 1098 && gain(0x80000000) == -5 &&
           gain(0xc0000000) == -261 && gain(0xffffffff) == -516;
  }));
}

TEST_CASE("pcan: the largest coefficients fit, the gain wraps") {
  CHECK(both_times([] {
    gain_table table;
    for (std::int16_t& value : table.values) value = 32767;
    const bool high = table.with(0).gain(opaque(0xffffffffU)) == 32669;
    for (std::int16_t& value : table.values) value = -32768;
    return high && table.with(0).gain(opaque(0xffffffffU)) == -32672;
  }));
}

TEST_CASE("pcan: small ratios are squared, large ones lose 1") {
  CHECK(both_times([] {
    const auto shrink = [](std::uint32_t x) { return pcan::shrink(opaque(x)); };
    return shrink(0) == 0 && shrink(1023) == 0 && shrink(1024) == 1 && shrink(4096) == 16 &&
           shrink(8191) == 63 && shrink(8192) == 64 && shrink(8255) == 64 && shrink(8256) == 65 &&
           shrink(0xffffffff) == 0x3ffffff - 64;
  }));
}

TEST_CASE("pcan: signals are multiplied by the gain of their noise") {
  CHECK(both_times([] {
    gain_table table;
    table.values[0] = 4096;
    table.values[1] = -1;
    table.values[2] = 1;
    std::uint32_t signal[] = {opaque(5U), 4096, 0xffffffff};
    const std::uint32_t noise[] = {0, 1, 2};
    table.with(0)(signal, noise, 3, signal);
    // 4096 * (2^32 - 1) modulo 2^32, as a gain below 0 has no sign any more.
    const bool whole =
        signal[0] == 5 * 64 - 64 && signal[1] == (0xfffff000U >> 6) - 64 && signal[2] == 0x3ffffff - 64;
    std::uint32_t output[3]{};
    const std::uint32_t input[] = {16, 0xffffffff, 0xffffffff};
    table.with(opaque(4))(input, noise, 3, output);
    return whole && output[0] == 16 && output[1] == (0xe0000000U >> 6) - 64 &&
           output[2] == (0x0fffffff >> 6) - 64;
  }));
}

TEST_CASE("pcan: what is valid") {
  CHECK(both_times([] {
    const gain_table table;
    const mote::span<const std::int16_t> one_less(table.values, pcan::gain_table_size - 1);
    return table.with(opaque(0)).valid() && table.with(63).valid() && !table.with(64).valid() &&
           !table.with(-1).valid() && !pcan{one_less, 0}.valid();
  }));
}
