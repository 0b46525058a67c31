// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/difference_exponential.hpp"

#include <doctest/doctest.h>

#include <cstdint>

#include "support/both_times.hpp"

namespace {

using mote_test::both_times;
using mote_test::opaque;

}  // namespace

TEST_CASE("difference_exponential: the multiplier, and where differences are too small to count") {
  CHECK(both_times([] {
    // 1/8 * 2^26 = 1/2 * 2^24; 31 * 2^26 / 2^24 = 124.
    const mote::difference_exponential eighth(1.0F, opaque(0.125F));
    // At most 2^31 - 1: any difference is too small.
    const mote::difference_exponential coarse(opaque(1e10F), 1e10F);
    return eighth.to_q5_26.value == 1 << 30 && eighth.to_q5_26.exponent == 24 && eighth.lowest == -124 &&
           eighth.counts(-124) && !eighth.counts(-125) && eighth.scaled(-8) == -(1 << 26) &&
           coarse.to_q5_26.exponent == 31 && coarse.lowest == 0 && coarse.counts(0) && !coarse.counts(-1) &&
           !mote::difference_exponential(opaque(1.0F), 0x1p-28F).is_valid() &&
           mote::difference_exponential(opaque(1.0F), 0x1p-27F).is_valid();
  }));
}

TEST_CASE("difference_exponential: the sum of a row") {
  CHECK(both_times([] {
    const mote::difference_exponential whole(1.0F, opaque(1.0F));
    const std::int8_t row[] = {opaque(std::int8_t{100}), 99, 98, -100};
    // 1 + exp(-1) + exp(-2) = 1.5032147 in Q12.19; the last is beyond 31.
    const std::int32_t error = whole.sum(row, 4, 100) - 788117;
    return whole.sum(row, 1, 100) == 1 << 19 && error >= -2 && error <= 2;
  }));
}
