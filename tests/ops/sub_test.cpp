// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/sub.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::sub

#include "support/both_times.hpp"
#include "support/elementwise.hpp"
#include "support/oracle.hpp"

namespace {

using mote_test::both_times;
using options = mote::schema::sub_options;
constexpr auto code = mote::builtin_operator::sub;

}  // namespace

TEST_CASE("sub: int8 with different scales and zero points, and a clamp") {
  CHECK(both_times([] {
    const auto gives = [](std::int8_t a, std::int8_t b, mote::activation kind) {
      const auto option = mote_test::scalar(options::activation, static_cast<std::int8_t>(kind));
      const auto model = mote_test::quantized_pair_model(code, {option});
      return mote_test::result_of<mote::ops::sub, std::int8_t>(model, a, b);
    };
    constexpr auto none = mote::activation::none;
    // 0.5 * (a - 3) - 0.25 * (b + 5) = 0.5 * (q - 1)
    return gives(3, -5, none) == 1 && gives(13, -5, none) == 11 && gives(3, 15, none) == -9 &&
           gives(127, -128, none) == 127 && gives(-128, 127, none) == -128 &&
           gives(3, 15, mote::activation::relu) == 1 && gives(100, -5, mote::activation::relu6) == 13;
  }));
}

TEST_CASE("sub: random int8 and int16 layers equal the oracle") {
  const auto expected = [](const auto& a, const auto& b, oracle::activation fused,
                           const oracle::quantization& output) {
    return oracle::add(a, b, fused, output, -1);
  };
  mote_test::check_random_pairs<options, std::int8_t>(code, 81, 0.01F, 0.3F, expected);
  mote_test::check_random_pairs<options, std::int16_t>(code, 82, 0.01F, 0.3F, expected);
}

TEST_CASE("sub: float32 and int32") {
  CHECK(mote_test::run_rows<float, float>(code, {1.5F, -4.0F, 7.0F}, {0.25F, 1.0F, -1.0F}) ==
        std::vector<float>{1.25F, -5.0F, 8.0F});
  CHECK(mote_test::run_rows<std::int32_t, std::int32_t>(code, {-2147483647, -5, 7}, {2, 3, -8}) ==
        std::vector<std::int32_t>{2147483647, -8, 15});
}
