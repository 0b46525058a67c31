// SPDX-License-Identifier: Apache-2.0
#include "mote/signal/energy.hpp"

#include <doctest/doctest.h>

#include <cstdint>

#include "support/both_times.hpp"

namespace {

using mote::signal::energy;
using mote_test::both_times;
using mote_test::opaque;

}  // namespace

TEST_CASE("energy: squares are summed in 32 bits without sign") {
  CHECK(both_times([] {
    const std::int16_t spectrum[] = {3, -4, -32768, -32768, 32767, 0, 0, 1};
    std::uint32_t output[4]{};
    energy{0, opaque(4)}(spectrum, output);
    return output[0] == 25 && output[1] == 0x80000000 && output[2] == 1073676289 && output[3] == 1;
  }));
}

TEST_CASE("energy: only of the frequencies asked for") {
  CHECK(both_times([] {
    const std::int16_t spectrum[] = {1, 1, 2, 2, 3, 3, 4, 4};
    std::uint32_t output[] = {9, 9, 9, 9};
    energy{opaque(1), 3}(spectrum, output);
    energy{opaque(3), 3}(spectrum, output);
    return output[0] == 9 && output[1] == 8 && output[2] == 18 && output[3] == 9;
  }));
}

TEST_CASE("energy: what is valid") {
  CHECK(both_times([] {
    return energy{opaque(0), 4}.valid(4) && energy{2, 2}.valid(4) && !energy{0, 5}.valid(4) &&
           !energy{-1, 3}.valid(4) && !energy{3, 2}.valid(4);
  }));
}
