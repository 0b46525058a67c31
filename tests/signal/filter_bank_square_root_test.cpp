// SPDX-License-Identifier: Apache-2.0
#include "mote/signal/filter_bank_square_root.hpp"

#include <doctest/doctest.h>

#include <cstdint>

#include "support/both_times.hpp"
#include "support/random_source.hpp"

namespace {

using mote::signal::square_root;
using mote_test::both_times;
using mote_test::opaque;

}  // namespace

TEST_CASE("square root: rounds to nearest") {
  CHECK(both_times([] {
    const auto root = [](std::uint64_t value) { return square_root(opaque(value)); };
    return root(0) == 0 && root(1) == 1 && root(2) == 1 && root(3) == 2 && root(4) == 2 && root(6) == 2 &&
           root(7) == 3 && root(65535) == 256 && root(1ULL << 32) == 65536 &&
           root((1ULL << 32) + 65536) == 65536 && root((1ULL << 32) + 65537) == 65537 &&
           root(1ULL << 62) == 1U << 31;
  }));
}

TEST_CASE("square root: saturates at the top of 32 bits and of 64 bits") {
  CHECK(both_times([] {
    const auto root = [](std::uint64_t value) { return square_root(opaque(value)); };
    return root(0xfffe0001) == 65535 && root(0xffff0000) == 65535 && root(0xffff0001) == 65535 &&
           root(0xffffffff) == 65535 && root(0xfffffffe00000001) == 0xffffffff &&
           root(0xffffffffffffffff) == 0xffffffff;
  }));
}

TEST_CASE("square root: between the squares of its neighbouring halves") {
  mote_test::random_source random(3);
  for (int round = 0; round < mote_test::rounds(20000, 500); ++round) {
    const std::uint64_t value = random.bits() >> random.between(2, 63);
    const std::uint64_t root = square_root(value);
    // (root - 1/2)^2 < value < (root + 1/2)^2
    if (value >> 32 != 0 || value < 0xffff0001) {
      CHECK(root * root <= value + root);
      CHECK((value <= root * root + root));
    }
  }
}

TEST_CASE("filter bank square root: shifts to the right, and all out where the shift is out of range") {
  CHECK(both_times([] {
    const std::uint64_t input[] = {1ULL << 62, 10000, 0};
    const auto gives = [&](std::int32_t scale_bits, std::uint32_t a, std::uint32_t b) {
      std::uint32_t output[] = {1, 1, 1};
      mote::signal::filter_bank_square_root(input, 3, opaque(scale_bits), output);
      return output[0] == a && output[1] == b && output[2] == 0;
    };
    return gives(0, 1U << 31, 100) && gives(3, 1U << 28, 12) && gives(31, 1, 0) && gives(32, 0, 0) &&
           gives(-1, 0, 0) && gives(-32, 0, 0);
  }));
}
