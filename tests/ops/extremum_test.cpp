// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/extremum.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>

#include "mote/ops/maximum.hpp"
#include "mote/ops/minimum.hpp"

#define MOTE_TESTED_OPERATORS mote::ops::maximum, mote::ops::minimum

#include "support/both_times.hpp"
#include "support/elementwise.hpp"
#include "support/refusal.hpp"

namespace {

using mote::builtin_operator;
using mote_test::both_times;

template <class T>
constexpr T gives(builtin_operator code, T a, T b) {
  const auto model = mote_test::plain_pair_model(code, mote::type_of<T>, mote::type_of<T>);
  return mote_test::result_of<mote::extremum, T>(model, a, b);
}

}  // namespace

TEST_CASE("extremum: the operator's code decides which") {
  CHECK(both_times([] {
    constexpr auto maximum = builtin_operator::maximum;
    constexpr auto minimum = builtin_operator::minimum;
    return gives(maximum, 1.5F, -2.0F) == 1.5F && gives(minimum, 1.5F, -2.0F) == -2.0F &&
           gives(maximum, std::int8_t{-128}, std::int8_t{127}) == 127 &&
           gives(minimum, std::int64_t{1} << 40, std::int64_t{2}) == 2;
  }));
  CHECK(both_times([] {
    // The second value where one is a NaN.
    constexpr float nan = std::numeric_limits<float>::quiet_NaN();
    const float second = gives(builtin_operator::maximum, 1.0F, nan);
    return gives(builtin_operator::maximum, nan, 1.0F) == 1.0F && second != second;
  }));
}

TEST_CASE("extremum: what is refused") {
  using mote_test::model_description;
  CHECK(both_times([] {
    const auto refused = [](auto change, mote::error code, std::int32_t tensor) {
      return is_refused_after(mote_test::quantized_pair_model(builtin_operator::maximum), change, code,
                              tensor);
    };
    return refused([](model_description& m) { m.tensors[0].type = mote::tensor_type::boolean; },
                   mote::error::unsupported_type, 0) &&
           refused([](model_description& m) { m.tensors[1].type = mote::tensor_type::int16; },
                   mote::error::unsupported_type, 1) &&
           refused([](model_description& m) { m.tensors[2].shape = {3}; }, mote::error::shape_mismatch, 2);
  }));
}
