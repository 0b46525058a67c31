// SPDX-License-Identifier: Apache-2.0
#include "mote/target/avx2/requantize.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "support/random_source.hpp"

namespace {

using mote::avx2::channel_constants;
using mote::avx2::lanes;
using mote::avx2::output_range;

using lane_values = std::int32_t[lanes];

/// Sums of products and their channels, as the kernels have them.
struct sums {
  mote::channel channels[lanes];
  lane_values products;
  std::vector<std::uint32_t> packed = std::vector<std::uint32_t>(channel_constants::words);

  explicit sums(mote_test::random_source& random) {
    for (std::int32_t lane = 0; lane < lanes; ++lane) {
      constexpr auto most = (1 << 30) - 1;
      // Sums of every size; half of them near a tie, or the largest.
      const std::int32_t reach = most >> random.between(0, 30);
      const std::int32_t total = random.chance(8) ? random.between(-1, 1) : random.integer(-reach, reach);
      const bool is_power = random.chance(4);
      const std::int32_t value = is_power ? 1 << 30 : random.between(1 << 30, 0x7fffffff);
      channels[lane].multiplier = {value, -random.between(0, 31)};
      if (random.chance(16)) channels[lane].multiplier = {};
      const std::int32_t room = most - (total < 0 ? -total : total);
      channels[lane].bias = random.between(-room, room) / 2;
      products[lane] = total - channels[lane].bias;
      channel_constants::pack(channels[lane], lane, packed.data());
    }
  }

  [[nodiscard]] __m256i outputs() const {
    lane_values doubled;
    for (std::int32_t lane = 0; lane < lanes; ++lane) doubled[lane] = 2 * products[lane];
    const __m256i with_bias = _mm256_add_epi32(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(doubled)),
                                               channel_constants::doubled_bias(packed.data()));
    return channel_constants::requantize(with_bias, packed.data());
  }
};

}  // namespace

TEST_CASE("avx2 requantize: equals the arithmetic of the portable kernels") {
  mote_test::random_source random(1);
  for (int round = 0; round < 100000; ++round) {
    const sums subject(random);
    lane_values outputs;
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(outputs), subject.outputs());
    for (std::int32_t lane = 0; lane < lanes; ++lane) {
      const mote::channel& channel = subject.channels[lane];
      REQUIRE(outputs[lane] == mote::multiply(subject.products[lane] + channel.bias, channel.multiplier));
    }
  }
}

TEST_CASE("avx2 requantize: 16 channels as bytes, in order and in range") {
  mote_test::random_source random(2);
  for (int round = 0; round < 10000; ++round) {
    const sums first(random);
    const sums second(random);
    const std::int32_t low = random.between(-128, 126);
    const mote::output_stage stage{random.between(-128, 127), low, random.between(low, 127)};
    std::uint32_t packed[output_range::words];
    output_range::pack(stage, packed);
    std::int8_t bytes[2 * lanes];
    _mm_storeu_si128(reinterpret_cast<__m128i*>(bytes),
                     output_range(packed).to_bytes(first.outputs(), second.outputs()));
    for (std::int32_t c = 0; c < 2 * lanes; ++c) {
      const sums& from = c < lanes ? first : second;
      const std::int32_t lane = c % lanes;
      REQUIRE(bytes[c] == mote::finish(from.products[lane], from.channels[lane], stage));
    }
  }
}

TEST_CASE("avx2 requantize: channels whose output is always the same") {
  mote_test::random_source random(3);
  int constant = 0;
  for (int round = 0; round < 10000; ++round) {
    const mote::channel channel{random.integer<std::int32_t>(-0x7fffffff, 0x7fffffff),
                                {random.between(1 << 30, 0x7fffffff), -random.between(-1, 31)}};
    const std::int32_t reach = random.between(0, 1 << 24);
    const mote::output_stage stage{random.between(-128, 127), -128, random.between(-128, 127)};
    const mote::avx2::doubled_channel doubled(channel, {-reach, reach}, stage);
    const std::int64_t largest = std::abs(std::int64_t{channel.bias}) + reach;
    CHECK(doubled.has_weights ==
          (largest < 1 << 30 || !mote::avx2::can_requantize(channel.multiplier) || largest > 0x7fffffff));
    if (doubled.has_weights || !doubled.is_possible) continue;
    ++constant;
    for (const std::int32_t products : {-reach, random.between(-reach, reach), reach}) {
      REQUIRE(mote::finish(0, doubled.constants, stage) == mote::finish(products, channel, stage));
    }
  }
  CHECK(constant > 1000);
}
