// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/logarithm.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <limits>

#include "support/both_times.hpp"
#include "support/random_source.hpp"

namespace {

using mote_test::both_times;
using mote_test::opaque;

constexpr std::int32_t one = 1 << 19;

}  // namespace

TEST_CASE("logarithm: of 1, of e and at the end") {
  CHECK(both_times([] {
    const auto near = [](std::int32_t z, std::int32_t expected) {
      const std::int32_t error = mote::log_of_at_least_one(opaque(z)) - expected;
      return error >= -8 && error <= 8;
    };
    return near(one, 0) && near(2 * one, 46516320) && near(1425163, 67108886) &&  // log(2), log(e) in Q5.26
           near(std::numeric_limits<std::int32_t>::max(), 558195838);             // log(4096)
  }));
}

TEST_CASE("logarithm: near the function of reals") {
  mote_test::random_source random(84);
  for (int round = 0; round < mote_test::rounds(200000, 1000); ++round) {
    const std::int32_t z = static_cast<std::int32_t>(random.bits() >> 33 >> random.between(0, 11)) | one;
    const double exact = std::log(z / 524288.0) * 67108864.0;
    CAPTURE(z);
    CHECK(std::fabs(mote::log_of_at_least_one(z) - exact) <= 8);
  }
}
