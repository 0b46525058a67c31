// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/rsqrt.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>

#define MOTE_TESTED_OPERATORS mote::ops::rsqrt
#include "support/both_times.hpp"
#include "support/unary.hpp"

namespace {

using mote_test::both_times;
using mote_test::opaque;

constexpr auto code = mote::builtin_operator::rsqrt;

}  // namespace

TEST_CASE("rsqrt: values of int8") {
  CHECK(both_times([] {
    const auto model = mote_test::unary_model(code, mote::tensor_type::int8, {1.0F, -28}, {1.0F / 64, -20});
    const auto rsqrt = [&](int x) {
      return mote_test::value_of<mote::functions::inverse_root<std::int8_t>>(model,
                                                                             static_cast<std::int8_t>(x));
    };
    // Steps of 1/64: 1 / sqrt(4) = 32, 1 / sqrt(100) = 6.4. No number at 0 and below.
    return rsqrt(opaque(-24)) == 12 && rsqrt(72) == -14 && rsqrt(-27) == 44 && rsqrt(-28) == 127 &&
           rsqrt(-128) == 127;
  }));
}

TEST_CASE("rsqrt: near the function of reals") {
  const auto exact = [](double x) { return x > 0 ? 1 / std::sqrt(x) : 1e9; };
  mote_test::check_curve<std::int8_t>(code, {0.05F, -128}, {0.011F, -128}, 1.0, exact);
  mote_test::check_curve<std::int8_t>(code, {0.002F, 0}, {0.1F, 10}, 1.0, exact);
  mote_test::check_floats(code, {1.0F, 2.0F, 0.01F, 1e20F}, exact);
}

TEST_CASE("rsqrt: scales are refused where the multiplier leaves 32 bits") {
  CHECK(both_times([] {
    const auto refused = [](float in, float out) {
      auto model = mote_test::unary_model(code, mote::tensor_type::int8, {1.0F, 0}, {1.0F, 0});
      if (!mote_test::loads(model)) return false;
      model.tensors[0].scales = {opaque(in)};
      model.tensors[1].scales = {opaque(out)};
      return is_refused(model, mote::error::scales_too_far_apart, 1);
    };
    return refused(1.0F, 0x1p-30F) && refused(0x1p-40F, 0x1p-11F) && refused(1.0F, 0x1p13F) &&
           refused(0x1p-126F, 0x1p-126F);
  }));
}
