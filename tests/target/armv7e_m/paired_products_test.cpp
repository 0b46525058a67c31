// SPDX-License-Identifier: Apache-2.0
#include "mote/target/armv7e_m/paired_products.hpp"

#include <doctest/doctest.h>

#include <cstdint>

#include "mote/ops/fully_connected.hpp"
#include "support/both_times.hpp"
#include "support/random_source.hpp"
#include "support/small_models.hpp"

namespace {

using namespace mote::armv7e_m;
using mote_test::both_times;

/// The stage of one channel, packed and unpacked, for an accumulator.
template <sum_stage Stage>
std::int32_t finished(std::int32_t accumulator, mote::quantized_multiplier multiplier,
                      const mote::output_stage& stage) {
  const auto by = sum_constants::of(static_cast<std::uint32_t>(-multiplier.exponent),
                                    static_cast<std::uint32_t>(multiplier.value), Stage, stage.offset);
  return finish_sum<Stage>(256 * accumulator, by, stage.low, stage.high);
}

/// Accumulators around which the output changes, or any.
std::int32_t critical_accumulator(mote_test::random_source& random, mote::quantized_multiplier multiplier) {
  const std::int64_t half_outputs = random.between(-600, 600);
  const std::int64_t exact =
      half_outputs * (std::int64_t{1} << (30 - multiplier.exponent)) / multiplier.value;
  const std::int64_t near = exact + random.between(-2, 2);
  const bool fits = near >= -(1 << 23) && near < 1 << 23;
  return fits && !random.chance(8) ? static_cast<std::int32_t>(near)
                                   : random.between(-(1 << 23), (1 << 23) - 1);
}

template <sum_stage Stage>
void check_stage(std::uint64_t seed, mote::output_stage stage, int most_shift) {
  constexpr std::int32_t special[] = {1 << 30, INT32_MAX, 3 << 29};
  mote_test::random_source random(seed);
  for (int round = 0; round < mote_test::rounds(200000, 5000); ++round) {
    const mote::quantized_multiplier multiplier{
        random.chance(4) ? random.one_of(special) : random.between(1 << 30, INT32_MAX),
        -random.between(1, random.chance(2) ? 12 : most_shift)};
    if (Stage != sum_stage::flooring) stage.offset = random.integer<std::int8_t>();
    const std::int32_t accumulator = critical_accumulator(random, multiplier);
    if (finished<Stage>(accumulator, multiplier, stage) != stage(mote::multiply(accumulator, multiplier))) {
      FAIL_CHECK(accumulator << " " << multiplier.value << " " << multiplier.exponent << " " << stage.offset);
    }
  }
}

}  // namespace

TEST_CASE("paired_products: sums of 4 products, the even activations 128 more") {
  mote_test::random_source random(1);
  for (int round = 0; round < 1000; ++round) {
    std::int8_t weights[4];
    std::int8_t plain[4];
    for (int k = 0; k < 4; ++k) {
      weights[k] = random.integer<std::int8_t>(-127);
      plain[k] = random.integer<std::int8_t>();
    }
    std::int32_t expected = 0;
    for (int k = 0; k < 4; ++k) expected += weights[k] * (k % 2 == 0 ? plain[k] + 128 : plain[k]);
    const std::uint32_t word = (static_cast<std::uint32_t>(256 * weights[0] - weights[1]) & 0xffff) |
                               static_cast<std::uint32_t>(weights[3] - 256 * weights[2]) << 16;
    CHECK(add_paired_products(word, load_mixed<mote::activation_format::plain>(plain), 7) ==
          256 * expected + 7);
  }
}

TEST_CASE("paired_products: every stage equals the reference") {
  check_stage<sum_stage::flooring>(2, {-128, -128, 127}, 16);
  check_stage<sum_stage::rounding>(3, {0, -128, 127}, 22);
  check_stage<sum_stage::clamping>(4, {0, -100, 90}, 22);
}

TEST_CASE("paired_products: a header keeps what is written") {
  CHECK(both_times([] {
    std::uint32_t words[paired_header::words]{};
    paired_header{sum_stage::clamping, -128, mote_test::opaque(-1), 127}.write(words);
    const paired_header read = paired_header::read(words);
    return read.stage == sum_stage::clamping && read.zero_point == -128 && read.low == -1 && read.high == 127;
  }));
}

TEST_CASE("paired_products: weights and their sums") {
  CHECK(both_times([] {
    // Weights 1, -2, 3, -4 and 5, 6, -7, 8
    const auto bytes = mote_test::write(mote_test::fully_connected_model());
    const mote::graph graph(bytes.view());
    const mote::node_view view(graph, 0);
    const paired_layer<mote::ops::fully_connected> layer(view);
    const auto sums = layer.sums(1, 0, 4);
    const auto range = layer.range(sums);
    std::uint32_t word = 0;
    layer.write_weights(1, 0, 1, &word, 1);
    // The input's zero point is -3.
    return sums.positive == 19 && sums.negative == -7 && sums.even == -2 && sums.paired &&
           range.low == 19 * -125 - 7 * 130 && range.high == 19 * 130 + 7 * 125 &&
           layer.correction(sums) == 3 * 12 - 128 * -2 && word == ((5 * 256U - 6) | (8 + 7 * 256U) << 16) &&
           layer[1].bias == -200 && layer.allows(sum_stage::rounding) && !layer.allows(sum_stage::flooring);
  }));
}
