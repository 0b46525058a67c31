// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/tanh.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <initializer_list>

#define MOTE_TESTED_OPERATORS mote::ops::tanh
#include "support/both_times.hpp"
#include "support/unary.hpp"

namespace {

using mote_test::both_times;
using mote_test::opaque;
using mote_test::scaled;

constexpr auto code = mote::builtin_operator::tanh;
constexpr scaled narrow{1.0F / 128, 0};
constexpr scaled wide{1.0F / 32768, 0};

double exact(double x) { return std::tanh(x); }

}  // namespace

TEST_CASE("tanh: fixed point, at 0 and on both sides") {
  CHECK(both_times([] {
    constexpr std::int32_t one = 1 << 27;
    // tanh(1) = 0.7615941559557649.
    const std::int32_t upper = mote::tanh_of(opaque(one)) - 1635510995;
    return mote::tanh_of(opaque(0)) == 0 && upper >= -1000 && upper <= 1000 &&
           mote::tanh_of(opaque(one)) == -mote::tanh_of(-one);
  }));
}

TEST_CASE("tanh: int8 saturates beyond 15") {
  CHECK(both_times([] {
    const auto model = mote_test::unary_model(code, mote::tensor_type::int8, {1.0F, 3}, narrow);
    const auto tanh = [&](int x) {
      return mote_test::value_of<mote::saturating<mote::functions::tanh>>(model, static_cast<std::int8_t>(x));
    };
    return tanh(opaque(3)) == 0 && tanh(18) == 127 && tanh(127) == 127 && tanh(-12) == -128 &&
           tanh(-128) == -128 && tanh(4) == 97 && tanh(2) == -97;  // 0.7616 * 128 = 97.48
  }));
}

TEST_CASE("tanh: near the function of reals") {
  mote_test::check_curve<std::int8_t>(code, {0.02F, 26}, narrow, 0.51, exact);
  mote_test::check_curve<std::int8_t>(code, {0.001F, -128}, narrow, 0.51, exact);
  mote_test::check_curve<std::int8_t>(code, {3.0F, 127}, narrow, 0.51, exact);
  for (const float scale : {1.0F / 4096, 1.0F / 2048, 0.0003F, 0.0001F, 1.0F}) {
    mote_test::check_curve<std::int16_t>(code, {scale, 0}, wide, 4.0, exact);
  }
  mote_test::check_floats(code, {0.0F, 0.5F, -1.0F, 10.0F, -100.0F}, exact);
}

TEST_CASE("tanh: the output's scale and zero point are prescribed") {
  CHECK(both_times([] {
    auto model = mote_test::unary_model(code, mote::tensor_type::int8, {1.0F, 0}, narrow);
    if (!mote_test::loads(model)) return false;
    model.tensors[1].zero_points = {opaque(std::int64_t{1})};
    return is_refused(model, mote::error::bad_output_quantization, 1);
  }));
}
