// SPDX-License-Identifier: Apache-2.0
#include "mote/fixed_point.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

#include "support/both_times.hpp"
#include "support/oracle.hpp"
#include "support/random_source.hpp"

namespace {

using mote::real;
using mote_test::both_times;
using mote_test::opaque;

constexpr std::int32_t lowest = std::numeric_limits<std::int32_t>::min();
constexpr std::int32_t highest = std::numeric_limits<std::int32_t>::max();

constexpr bool same(mote::quantized_multiplier a, mote::quantized_multiplier b) {
  return a.value == b.value && a.exponent == b.exponent;
}
constexpr bool same(real a, real b) { return !(a < b) && !(b < a); }

bool equals_oracle(mote::quantized_multiplier ours, double exact) {
  const oracle::multiplier expected = oracle::quantize_multiplier(exact);
  return same(ours, {expected.value, expected.shift});
}

// Any finite, positive float is as likely as any other: most are far from 1, some are denormal.
float any_float(mote_test::random_source& random) {
  const auto bits = static_cast<std::uint32_t>(random.between(1, 0x7f7fffff));
  float value = 0;
  std::memcpy(&value, &bits, sizeof value);
  return random.chance(16) ? value * std::numeric_limits<float>::denorm_min() : value;
}

float positive_float(mote_test::random_source& random) {
  float value = 0;
  while (!(value > 0)) value = any_float(random);
  return value;
}

}  // namespace

TEST_CASE("fixed point: rounding_doubling_high_multiply rounds ties up and saturates") {
  CHECK(both_times([] {
    const auto multiply = [](std::int32_t a, std::int32_t b) {
      return mote::rounding_doubling_high_multiply(opaque(a), opaque(b));
    };
    constexpr std::int32_t half = 1 << 30;
    return multiply(1, half) == 1 && multiply(-1, half) == 0 && multiply(3, half) == 2 &&
           multiply(-3, half) == -1 && multiply(lowest, lowest) == highest &&
           multiply(lowest, highest) == -highest && multiply(highest, highest) == highest - 1 &&
           multiply(lowest, 1) == -1 && multiply(0, lowest) == 0;
  }));
}

TEST_CASE("fixed point: rounding_divide_by_power_of_two rounds ties away from zero") {
  CHECK(both_times([] {
    const auto divide = [](std::int32_t value, int exponent) {
      return mote::rounding_divide_by_power_of_two(opaque(value), opaque(exponent));
    };
    return divide(1, 1) == 1 && divide(-1, 1) == -1 && divide(3, 1) == 2 && divide(-3, 1) == -2 &&
           divide(5, 2) == 1 && divide(6, 2) == 2 && divide(-6, 2) == -2 && divide(-5, 2) == -1 &&
           divide(lowest, 0) == lowest && divide(highest, 0) == highest && divide(lowest, 31) == -1 &&
           divide(highest, 31) == 1 && divide(highest / 2, 31) == 0 && divide(highest / 2 + 1, 31) == 1 &&
           divide(lowest / 2, 31) == -1;
  }));
}

TEST_CASE("fixed point: wrapping operations are modulo 2^32") {
  CHECK(both_times([] {
    return mote::wrapping_add(opaque(highest), 1) == lowest &&
           mote::wrapping_add(opaque(lowest), -1) == highest && mote::wrapping_add(opaque(5), -7) == -2 &&
           mote::wrapping_subtract(opaque(lowest), 1) == highest &&
           mote::wrapping_subtract(opaque(5), 7) == -2 &&
           mote::wrapping_multiply(opaque(1 << 16), 3 << 15) == lowest &&
           mote::wrapping_multiply(opaque(-5), 7) == -35 && mote::wrapping_shift_left(opaque(-3), 4) == -48 &&
           mote::wrapping_shift_left(opaque(1), 31) == lowest &&
           mote::wrapping_shift_left(opaque(3), 31) == lowest;
  }));
}

