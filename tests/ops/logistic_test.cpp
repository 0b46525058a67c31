// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/logistic.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <limits>

#define MOTE_TESTED_OPERATORS mote::ops::logistic
#include "support/both_times.hpp"
#include "support/unary.hpp"

namespace {

using mote_test::both_times;
using mote_test::opaque;
using mote_test::scaled;

constexpr auto code = mote::builtin_operator::logistic;
constexpr scaled narrow{1.0F / 256, -128};
constexpr scaled wide{1.0F / 32768, 0};

double exact(double x) { return 1 / (1 + std::exp(-x)); }

}  // namespace

TEST_CASE("logistic: fixed point, at 0 and on both sides") {
  CHECK(both_times([] {
    constexpr std::int32_t one = 1 << 27;
    // 1 / (1 + exp(-1)) = 0.7310585786300049.
    const std::int32_t upper = mote::logistic_of(opaque(one)) - 1569936289;
    return mote::logistic_of(opaque(0)) == 1 << 30 && upper >= -100 && upper <= 100 &&
           mote::logistic_of(opaque(one)) + mote::logistic_of(-one) ==
               std::numeric_limits<std::int32_t>::max();
  }));
}

TEST_CASE("logistic: int8 saturates beyond 15") {
  CHECK(both_times([] {
    const auto model = mote_test::unary_model(code, mote::tensor_type::int8, {1.0F, 3}, narrow);
    const auto logistic = [&](int x) {
      return mote_test::value_of<mote::saturating<mote::functions::logistic>>(model,
                                                                              static_cast<std::int8_t>(x));
    };
    return logistic(opaque(3)) == 0 && logistic(18) == 127 && logistic(127) == 127 && logistic(-12) == -128 &&
           logistic(-128) == -128 && logistic(4) == 59;  // 0.731 * 256 = 187.15
  }));
}

TEST_CASE("logistic: near the function of reals") {
  mote_test::check_curve<std::int8_t>(code, {0.04F, -128}, narrow, 0.51, exact);
  mote_test::check_curve<std::int8_t>(code, {0.001F, 127}, narrow, 0.51, exact);
  mote_test::check_curve<std::int8_t>(code, {3.0F, 0}, narrow, 0.51, exact);
  for (const float scale : {1.0F / 4096, 1.0F / 2048, 0.0003F, 0.0001F, 1.0F}) {
    mote_test::check_curve<std::int16_t>(code, {scale, 0}, wide, 2.0, exact);
  }
  mote_test::check_floats(code, {0.0F, 1.0F, -1.0F, -9.5F, 16.5F, 17.0F, -100.0F, 100.0F}, exact);
}

TEST_CASE("logistic: what is refused") {
  CHECK(both_times([] {
    using mote::error;
    const auto refused = [](mote::tensor_type type, scaled out, scaled other, error why) {
      auto model = mote_test::unary_model(code, type, {1.0F, 0}, out);
      if (!mote_test::loads(model)) return false;
      model.tensors[1] = mote_test::integer_tensor(type, {2, 3}, other);
      return is_refused(model, why, 1);
    };
    const auto coarse = [](float scale) {
      return is_refused(mote_test::unary_model(code, mote::tensor_type::int8, {opaque(scale), 0}, narrow),
                        error::scales_too_far_apart, 0);
    };
    return refused(mote::tensor_type::int8, narrow, {1.0F / 128, -128}, error::bad_output_quantization) &&
           refused(mote::tensor_type::int8, narrow, {1.0F / 256, 0}, error::bad_output_quantization) &&
           refused(mote::tensor_type::int16, wide, {1.0F / 256, 0}, error::bad_output_quantization) &&
           coarse(0x1p-29F) && coarse(0x1p5F);
  }));
}
