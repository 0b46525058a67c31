// SPDX-License-Identifier: Apache-2.0
#include "mote/signal/wide_multiply.hpp"

#include <doctest/doctest.h>

#include <cstdint>

#include "support/both_times.hpp"

using mote_test::both_times;
using mote_test::opaque;

TEST_CASE("wide multiply: all carries between the halves") {
  CHECK(both_times([] {
    const auto equal = [](std::uint64_t a, std::uint64_t b, std::uint64_t high, std::uint64_t low) {
      const mote::signal::wide_product product = mote::signal::multiply_wide(opaque(a), opaque(b));
      return product.high == high && product.low == low;
    };
    constexpr std::uint64_t all = 0xffffffffffffffff;
    constexpr std::uint64_t half = 0xffffffff;
    return equal(0, all, 0, 0) && equal(1, all, 0, all) && equal(all, all, all - 1, 1) &&
           equal(half, half, 0, 0xfffffffe00000001) && equal(half << 32, half << 32, 0xfffffffe00000001, 0) &&
           equal(half << 32, half, 0xfffffffe, 0x0000000100000000) &&
           equal(0x123456789abcdef0, 0x0fedcba987654321, 0x0121fa00ad77d742, 0x2236d88fe5618cf0);
  }));
}
