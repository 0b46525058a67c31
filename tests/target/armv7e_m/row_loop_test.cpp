// SPDX-License-Identifier: Apache-2.0
#include "mote/target/armv7e_m/row_loop.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "mote/target/armv7e_m/row_matrix.hpp"
#include "support/random_source.hpp"

// On a board: the assembly gives what the same loop in C++ does.

namespace {

using namespace mote::armv7e_m;

row_constants random_constants(mote_test::random_source& random) {
  return {static_cast<std::uint32_t>(random.between(1 << 30, INT32_MAX)),
          static_cast<std::uint32_t>(random.between(-30000, 30000)),
          static_cast<std::uint32_t>(random.between(8, 20)) |
              (random.chance(2) ? row_constants::rounding_bit : 0)};
}

template <int Rows, bool OwnConstants, int Steps>
void check_rows(std::uint64_t seed) {
  mote_test::random_source random(seed);
  for (int round = 0; round < mote_test::rounds(200, 40); ++round) {
    const bool halved = Steps == 0 && random.chance(2);
    const int steps = Steps != 0 ? Steps : random.between(1, 20);
    const int passes = halved ? 2 : 1;
    const int groups = random.between(1, 3);
    const auto kind = random_constants(random).shift & row_constants::rounding_bit;
    std::vector<std::int8_t> input(static_cast<std::size_t>(passes * steps * 4));
    random.fill(input);
    std::vector<std::uint32_t> words;
    for (int group = 0; group < groups; ++group) {
      for (int i = 0; i < passes * Rows * (1 + steps); ++i) {
        words.push_back(static_cast<std::uint32_t>(random.bits()));
      }
      for (int row = 0; OwnConstants && row < Rows; ++row) {
        const row_constants own = random_constants(random);
        words.insert(words.end(),
                     {own.multiplier, own.offset, (own.shift & ~row_constants::rounding_bit) | kind});
      }
    }
    std::vector<std::int8_t> expected(static_cast<std::size_t>(groups * Rows) + 2);
    auto output = expected;
    row_job job{};
    job.steps = steps;
    job.input = input.data();
    job.words = words.data();
    job.end_words = words.data() + words.size();
    job.by = random_constants(random);
    // The stage is that of the layer.
    job.by.shift = (job.by.shift & 0xff) | kind | (halved ? row_constants::halved_bit : 0);
    job.output = expected.data() + 1;
    portable_row_loop<Rows, OwnConstants>::run(job);
    job.output = output.data() + 1;
    if constexpr (Steps == 0) {
      row_loop<Rows, OwnConstants>::run(job);
    } else {
      const std::uint32_t constants[] = {job.by.multiplier, job.by.offset, job.by.shift};
      short_row_loop<Rows, OwnConstants, Steps>::run(job.input, job.words, job.end_words, job.output,
                                                     constants);
    }
    CHECK(output == expected);
  }
}

template <int Rows, int Steps>
void check_both(std::uint64_t seed) {
  check_rows<Rows, false, Steps>(seed);
  check_rows<Rows, true, Steps>(seed + 1);
}

}  // namespace

TEST_CASE("row_loop: groups of 1, 4 and 5 rows of any length, in one sum or two") {
  check_both<1, 0>(1);
  check_both<4, 0>(3);
  check_both<5, 0>(5);
}

TEST_CASE("row_loop: short rows") {
  check_both<1, 4>(7);
  check_both<4, 1>(9);
  check_both<4, 4>(11);
  check_both<5, 8>(13);
}
