// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/elu.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>

#define MOTE_TESTED_OPERATORS mote::ops::elu
#include "support/both_times.hpp"
#include "support/unary.hpp"

namespace {

using mote_test::both_times;
using mote_test::opaque;

constexpr auto code = mote::builtin_operator::elu;

double exact(double x) { return x < 0 ? std::exp(x) - 1 : x; }

}  // namespace

TEST_CASE("elu: values of int8") {
  CHECK(both_times([] {
    const auto model = mote_test::unary_model(code, mote::tensor_type::int8, {0.5F, 3}, {1.0F / 64, -10});
    const auto elu = [&](int x) {
      return mote_test::value_of<mote::functions::elu<std::int8_t>>(model, static_cast<std::int8_t>(x));
    };
    // exp(-1) - 1 = -0.632 = -40.46 / 64.
    return elu(opaque(3)) == -10 && elu(4) == 22 && elu(1) == -50 && elu(-128) == -74 && elu(127) == 127;
  }));
}

TEST_CASE("elu: near the function of reals") {
  mote_test::check_curve<std::int8_t>(code, {0.03F, 17}, {0.016F, -67}, 0.501, exact);
  mote_test::check_curve<std::int8_t>(code, {0.1F, -128}, {0.05F, 127}, 0.501, exact);
  mote_test::check_curve<std::int8_t>(code, {0.1F, 127}, {0.004F, 127}, 0.501, exact);
  mote_test::check_floats(code, {1.5F, 0.0F, -1e-6F, -1.0F, -100.0F}, exact);
}

TEST_CASE("elu: scales near the ends of float are refused") {
  CHECK(both_times([] {
    const auto refused = [](std::size_t tensor, float scale) {
      auto model = mote_test::unary_model(code, mote::tensor_type::int8, {0.5F, 0}, {0.5F, 0});
      if (!mote_test::loads(model)) return false;
      model.tensors[tensor].scales = {opaque(scale)};
      return is_refused(model, mote::error::scales_too_far_apart, static_cast<std::int32_t>(tensor));
    };
    return refused(0, 1e-30F) && refused(0, 1e30F) && refused(1, 1e-30F) && refused(1, 1e30F);
  }));
}