TEST_CASE("fixed point: multiply rounds twice") {
  CHECK(both_times([] {
    // 5 * 0.25: the multiplication by 2^30 / 2^31 gives 2.5, so 3; halved 1.5, so 2. Rounded once it would
    // be 1.
    return mote::multiply(opaque(5), {1 << 30, -1}) == 2 && mote::multiply(opaque(5), {1 << 30, 1}) == 5 &&
           mote::multiply(opaque(5), {1 << 30, 4}) == 40 &&
           mote::multiply(opaque(highest), {1 << 30, -31}) == 1 && mote::multiply(opaque(-5), {0, 0}) == 0;
  }));
}

TEST_CASE("fixed point: multiply_wide rounds the multiplier to 16 bits, and the product once, ties up") {
  CHECK(both_times([] {
    constexpr std::int64_t large = std::int64_t{1} << 40;
    const auto by = [](std::int64_t value, mote::quantized_multiplier multiplier) {
      return mote::multiply_wide(opaque(value), multiplier);
    };
    return by(5, {1 << 30, 0}) == 3 && by(-5, {1 << 30, 0}) == -2 && by(5, {1 << 30, 1}) == 5 &&
           by(5, {1 << 30, 4}) == 40 && by(large, {1 << 30, -31}) == 256 && by(-5, {0, 0}) == 0 &&
           // Just below 1 is 32767 / 32768, and not more.
           by(1 << 15, {INT32_MAX, 0}) == (1 << 15) - 1 && by(3, {1 << 30, 7}) == 192 &&
           by(1 << 16, {(1 << 30) + (1 << 15), 0}) == (1 << 15) + 2 &&
           by(1 << 16, {(1 << 30) + (1 << 15) - 1, 0}) == 1 << 15;
  }));
}

TEST_CASE("fixed point: multiply_wide equals the reference on random values") {
  mote_test::random_source random(4);
  for (int round = 0; round < mote_test::rounds(100000, 1000); ++round) {
    const std::int64_t value = std::int64_t{random.integer<std::int32_t>()} * random.between(1, 1 << 6);
    const mote::quantized_multiplier by{random.integer<std::int32_t>(1 << 30), random.between(-31, 7)};
    CHECK(mote::multiply_wide(value, by) == oracle::multiply_once(value, {by.value, by.exponent}));
  }
}

TEST_CASE("fixed point: sums of 64 bits wrap") {
  CHECK(both_times([] {
    return mote::wrapping_add_wide(opaque(INT64_MAX), INT64_C(1)) == INT64_MIN &&
           mote::wrapping_add_wide(opaque(INT64_C(-5)), INT64_C(3)) == -2;
  }));
}

TEST_CASE("fixed point: multiply equals the reference on random values") {
  mote_test::random_source random(1);
  for (int round = 0; round < mote_test::rounds(1000000, 2000); ++round) {
    const auto value = random.integer<std::int32_t>();
    const mote::quantized_multiplier by{random.integer<std::int32_t>(1 << 30, highest),
                                        random.between(-31, 30)};
    CHECK(mote::multiply(value, by) == oracle::multiply(value, {by.value, by.exponent}));
  }
}

TEST_CASE("fixed point: clamps") {
  CHECK(both_times([] {
    return mote::clamp(opaque(5), 1, 3) == 3 && mote::clamp(opaque(0), 1, 3) == 1 &&
           mote::clamp(opaque(2), 1, 3) == 2 &&
           mote::offset_and_clamp(opaque(highest), 127, -128, 127) == 127 &&
           mote::offset_and_clamp(opaque(lowest), -128, -128, 127) == -128 &&
           mote::offset_and_clamp(opaque(10), -3, -128, 127) == 7 &&
           mote::offset_and_clamp(opaque(10), -3, -2, 5) == 5;
  }));
}

TEST_CASE("fixed point: round_and_clamp rounds halves away from zero") {
  CHECK(both_times([] {
    const auto round = [](float x) { return mote::round_and_clamp(opaque(x), -1000, 1000); };
    return round(0.5F) == 1 && round(-0.5F) == -1 && round(2.5F) == 3 && round(-2.5F) == -3 &&
           round(0.49999997F) == 0 && round(-0.49999997F) == 0 && round(999.5F) == 1000 &&
           round(1e9F) == 1000 && round(-1e9F) == -1000 &&
           round(std::numeric_limits<float>::infinity()) == 1000 &&
           round(-std::numeric_limits<float>::infinity()) == -1000 &&
           round(std::numeric_limits<float>::quiet_NaN()) == -1000 && round(0.0F) == 0;
  }));
}

