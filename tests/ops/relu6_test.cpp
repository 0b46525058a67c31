// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/relu6.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <limits>

#define MOTE_TESTED_OPERATORS mote::ops::relu6
#include "support/both_times.hpp"
#include "support/unary.hpp"

namespace {

using mote_test::both_times;
using mote_test::opaque;

constexpr auto code = mote::builtin_operator::relu6;

template <class T>
constexpr T relu6(mote_test::scaled in, mote_test::scaled out, T x) {
  return mote_test::value_of<mote::functions::rectified<T, mote::activation::relu6>>(
      mote_test::unary_model(code, mote::type_of<T>, in, out), x);
}

double exact(double x) { return std::fmin(std::fmax(x, 0.0), 6.0); }

}  // namespace

TEST_CASE("relu6: integers are scaled, then clamped") {
  CHECK(both_times([] {
    const auto narrow = [](int x) {
      return relu6<std::int8_t>({0.5F, 3}, {0.25F, -10}, static_cast<std::int8_t>(x));
    };
    const auto wide = [](int x) {
      return relu6<std::int16_t>({0.5F, 0}, {1.0F / 1024, 0}, static_cast<std::int16_t>(x));
    };
    return narrow(opaque(3)) == -10 && narrow(-128) == -10 && narrow(13) == 10 && narrow(15) == 14 &&
           narrow(127) == 14 && wide(opaque(1)) == 512 && wide(-1) == 0 && wide(12) == 6144 &&
           wide(13) == 6144;
  }));
}

TEST_CASE("relu6: near the function of reals") {
  mote_test::check_curve<std::int8_t>(code, {0.06F, -20}, {0.04F, -128}, 1.0, exact);
  mote_test::check_curve<std::int8_t>(code, {0.05F, 127}, {0.05F, 0}, 1.0, exact);
  mote_test::check_curve<std::int16_t>(code, {0.0005F, 0}, {0.0003F, 0}, 1.0, exact);
  mote_test::check_floats(code, {0.0F, 0.5F, -0.5F, 5.0F, 7.0F, -1e30F, -1.0F, 6.0F}, exact);
}

TEST_CASE("relu6: numbers that are none, and infinities") {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  const auto output =
      mote_test::run_unary(code, {infinity, -infinity, std::numeric_limits<float>::quiet_NaN()});
  CHECK(output[0] == 6.0F);
  CHECK(output[1] == 0.0F);
  CHECK(std::isnan(output[2]));
}
