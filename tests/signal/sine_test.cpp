// SPDX-License-Identifier: Apache-2.0
#include "mote/signal/sine.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>

#include "support/both_times.hpp"
#include "support/random_source.hpp"

namespace {

using mote::real;
using mote::signal::circle_point;
using mote::signal::signed_real;
using mote_test::both_times;
using mote_test::opaque;

// pi in double is this times 2^-48.
constexpr std::uint64_t pi = 884279719003555;

constexpr bool equals(const signed_real& value, std::uint64_t mantissa, int exponent, bool negative) {
  const real expected(mantissa, exponent);
  return !(value.magnitude < expected) && !(expected < value.magnitude) && value.negative == negative;
}

double value_of(const signed_real& value) {
  const double size = std::ldexp(static_cast<double>(value.magnitude.times_power_of_two(62).floor()), -62);
  return value.negative ? -size : size;
}

}  // namespace

TEST_CASE("sine: a product rounds as double does, halves to even") {
  CHECK(both_times([] {
    const auto product = [](std::uint64_t a, std::uint64_t b) {
      return mote::signal::product_in_double(opaque(a), opaque(b), 0);
    };
    constexpr std::uint64_t one = std::uint64_t{1} << 52;
    const auto is = [](real value, std::uint64_t mantissa, int exponent) {
      return equals({value, false}, mantissa, exponent, false);
    };
    return is(product(3, 5), 15, 0) && is(product(0, 5), 0, 0) &&
           // 2^104 + 2^53 + 1 and, with a tie, 2^105 + 3 * 2^52.
           is(product(one + 1, one + 1), one + 2, 52) && is(product(2 * one + 3, one), 2 * one + 4, 52) &&
           is(product(2 * one + 1, one), 2 * one, 52) &&
           is(product(0xffffffffffffffff, 0xffffffffffffffff), one, 76);
  }));
}

TEST_CASE("sine: the axes, as far as pi in double is from pi") {
  CHECK(both_times([] {
    const auto at = [](std::uint64_t turns, int exponent) {
      return mote::signal::point_on_circle(real(opaque(pi) * turns, exponent));
    };
    const circle_point zero = at(0, 0);
    const circle_point quarter = at(1, -49);
    const circle_point half = at(1, -48);
    const circle_point full = at(1, -47);
    constexpr std::uint64_t one = 1;
    // What pi in double lacks: 0x11a62633145c07 * 2^-105.
    constexpr std::uint64_t lacking = 0x11a62633145c07;
    return equals(zero.cosine, one, 0, false) && equals(zero.sine, 0, 0, false) &&
           quarter.cosine.magnitude < real(lacking + (one << 20), -106) && !quarter.cosine.negative &&
           real(lacking - (one << 20), -106) < quarter.cosine.magnitude &&
           equals(quarter.sine, one, 0, false) && equals(half.cosine, one, 0, true) &&
           half.sine.magnitude < real(lacking + (one << 20), -105) && !half.sine.negative &&
           equals(full.cosine, one, 0, false) && full.sine.negative && full.sine.magnitude < real(one, -51);
  }));
}

TEST_CASE("sine: all around the circle, against the library's double") {
  mote_test::random_source random(1);
  for (int round = 0; round < mote_test::rounds(20000, 200); ++round) {
    // An angle of double's precision, below 2 pi.
    const auto mantissa = (std::uint64_t{1} << 52) + (random.bits() >> 12);
    const int exponent = random.between(-58, -51);
    const double angle = std::ldexp(static_cast<double>(mantissa), exponent);
    const circle_point point = mote::signal::point_on_circle(real(mantissa, exponent));
    CHECK(value_of(point.cosine) == doctest::Approx(std::cos(angle)).epsilon(1e-15));
    CHECK(value_of(point.sine) == doctest::Approx(std::sin(angle)).epsilon(1e-15));
  }
}
