// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/leaky_relu.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>

#define MOTE_TESTED_OPERATORS mote::ops::leaky_relu
#include "support/both_times.hpp"
#include "support/unary.hpp"

namespace {

using mote_test::both_times;
using mote_test::opaque;
using mote_test::scaled;

constexpr auto code = mote::builtin_operator::leaky_relu;

constexpr mote_test::field alpha(float value) {
  return mote_test::scalar(mote::schema::leaky_relu_options::alpha, value);
}

template <class T>
constexpr T leaky(scaled in, scaled out, float slope, T x) {
  return mote_test::value_of<mote::functions::leaky_rectified<T>>(
      mote_test::unary_model(code, mote::type_of<T>, in, out, {alpha(slope)}), x);
}

template <class T>
void check_slope(scaled in, scaled out, float slope) {
  const auto exact = [slope](double x) { return x > 0 ? x : x * static_cast<double>(slope); };
  mote_test::check_curve<T>(code, in, out, 1.0, exact, {alpha(slope)});
}

}  // namespace

TEST_CASE("leaky_relu: one multiplier for each side of the zero point") {
  CHECK(both_times([] {
    const auto quarter = [](int x) {
      return leaky<std::int8_t>({0.5F, 3}, {0.5F, -10}, 0.25F, static_cast<std::int8_t>(x));
    };
    const auto negative = [](int x) {
      return leaky<std::int8_t>({0.5F, 3}, {0.5F, -10}, -2.0F, static_cast<std::int8_t>(x));
    };
    return quarter(opaque(3)) == -10 && quarter(13) == 0 && quarter(-1) == -11 && quarter(-128) == -43 &&
           quarter(127) == 114 && negative(opaque(13)) == 0 && negative(-7) == 10 && negative(-128) == 127 &&
           leaky<std::int16_t>({0.5F, 0}, {1.0F, 0}, 0.5F, opaque(std::int16_t{-32768})) == -8192 &&
           leaky<std::int8_t>({0.5F, 0}, {0.5F, 0}, 0.0F, opaque(std::int8_t{-128})) == 0;
  }));
}

TEST_CASE("leaky_relu: near the function of reals") {
  check_slope<std::int8_t>({0.05F, -20}, {0.04F, 10}, 0.1F);
  check_slope<std::int8_t>({0.05F, 127}, {0.04F, -128}, -0.3F);
  check_slope<std::int8_t>({0.05F, 0}, {0.1F, 0}, 1.5F);
  check_slope<std::int16_t>({0.0005F, 0}, {0.0003F, 0}, 0.01F);
  mote_test::check_floats(code, {1.5F, -1.5F, 0.0F, -1e30F},
                          [](double x) { return x > 0 ? x : x * static_cast<double>(0.1F); }, {alpha(0.1F)});
}

TEST_CASE("leaky_relu: what is refused") {
  CHECK(both_times([] {
    auto model = mote_test::unary_model(code, mote::tensor_type::int8, {1.0F, 0}, {1.0F, 0}, {alpha(0.5F)});
    if (!mote_test::loads(model)) return false;
    model.nodes[0].set(alpha(opaque(std::numeric_limits<float>::infinity())));
    if (!is_refused(model, mote::error::bad_option, mote::none)) return false;
    model.nodes[0].set(alpha(opaque(-1e20F)));
    if (!is_refused(model, mote::error::scales_too_far_apart, 1)) return false;
    model.nodes[0].set(alpha(0.5F));
    model.tensors[1].scales = {0x1p-22F};
    return is_refused(model, mote::error::scales_too_far_apart, 1);
  }));
}