TEST_CASE("fixed point: round_and_clamp equals std::round") {
  mote_test::random_source random(2);
  for (int round = 0; round < mote_test::rounds(300000, 2000); ++round) {
    const float x = random.real(-300.0F, 300.0F);
    const float near_half = std::floor(x) + 0.5F;
    for (const float y :
         {x, near_half, std::nextafter(near_half, 0.0F), std::nextafter(near_half, 1000.0F)}) {
      const auto expected = std::fmin(std::fmax(std::round(y), -128.0F), 127.0F);
      CHECK(mote::round_and_clamp(y, -128, 127) == static_cast<std::int32_t>(expected));
    }
  }
}

TEST_CASE("fixed point: a real is the exact value of a float") {
  CHECK(both_times([] {
    return real(opaque(12.75F)).floor() == 12 && real(opaque(0.99999994F)).floor() == 0 &&
           real(opaque(16777216.0F)).floor() == 16777216 && real(opaque(1e-45F)).floor() == 0 &&
           real(opaque(0.0F)).is_zero() && !real(opaque(1e-45F)).is_zero() &&
           real(opaque(3.0F)).times_power_of_two(3).floor() == 24 &&
           real(opaque(3.0F)).times_power_of_two(-1).floor() == 1;
  }));
}

TEST_CASE("fixed point: whole numbers below and above a real") {
  CHECK(both_times([] {
    const real third = real(opaque(1.0F)) / real(3.0F);
    const real large(opaque(1e30F));
    return same(third.rounded_down(), real()) && same(third.rounded_up(), real(1, 0)) &&
           same(real(opaque(12.75F)).rounded_down(), real(12, 0)) &&
           same(real(opaque(12.75F)).rounded_up(), real(13, 0)) &&
           same(real(opaque(12.0F)).rounded_up(), real(12, 0)) && same(large.rounded_down(), large) &&
           same(large.rounded_up(), large) && same(real(opaque(1e-45F)).rounded_up(), real(1, 0)) &&
           real().rounded_up().is_zero();
  }));
}

TEST_CASE("fixed point: the float nearest to a real") {
  CHECK(both_times([] {
    constexpr float infinity = std::numeric_limits<float>::infinity();
    return real(opaque(12.75F)).to_float() == 12.75F && real().to_float() == 0.0F &&
           real(opaque(1e-45F)).to_float() == 1e-45F && real(opaque(1e-39F)).to_float() == 1e-39F &&
           real((1 << 24) + 1, 0).to_float() == 16777216.0F &&
           real((1 << 25) - 1, 0).to_float() == 33554432.0F &&
           real(1, 127).to_float() == std::numeric_limits<float>::max() / 2 + 0x1p102F &&
           real(1, 128).to_float() == infinity && real((1 << 25) - 1, 103).to_float() == infinity &&
           real(1, -150).to_float() == 0.0F && real(3, -150).to_float() == 2 * 1e-45F;
  }));
  mote_test::random_source random(6);
  for (int round = 0; round < mote_test::rounds(300000, 2000); ++round) {
    const float a = any_float(random);
    const float b = positive_float(random);
    CHECK(real(a).to_float() == a);
    const double quotient = static_cast<double>(a) / static_cast<double>(b);
    CHECK((real(a) / real(b)).to_float() == static_cast<float>(quotient));
  }
}

TEST_CASE("fixed point: order of reals") {
  CHECK(both_times([] {
    const real zero;
    const real tiny(opaque(1e-45F));
    const real third = real(opaque(1.0F)) / real(opaque(3.0F));
    return zero < tiny && !(tiny < zero) && !(zero < real(0.0F)) && tiny < third && !(third < tiny) &&
           third < real(opaque(0.33333334F)) && real(opaque(0.33333331F)) < third && same(third, third) &&
           same(real(4, 0), real(1, 2));
  }));
}

