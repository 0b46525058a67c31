// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/hard_swish.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>

#define MOTE_TESTED_OPERATORS mote::ops::hard_swish
#include "support/both_times.hpp"
#include "support/unary.hpp"

namespace {

using mote_test::both_times;
using mote_test::opaque;

constexpr auto code = mote::builtin_operator::hard_swish;

double exact(double x) { return x * std::fmin(std::fmax(x + 3, 0.0), 6.0) / 6; }

}  // namespace

TEST_CASE("hard_swish: values where nothing is rounded") {
  CHECK(both_times([] {
    // Steps of 1/16: 0 below -3, x above 3, and 1.5 * 4.5 / 6 = 1.125.
    const auto model = mote_test::unary_model(code, mote::tensor_type::int8, {1.0F / 16, 0}, {1.0F / 16, 0});
    const auto hard_swish = [&](int x) {
      return mote_test::value_of<mote::functions::hard_swish<std::int8_t>>(model,
                                                                           static_cast<std::int8_t>(x));
    };
    return hard_swish(opaque(0)) == 0 && hard_swish(-48) == 0 && hard_swish(-128) == 0 &&
           hard_swish(48) == 48 && hard_swish(127) == 127 && hard_swish(24) == 18;
  }));
}

TEST_CASE("hard_swish: near the function of reals") {
  mote_test::check_curve<std::int8_t>(code, {0.07F, -39}, {0.047F, -120}, 1.0, exact);
  mote_test::check_curve<std::int8_t>(code, {0.005F, 127}, {0.004F, 0}, 1.0, exact);
  mote_test::check_curve<std::int8_t>(code, {2.0F, 0}, {2.0F, -128}, 1.0, exact);
  mote_test::check_floats(code, {-4.0F, -3.0F, -1.5F, 0.0F, 1.0F, 3.0F, 100.0F}, exact);
}

TEST_CASE("hard_swish: what is refused") {
  CHECK(both_times([] {
    using mote::error;
    const auto refused = [](float in, float out, std::int32_t tensor) {
      auto model = mote_test::unary_model(code, mote::tensor_type::int8, {1.0F, 0}, {1.0F, 0});
      if (!mote_test::loads(model)) return false;
      model.tensors[0].scales = {opaque(in)};
      model.tensors[1].scales = {opaque(out)};
      return is_refused(model, error::scales_too_far_apart, tensor);
    };
    return refused(1.0F, 0x1p-7F, 1) && refused(1.0F, 0x1p10F, 1) && refused(0x1p-23F, 0x1p-23F, 0) &&
           refused(0x1p26F, 0x1p26F, 0);
  }));
}
