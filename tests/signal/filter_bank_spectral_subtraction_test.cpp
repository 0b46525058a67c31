// SPDX-License-Identifier: Apache-2.0
#include "mote/signal/filter_bank_spectral_subtraction.hpp"

#include <doctest/doctest.h>

#include <cstdint>

#include "support/both_times.hpp"

namespace {

using mote_test::both_times;
using mote_test::opaque;
using subtraction = mote::signal::filter_bank_spectral_subtraction;

// Half of the signal is smoothed into the noise of even channels, a quarter in odd ones; an eighth remains.
constexpr subtraction typical{{8, 8}, {4, 12}, 2, 3, 4, false};

}  // namespace

TEST_CASE("spectral subtraction: the noise follows the signal, even and odd channels each their way") {
  CHECK(both_times([] {
    const std::uint32_t input[] = {100, 100, 100};
    std::uint32_t noise[3]{};
    std::uint32_t output[3]{};
    typical(input, opaque(3), noise, output);
    const bool first = noise[0] == 400 && noise[1] == 200 && noise[2] == 400 && output[0] == 50 &&
                       output[1] == 75 && output[2] == 50;
    typical(input, opaque(3), noise, output);
    return first && noise[0] == 600 && noise[1] == 350 && output[0] == 25 && output[1] == 56;
  }));
}

TEST_CASE("spectral subtraction: a part of the signal remains") {
  CHECK(both_times([] {
    const std::uint32_t input[] = {100};
    std::uint32_t noise[] = {opaque(800U)};
    std::uint32_t output[1]{};
    typical(input, 1, noise, output);
    return noise[0] == 800 && output[0] == 12;
  }));
}

TEST_CASE("spectral subtraction: noise above the signal stays, or comes down to it") {
  CHECK(both_times([] {
    const std::uint32_t input[] = {100, 0};
    std::uint32_t kept[] = {opaque(4000U), 4000};
    std::uint32_t clamped[] = {opaque(4000U), 4000};
    std::uint32_t output[2]{};
    typical(input, 2, kept, output);
    const bool first = output[0] == 12 && output[1] == 0;
    subtraction clamping = typical;
    clamping.clamping = true;
    clamping(input, 2, clamped, output);
    return first && kept[0] == 2400 && kept[1] == 3000 && clamped[0] == 800 && clamped[1] == 0 &&
           output[0] == 12 && output[1] == 0;
  }));
}

TEST_CASE("spectral subtraction: scaled signals wrap in 32 bits, sums in 64") {
  CHECK(both_times([] {
    const subtraction wide{{0xffffffff, 0xffffffff}, {0, 0}, 0, 31, opaque(32), false};
    const std::uint32_t input[] = {3};
    std::uint32_t noise[] = {0x80000000};
    std::uint32_t output[1]{};
    wide(input, 1, noise, output);
    // 2 * 2^31 * (2^32 - 1) / 2^32.
    return noise[0] == 0xffffffff && output[0] == 0;
  }));
}

TEST_CASE("spectral subtraction: in place") {
  CHECK(both_times([] {
    std::uint32_t signal[] = {opaque(100U), 100};
    std::uint32_t noise[2]{};
    typical(signal, 2, noise, signal);
    return signal[0] == 50 && signal[1] == 75;
  }));
}

TEST_CASE("spectral subtraction: what is valid") {
  CHECK(both_times([] {
    const auto valid = [](std::int32_t smoothing_bits, std::int32_t fraction_bits) {
      return subtraction{{}, {}, 0, opaque(smoothing_bits), opaque(fraction_bits), false}.valid();
    };
    return valid(0, 0) && valid(31, 63) && !valid(32, 14) && !valid(-1, 14) && !valid(10, 64) &&
           !valid(10, -1);
  }));
}
