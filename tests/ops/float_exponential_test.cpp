// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/float_exponential.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "support/both_times.hpp"
#include "support/random_source.hpp"

namespace {

using mote_test::both_times;
using mote_test::opaque;

}  // namespace

TEST_CASE("float_exponential: some values, their nearest floats") {
  CHECK(both_times([] {
    return mote::float_exp(opaque(0.0F)) == 1.0F && mote::float_exp(opaque(-0.0F)) == 1.0F &&
           mote::float_exp(opaque(1.0F)) == 2.7182817F && mote::float_exp(opaque(-1.0F)) == 0.36787945F &&
           mote::float_exp(opaque(10.0F)) == 22026.465F &&
           mote::float_exp(opaque(-87.0F)) == 1.6458115e-38F && mote::float_exp(opaque(1e-10F)) == 1.0F &&
           mote::float_exp(opaque(0.69314718F)) == 2.0F;
  }));
}

TEST_CASE("float_exponential: at the ends of float") {
  CHECK(both_times([] {
    constexpr float infinity = std::numeric_limits<float>::infinity();
    return mote::float_exp(opaque(88.72284F)) == infinity && mote::float_exp(opaque(88.72283F)) < infinity &&
           mote::float_exp(opaque(1e30F)) == infinity && mote::float_exp(opaque(-1e30F)) == 0.0F &&
           mote::float_exp(opaque(-103.0F)) == std::numeric_limits<float>::denorm_min() &&
           mote::float_exp(opaque(-104.0F)) == 0.0F && mote::float_exp(opaque(1e-40F)) == 1.0F;
  }));
}

TEST_CASE("float_exponential: the double's exponential, rounded") {
  mote_test::random_source random(82);
  for (int round = 0; round < mote_test::rounds(300000, 1000); ++round) {
    const float x = random.chance(2) ? random.real(-104.0F, 88.7F) : random.real(-1.0F, 1.0F);
    // Doubles of either side: the exponential may lie so near to the middle between floats that the double is
    // on the wrong side.
    const double exact = std::exp(static_cast<double>(x));
    const float result = mote::float_exp(x);
    CAPTURE(x);
    CHECK((result == static_cast<float>(exact * (1 - 1e-15)) ||
           result == static_cast<float>(exact * (1 + 1e-15))));
  }
}
