// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/whole.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <limits>

#include "support/both_times.hpp"
#include "support/random_source.hpp"

namespace {

using mote_test::both_times;
using mote_test::opaque;

bool same_bits(float a, float b) { return a == b && std::signbit(a) == std::signbit(b); }

}  // namespace

TEST_CASE("whole: floor and ceiling") {
  CHECK(both_times([] {
    return mote::floor_of(opaque(1.5F)) == 1.0F && mote::floor_of(opaque(-1.5F)) == -2.0F &&
           mote::floor_of(opaque(-3.0F)) == -3.0F && mote::floor_of(opaque(-1e-30F)) == -1.0F &&
           mote::ceiling_of(opaque(1.5F)) == 2.0F && mote::ceiling_of(opaque(-1.5F)) == -1.0F &&
           mote::ceiling_of(opaque(3.0F)) == 3.0F && mote::ceiling_of(opaque(1e-30F)) == 1.0F;
  }));
}

TEST_CASE("whole: halves are rounded to even") {
  CHECK(both_times([] {
    return mote::nearest_whole(opaque(0.5F)) == 0.0F && mote::nearest_whole(opaque(1.5F)) == 2.0F &&
           mote::nearest_whole(opaque(2.5F)) == 2.0F && mote::nearest_whole(opaque(-0.5F)) == 0.0F &&
           mote::nearest_whole(opaque(-1.5F)) == -2.0F && mote::nearest_whole(opaque(2.4999998F)) == 2.0F &&
           mote::nearest_whole(opaque(2.5000002F)) == 3.0F && mote::nearest_whole(opaque(-3.7F)) == -4.0F;
  }));
}

TEST_CASE("whole: equal to the functions of <cmath>, bit by bit") {
  mote_test::random_source random(81);
  for (int round = 0; round < mote_test::rounds(200000, 1000); ++round) {
    const auto bits = static_cast<std::uint32_t>(random.bits());
    float any = 0;
    std::memcpy(&any, &bits, sizeof any);
    for (const float x :
         {any, random.real(-10.0F, 10.0F), static_cast<float>(random.between(-9, 9)) / 2.0F}) {
      if (std::isnan(x)) continue;
      CHECK(same_bits(mote::floor_of(x), std::floor(x)));
      CHECK(same_bits(mote::ceiling_of(x), std::ceil(x)));
      CHECK(mote::nearest_whole(x) == std::nearbyint(x));
    }
  }
}

TEST_CASE("whole: neither numbers nor infinities change") {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();
  for (const float x : {infinity, -infinity}) {
    CHECK(mote::floor_of(x) == x);
    CHECK(mote::ceiling_of(x) == x);
    CHECK(mote::nearest_whole(x) == x);
  }
  CHECK(std::isnan(mote::floor_of(not_a_number)));
  CHECK(std::isnan(mote::ceiling_of(not_a_number)));
  CHECK(std::isnan(mote::nearest_whole(not_a_number)));
  CHECK(std::signbit(mote::floor_of(-0.0F)));
}