TEST_CASE("fixed point: rounding to fewer bits goes to even at ties") {
  CHECK(both_times([] {
    const auto rounded = [](std::uint64_t mantissa, int bits) {
      return real(mantissa, 0).rounded_to(bits).floor();
    };
    return rounded(0b1001, 3) == 0b1000 && rounded(0b1011, 3) == 0b1100 && rounded(0b10011, 3) == 0b10100 &&
           rounded(0b10001, 3) == 0b10000 && rounded(0b111, 2) == 0b1000 && rounded(0b111, 3) == 0b111 &&
           rounded(0, 3) == 0;
  }));
}

TEST_CASE("fixed point: quantized multipliers at the edges") {
  CHECK(both_times([] {
    const auto of = [](float a) { return real(opaque(a)).quantized(); };
    return same(of(1.0F), {1 << 30, 1}) && same(of(0.5F), {1 << 30, 0}) && same(of(0.0F), {0, 0}) &&
           same(of(0.75F), {3 << 29, 0}) && same(of(4294967296.0F), {1 << 30, 33}) &&
           same(real(1, -32).quantized(), {1 << 30, -31}) && same(real(1, -33).quantized(), {0, 0}) &&
           // 32 ones round up to the next power of two, also where that brings an exponent of -31 about.
           same(real(0xffffffff, -32).quantized(), {1 << 30, 1}) &&
           same(real(0xffffffff, -64).quantized(), {1 << 30, -31}) &&
           same(real(0xfffffffe, -64).quantized(), {0, 0});
  }));
}

TEST_CASE("fixed point: multipliers equal those of double arithmetic") {
  CHECK(both_times([] {
    // 0.1F * 0.2F / 0.3F = 0.06666666600439287 in double.
    const auto multiplier = (real(opaque(0.1F)) * real(opaque(0.2F)) / real(opaque(0.3F))).quantized();
    return same(multiplier, {1145324601, -3});
  }));
  mote_test::random_source random(3);
  for (int round = 0; round < mote_test::rounds(1000000, 1000); ++round) {
    const float a = positive_float(random);
    const float b = positive_float(random);
    const float c = positive_float(random);
    const double product = static_cast<double>(a) * static_cast<double>(b);
    CHECK(equals_oracle((real(a) * real(b) / real(c)).quantized(), product / static_cast<double>(c)));
    CHECK(equals_oracle((real(a) / real(c)).quantized(), static_cast<double>(a) / static_cast<double>(c)));
  }
}

TEST_CASE("fixed point: multipliers of the size that models have equal those of double arithmetic") {
  mote_test::random_source random(4);
  for (int round = 0; round < mote_test::rounds(1000000, 1000); ++round) {
    const float a = random.real(1e-4F, 0.1F);
    const float b = random.real(1e-5F, 0.1F);
    const float c = random.real(1e-4F, 0.5F);
    const double product = static_cast<double>(a) * static_cast<double>(b);
    CHECK(equals_oracle((real(a) * real(b) / real(c)).quantized(), product / static_cast<double>(c)));
    const float rounded = a * b;
    CHECK(equals_oracle(((real(a) * real(b)).rounded_to_float() / real(c)).quantized(),
                        static_cast<double>(rounded) / static_cast<double>(c)));
  }
}

TEST_CASE("fixed point: products round to float as the machine's do, underflow included") {
  CHECK(both_times([] {
    const auto product = [](float a, float b) {
      return (real(opaque(a)) * real(opaque(b))).rounded_to_float();
    };
    return same(product(0.1F, 0.2F), real(0.1F * 0.2F)) &&
           same(product(1e-30F, 1e-15F), real(1e-30F * 1e-15F)) && same(product(1e-45F, 0.5F), real(0.0F)) &&
           same(product(1e-45F, 0.75F), real(1e-45F)) && same(product(1e-40F, 1e-40F), real(0.0F));
  }));
  mote_test::random_source random(5);
  int underflows = 0;
  for (int round = 0; round < mote_test::rounds(1000000, 2000); ++round) {
    const float a = positive_float(random);
    const float b = positive_float(random);
    const float expected = a * b;
    if (!(expected <= std::numeric_limits<float>::max())) continue;  // no model's scales get there
    if (expected < std::numeric_limits<float>::min()) ++underflows;
    CHECK(same((real(a) * real(b)).rounded_to_float(), real(expected)));
  }
  CHECK(underflows > mote_test::rounds(100000, 200));
}

