// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/sigmoid.hpp"

#include <doctest/doctest.h>

#include <cstdint>

#include "support/both_times.hpp"

namespace {

using mote_test::both_times;
using mote_test::opaque;

constexpr bool takes(mote::sigmoid_input scale, std::int16_t x, std::int32_t expected) {
  return scale(opaque(x)) == expected;
}

}  // namespace

TEST_CASE("sigmoid: the table's ends, and the middle of it") {
  static_assert(mote::sigmoid_entries.values[0] == 32768 && mote::sigmoid_entries.values[1] == 33451 &&
                mote::sigmoid_entries.values[24] == 47911 && mote::sigmoid_entries.values[128] == 65221 &&
                mote::sigmoid_entries.values[254] == 65534 && mote::sigmoid_entries.values[255] == 65535);
}

TEST_CASE("sigmoid: linear between entries, `last` from the last one on") {
  CHECK(both_times([] {
    return mote::interpolated_sigmoid(opaque(0U), 7) == 32768U << 9 &&
           mote::interpolated_sigmoid(opaque(256U), 7) == (32768U + 33451U) << 8 &&
           mote::interpolated_sigmoid(opaque((255U << 9) - 1), 7) > 65533U << 9 &&
           mote::interpolated_sigmoid(opaque(255U << 9), 7) == 7 &&
           mote::interpolated_sigmoid(opaque(0xffffffffU), 7) == 7;
  }));
}

TEST_CASE("sigmoid: inputs in powers of two are multiplied by 3") {
  CHECK(both_times([] {
    return takes({opaque(0x1p-12F), 0}, -32768, -98304) && takes({opaque(0x1p-11F), 1}, 32767, 6 * 32767) &&
           // Without its leave 2^-11 is an ordinary scale: 6 * 2^12 / 2^12.
           mote::sigmoid_input(opaque(0x1p-11F), 0).multiplier == 24576 &&
           mote::sigmoid_input(opaque(0x1p-11F), 0).shift == 12 &&
           takes({opaque(0x1p-11F), 0}, 32767, 6 * 32767);
  }));
}

TEST_CASE("sigmoid: other inputs have multipliers of 15 bits, cut off") {
  CHECK(both_times([] {
    // 0.0003 * 12288 = 3.6864, times 2^13 30198.98.
    return mote::sigmoid_input(opaque(0.0003F), 1).multiplier == 30198 &&
           mote::sigmoid_input(opaque(0.0003F), 1).shift == 13 && takes({0.0003F, 1}, 1000, 3686) &&
           takes({0.0003F, 1}, -1000, -3686) && mote::sigmoid_input(opaque(3.0F), 0).multiplier == 0 &&
           mote::sigmoid_input(opaque(1e-14F), 0).multiplier == 0;
  }));
}

TEST_CASE("sigmoid: what counts as a power of two") {
  CHECK(both_times([] {
    const auto near = [](float scale) { return mote::sigmoid_input::is_near(opaque(scale), -12, 100, 50); };
    constexpr float last_bit = 0x1p-35F;  // of 2^-12
    return near(0x1p-12F) && near(0x1p-12F + 50 * last_bit) && !near(0x1p-12F + 51 * last_bit) &&
           near(0x1p-12F - 50 * last_bit) && !near(0x1p-12F - 50.5F * last_bit) && !near(0x1p-13F);
  }));
}
