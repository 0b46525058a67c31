// SPDX-License-Identifier: Apache-2.0
#include "mote/target/armv7e_m/requantize.hpp"

#include <doctest/doctest.h>

#include <cstdint>

#include "support/both_times.hpp"
#include "support/random_source.hpp"

namespace {

using mote::armv7e_m::accumulator_range;
using mote::armv7e_m::rounding_requantization;
using mote_test::both_times;
using mote_test::opaque;
template <int Shift>
using fitted = mote::armv7e_m::fitted_requantization<Shift>;

constexpr mote::output_stage relu{-128, -128, 127};

/// The form's output for an accumulator, from packed words.
template <class Form>
std::int32_t output(const Form& form, std::int64_t accumulator, bool is_unsigned = false) {
  std::uint32_t words[Form::packed_words]{};
  CHECK(form.store(words, 0) == words + Form::packed_words);
  const std::int64_t product = form.is_constant ? 0 : accumulator * Form::scale;
  const auto scaled = static_cast<std::uint32_t>(Form::start(words)) + static_cast<std::uint32_t>(product);
  return Form::finish(static_cast<std::int32_t>(scaled), words, is_unsigned);
}

/// Calls check(accumulator) at both ends of a range, around each step of the reference, and in between.
template <class Check>
void for_accumulators(mote_test::random_source& random, mote::quantized_multiplier multiplier,
                      const accumulator_range& range, const mote::output_stage& stage, Check check) {
  const auto exact = [&](std::int64_t x) {
    return stage(mote::multiply(static_cast<std::int32_t>(x), multiplier));
  };
  for (std::int64_t i = 0; i < 3; ++i) {
    if (range.low + i <= range.high) check(range.low + i, exact(range.low + i));
    if (range.high - i >= range.low) check(range.high - i, exact(range.high - i));
  }
  for (std::int32_t k = exact(range.low) + 1; k <= exact(range.high); ++k) {
    std::int64_t below = range.low;
    std::int64_t at = range.high;
    while (at - below > 1) {
      const std::int64_t middle = (at + below) / 2;
      (exact(middle) >= k ? at : below) = middle;
    }
    check(at - 1, exact(at - 1));
    check(at, exact(at));
  }
  for (int i = 0; i < 50; ++i) {
    const auto width = static_cast<std::uint64_t>(range.high - range.low + 1);
    const std::int64_t x = range.low + static_cast<std::int64_t>(random.bits() % width);
    check(x, exact(x));
  }
}

}  // namespace

TEST_CASE("accumulator_range: any activations give a sum within it") {
  CHECK(both_times([] {
    accumulator_range range{100, 100};
    range.add_product(opaque(2), -128);  // 0 to 255, twice
    range.add_product(opaque(-3), 127);  // -255 to 0
    range.add_product(opaque(5), 0);     // -128 to 127
    return range.low == 100 - 640 && range.high == 100 + 510 + 765 + 635;
  }));
}

TEST_CASE("fitted_requantization: found in a constant expression") {
  CHECK(both_times([] {
    const mote::quantized_multiplier multiplier{1 << 30, opaque(-5)};
    const auto form = fitted<10>::fit(multiplier, {-1000, 2000}, relu);
    return form.found && !form.is_constant;
  }));
}

TEST_CASE("fitted_requantization: equals the reference at each step, and is nearly always found") {
  mote_test::random_source random(4);
  int found = 0;
  int plain = 0;
  int fits_mixed = 0;
  const int rounds = mote_test::rounds(400, 40);
  for (int round = 0; round < rounds; ++round) {
    const mote::quantized_multiplier multiplier{random.between(1 << 30, INT32_MAX), random.between(-8, -4)};
    const std::int64_t middle = random.between(-20000, 20000);
    const accumulator_range range{middle - random.between(0, 200000), middle + random.between(0, 200000)};
    const bool is_unsigned = random.chance(2);
    const auto form = fitted<10>::fit(multiplier, range, relu, is_unsigned ? 128 : 0);
    if (!form.found) continue;
    ++found;
    if (!is_unsigned) {
      ++plain;
      if (form.fits_mixed) {
        ++fits_mixed;
        CHECK(fitted<10>::fit(multiplier, range, relu, 128).found);
      }
    }
    for_accumulators(random, multiplier, range, relu, [&](std::int64_t x, std::int32_t expected) {
      CHECK(output(form, x, is_unsigned) == expected + (is_unsigned ? 128 : 0));
    });
  }
  CHECK(found * 100 > rounds * 95);
  CHECK(fits_mixed * 100 > plain * 40);
}

