// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/floor_div.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::floor_div

#include "support/both_times.hpp"
#include "support/elementwise.hpp"
#include "support/random_source.hpp"
#include "support/refusal.hpp"

namespace {

using mote::floor_of_quotient;
using mote_test::both_times;
using mote_test::opaque;

float any_float(mote_test::random_source& random) {
  const auto bits = static_cast<std::uint32_t>(random.bits());
  float value = 0;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

/// What the reference does, in double.
float expected_floor(float a, float b) {
  return static_cast<float>(std::floor(static_cast<double>(a) / static_cast<double>(b)));
}

/// Equal, with the sign of a zero.
bool same(float a, float b) {
  return (a == b && std::signbit(a) == std::signbit(b)) || (std::isnan(a) && std::isnan(b));
}

}  // namespace

TEST_CASE("floor div: towards minus infinity") {
  CHECK(both_times([] {
    return floor_of_quotient(opaque(7.0F), 2.0F) == 3.0F && floor_of_quotient(opaque(-7.0F), 2.0F) == -4.0F &&
           floor_of_quotient(opaque(7.0F), -2.0F) == -4.0F &&
           floor_of_quotient(opaque(-7.0F), -2.0F) == 3.0F &&
           floor_of_quotient(opaque(-8.0F), 2.0F) == -4.0F && floor_of_quotient(opaque(1.0F), 3.0F) == 0.0F &&
           floor_of_quotient(opaque(-1e-30F), 1e30F) == -1.0F &&
           // 0.1F is a little more than 1/10.
           floor_of_quotient(opaque(1.0F), 0.1F) == 9.0F && floor_of_quotient(opaque(1e30F), 1.0F) == 1e30F;
  }));
}

TEST_CASE("floor div: zeros, infinities and NaN are those of a division") {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  CHECK(floor_of_quotient(1.0F, opaque(0.0F)) == infinity);
  CHECK(floor_of_quotient(-1.0F, opaque(0.0F)) == -infinity);
  CHECK(std::isnan(floor_of_quotient(0.0F, opaque(0.0F))));
  CHECK(floor_of_quotient(infinity, opaque(-2.0F)) == -infinity);
  CHECK(std::signbit(floor_of_quotient(opaque(-1.0F), infinity)));
  CHECK(floor_of_quotient(3e38F, opaque(1e-30F)) == infinity);
}

TEST_CASE("floor div: random quotients equal those in double") {
  mote_test::random_source random(89);
  for (int round = 0; round < mote_test::rounds(300000, 2000); ++round) {
    const float a = any_float(random);
    const float b = any_float(random);
    CHECK(same(floor_of_quotient(a, b), expected_floor(a, b)));
    const float near = random.real(-1000.0F, 1000.0F);
    const float other = random.real(0.01F, 10.0F);
    CHECK(same(floor_of_quotient(near, other), expected_floor(near, other)));
    const float multiple = std::round(near) * other;  // of b, or the float next to it
    CHECK(same(floor_of_quotient(multiple, other), expected_floor(multiple, other)));
    const float large = near * 1e6F;
    CHECK(same(floor_of_quotient(large, other), expected_floor(large, other)));
  }
}

TEST_CASE("floor div: a model, and the types that are refused") {
  constexpr auto code = mote::builtin_operator::floor_div;
  CHECK(mote_test::run_rows<float, float>(code, {5.5F, -5.5F}, {2.0F, 2.0F}) ==
        std::vector<float>{2.0F, -3.0F});
  CHECK(both_times([] {
    constexpr auto f32 = mote::tensor_type::float32;
    const auto change = [](mote_test::model_description& m) { m.tensors[0].type = mote::tensor_type::int32; };
    return is_refused_after(mote_test::plain_pair_model(mote::builtin_operator::floor_div, f32, f32), change,
                            mote::error::unsupported_type, 0);
  }));
}
