// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/abs.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>

#define MOTE_TESTED_OPERATORS mote::ops::abs
#include "support/both_times.hpp"
#include "support/unary.hpp"

namespace {

using mote_test::both_times;
using mote_test::opaque;
using mote_test::unary_model;

constexpr auto code = mote::builtin_operator::abs;
constexpr auto i8 = mote::tensor_type::int8;
constexpr auto i16 = mote::tensor_type::int16;

template <class T>
constexpr T absolute(mote_test::scaled in, mote_test::scaled out, T x) {
  return mote_test::value_of<mote::functions::absolute<T>>(unary_model(code, mote::type_of<T>, in, out), x);
}

}  // namespace

TEST_CASE("abs: distances from the zero point, saturated") {
  CHECK(both_times([] {
    const auto same = [](int x) {
      return absolute<std::int8_t>({0.5F, 3}, {0.5F, -10}, static_cast<std::int8_t>(x));
    };
    const auto halved = [](int x) {
      return absolute<std::int16_t>({0.5F, 0}, {1.0F, 0}, static_cast<std::int16_t>(x));
    };
    return same(opaque(3)) == -10 && same(4) == -9 && same(2) == -9 && same(127) == 114 &&
           same(-128) == 121 && halved(opaque(-5)) == 3 && halved(-32768) == 16384 &&
           halved(32767) == 16384 &&
           absolute<std::int8_t>({0.5F, 127}, {0.5F, 0}, opaque(std::int8_t{-128})) == 127 &&
           absolute<std::int16_t>({0.5F, 0}, {0.5F, 0}, opaque(std::int16_t{-32768})) == 32767;
  }));
}

TEST_CASE("abs: near the function of reals") {
  const auto magnitude = [](double x) { return std::fabs(x); };
  mote_test::check_curve<std::int8_t>(code, {0.1F, -128}, {0.07F, -128}, 1.0, magnitude);
  mote_test::check_curve<std::int8_t>(code, {0.1F, 5}, {0.3F, 127}, 1.0, magnitude);
  mote_test::check_curve<std::int16_t>(code, {0.001F, 0}, {0.0007F, 0}, 1.0, magnitude);
  mote_test::check_floats(code, {0.0F, -0.0F, 1.5F, -1e30F, -1e-40F}, magnitude);
}

TEST_CASE("abs: what is refused") {
  CHECK(both_times([] {
    auto far = unary_model(code, i8, {1.0F, 0}, {1.0F, 0});
    far.tensors[1].scales = {opaque(0x1p-22F)};
    auto wide = unary_model(code, i16, {1.0F, 0}, {1.0F, 0});
    wide.tensors[1].scales = {0x1p-13F};
    if (!mote_test::loads(wide)) return false;
    wide.tensors[1].scales = {0x1p-14F};
    return is_refused(far, mote::error::scales_too_far_apart, 1) &&
           is_refused(wide, mote::error::scales_too_far_apart, 1);
  }));
}