TEST_CASE("fitted_requantization: a scale that is no power of two") {
  using form = mote::armv7e_m::fitted_requantization<13, 576>;
  mote_test::random_source random(7);
  int found = 0;
  const int rounds = mote_test::rounds(200, 20);
  for (int round = 0; round < rounds; ++round) {
    const mote::quantized_multiplier multiplier{random.between(1 << 30, INT32_MAX), random.between(-10, -6)};
    const std::int64_t middle = random.between(-20000, 20000);
    const accumulator_range range{middle - random.between(0, 3000000), middle + random.between(0, 3000000)};
    const auto fit = form::fit(multiplier, range, relu);
    if (!fit.found) continue;
    ++found;
    for_accumulators(random, multiplier, range, relu,
                     [&](std::int64_t x, std::int32_t expected) { CHECK(output(fit, x) == expected); });
  }
  CHECK(found * 100 > rounds * 95);
  CHECK_FALSE(form::fit({1 << 30, -8}, {0, 3728271}, relu).found);
}

TEST_CASE("fitted_requantization: any multiplier and range are exact or refused") {
  mote_test::random_source random(5);
  int found = 0;
  for (int round = 0; round < mote_test::rounds(2000, 60); ++round) {
    const mote::quantized_multiplier multiplier{random.chance(9) ? 0 : random.between(1 << 30, INT32_MAX),
                                                random.between(-31, 2)};
    const std::int32_t reach = 1 << random.between(1, 30);
    const std::int64_t middle = random.between(-reach, reach);
    accumulator_range range{middle - random.between(0, reach), middle + random.between(0, reach)};
    if (random.chance(3)) range.high = range.low + random.between(0, 3);
    const auto form = fitted<13>::fit(multiplier, range, relu);
    if (form.fits_mixed) CHECK(fitted<13>::fit(multiplier, range, relu, 128).found);
    if (!form.found) continue;
    ++found;
    for_accumulators(random, multiplier, range, relu,
                     [&](std::int64_t x, std::int32_t expected) { CHECK(output(form, x) == expected); });
  }
  CHECK(found > 0);
}

TEST_CASE("fitted_requantization: needs the full range and a zero point of -128") {
  const mote::quantized_multiplier multiplier{1 << 30, -5};
  CHECK(fitted<10>::fit(multiplier, {-9000, 9000}, relu).found);
  CHECK_FALSE(fitted<10>::fit(multiplier, {-9000, 9000}, {-128, -128, 126}).found);
  CHECK_FALSE(fitted<10>::fit(multiplier, {-9000, 9000}, {-127, -128, 127}).found);
  CHECK_FALSE(fitted<10>::fit(multiplier, {-9000, std::int64_t{1} << 31}, relu).found);
}

TEST_CASE("requantization: an output that doesn't depend on the activations needs no products") {
  CHECK(both_times([] {
    const mote::quantized_multiplier tiny{1 << 30, opaque(-29)};
    const accumulator_range range{(std::int64_t{60} << 24) - 1000, (std::int64_t{60} << 24) + 1000};
    const auto form = fitted<10>::fit(tiny, range, relu);
    const auto other = rounding_requantization::fit(tiny, range, relu);
    return form.found && form.is_constant && other.found && other.is_constant;
  }));
  const mote::quantized_multiplier tiny{1 << 30, -29};
  for (std::int64_t middle = 0; middle <= INT32_MAX - 1000; middle += 1 << 24) {
    const accumulator_range range{middle, middle + 1000};
    const std::int32_t expected = relu(mote::multiply(static_cast<std::int32_t>(middle), tiny));
    const auto form = fitted<10>::fit(tiny, range, relu);
    if (form.is_constant) CHECK(output(form, middle) == expected);
    const auto other = rounding_requantization::fit(tiny, range, relu, 128);
    if (other.is_constant) CHECK(output(other, middle, true) == expected + 128);
  }
}

TEST_CASE("rounding_requantization: equals the reference for any zero point") {
  mote_test::random_source random(6);
  for (int round = 0; round < mote_test::rounds(500, 40); ++round) {
    const mote::quantized_multiplier multiplier{random.between(1 << 30, INT32_MAX), random.between(-22, -1)};
    const std::int32_t reach = 1 << random.between(1, 29);
    const std::int64_t middle = random.between(-reach, reach);
    const accumulator_range range{middle - random.between(0, reach), middle + random.between(0, reach)};
    const mote::output_stage stage{random.integer<std::int8_t>(), -128, 127};
    const bool is_unsigned = random.chance(2);
    const auto form = rounding_requantization::fit(multiplier, range, stage, is_unsigned ? 128 : 0);
    CHECK(form.found == (range.within(INT32_MAX / 2) || form.is_constant));
    if (!form.found) continue;
    for_accumulators(random, multiplier, range, stage, [&](std::int64_t x, std::int32_t expected) {
      CHECK(output(form, x, is_unsigned) == expected + (is_unsigned ? 128 : 0));
    });
  }
}