TEST_CASE("fixed point: round_half_away") {
  CHECK(both_times([] {
    const auto round = [](float x) { return mote::round_half_away(opaque(x)); };
    return round(0.5F) == 1 && round(-0.5F) == -1 && round(0.49999997F) == 0 && round(-0.49999997F) == 0 &&
           round(2.5F) == 3 && round(-2.5F) == -3 && round(0.0F) == 0 && round(8388607.5F) == 8388608 &&
           round(1073741760.0F) == 1073741760 && round(-1073741760.0F) == -1073741760;
  }));
  mote_test::random_source random(6);
  for (int round = 0; round < mote_test::rounds(300000, 2000); ++round) {
    const float x = random.real(-70000.0F, 70000.0F);
    CHECK(mote::round_half_away(x) == static_cast<std::int32_t>(std::round(x)));
  }
}

TEST_CASE("fixed point: divisors of more than 24 bits") {
  CHECK(both_times([] {
    // 2^53 - 1 and 2^53 - 3: just above 1, so 1 + 2^-52.
    const real quotient = divide(real(opaque(std::uint64_t{0x1fffffffffffff}), 0), real(0x1ffffffffffffd, 0));
    return same(quotient, real(0x10000000000001, -52)) && divide(real(), real(3, 0)).is_zero();
  }));
  mote_test::random_source random(7);
  for (int round = 0; round < mote_test::rounds(300000, 1000); ++round) {
    const std::uint64_t a = random.bits() >> 11;
    const std::uint64_t b = (random.bits() >> random.between(11, 40)) | 1;
    CHECK(equals_oracle(divide(real(a, -50), real(b, -50)).quantized(),
                        static_cast<double>(a) / static_cast<double>(b)));
    const real c(positive_float(random));
    CHECK(same(divide(real(a, -50), c), real(a, -50) / c));
  }
}

TEST_CASE("fixed point: square roots as those of floats") {
  CHECK(both_times([] {
    const auto root = [](float x) { return real(opaque(x)).square_root_rounded_to_float(); };
    return same(root(4.0F), real(2.0F)) && same(root(2.0F), real(1.4142135F)) && root(0.0F).is_zero() &&
           same(root(1e-45F), real(3.743392e-23F)) && same(root(0.25F), real(0.5F));
  }));
  mote_test::random_source random(8);
  for (int round = 0; round < mote_test::rounds(300000, 2000); ++round) {
    const float x = positive_float(random);
    CHECK(same(real(x).square_root_rounded_to_float(), real(std::sqrt(x))));
  }
}

TEST_CASE("fixed point: a real as the nearest float") {
  CHECK(both_times([] {
    return real(opaque(std::uint64_t{3}), -1).to_float() == 1.5F && real().to_float() == 0.0F &&
           real(0x1ffffff, 0).to_float() == 33554432.0F &&
           real(0xffffffffffffffff, 0).to_float() == 0x1p64F &&
           real(1, 200).to_float() == std::numeric_limits<float>::infinity() &&
           real(0x1ffffff, 103).to_float() == std::numeric_limits<float>::infinity() &&
           real(0xffffff, 104).to_float() == std::numeric_limits<float>::max() &&
           real(3, -150).to_float() == 2 * std::numeric_limits<float>::denorm_min() &&
           real(1, -200).to_float() == 0.0F;
  }));
  mote_test::random_source random(9);
  for (int round = 0; round < mote_test::rounds(300000, 2000); ++round) {
    const float x = positive_float(random);
    CHECK(real(x).to_float() == x);
    const std::uint64_t whole = random.bits() >> random.between(1, 63);
    CHECK(real(whole, 0).to_float() == static_cast<float>(whole));
  }
}
