// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/squared_difference.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::squared_difference

#include "support/both_times.hpp"
#include "support/elementwise.hpp"
#include "support/oracle.hpp"
#include "support/refusal.hpp"

namespace {

using mote_test::both_times;
using no_options = mote::schema::add_options;
constexpr auto code = mote::builtin_operator::squared_difference;

template <class T>
oracle::tensor<T> square(const oracle::tensor<T>& a, const oracle::tensor<T>& b,
                         const oracle::quantization& output) {
  const int left_shift = sizeof(T) == 1 ? 7 : 0;
  const double unit = 2 * oracle::real(std::max(a.scale(), b.scale()));
  const auto by_a = oracle::quantize_multiplier(oracle::real(a.scale()) / unit);
  const auto by_b = oracle::quantize_multiplier(oracle::real(b.scale()) / unit);
  const auto by_square =
      oracle::quantize_multiplier(unit * unit / std::ldexp(oracle::real(output.scale[0]), 2 * left_shift));
  return oracle::broadcast<T>(a, b, output, [&](int x, int y) {
    const int difference = oracle::multiply((x - a.zero_point()) * (1 << left_shift), by_a) -
                           oracle::multiply((y - b.zero_point()) * (1 << left_shift), by_b);
    return oracle::finish<T>(oracle::multiply(difference * difference, by_square), oracle::activation::none,
                             output);
  });
}

}  // namespace

TEST_CASE("squared difference: int8 with different scales and zero points") {
  CHECK(both_times([] {
    const auto gives = [](std::int8_t a, std::int8_t b) {
      return mote_test::result_of<mote::ops::squared_difference, std::int8_t>(
          mote_test::quantized_pair_model(code), a, b);
    };
    // (0.5 * (a - 3) - 0.25 * (b + 5))^2 = 0.5 * (q - 1)
    return gives(3, -5) == 1 && gives(7, -5) == 9 && gives(-1, -5) == 9 && gives(13, 15) == 1 &&
           gives(3, 3) == 9 && gives(127, -128) == 127 && gives(4, -4) == 1;
  }));
}

TEST_CASE("squared difference: random int8 and int16 layers equal the oracle") {
  // It has no activation: what the options say is not read.
  const auto expected = [](const auto& a, const auto& b, oracle::activation /*fused*/,
                           const oracle::quantization& output) { return square(a, b, output); };
  mote_test::check_random_pairs<no_options, std::int8_t>(code, 87, 0.01F, 0.5F, expected);
  mote_test::check_random_pairs<no_options, std::int16_t>(code, 88, 0.1F, 5.0F, expected);
}

TEST_CASE("squared difference: float32 and int32") {
  CHECK(mote_test::run_rows<float, float>(code, {1.5F, -4.0F}, {0.5F, 3.0F}) ==
        std::vector<float>{1.0F, 49.0F});
  CHECK(mote_test::run_rows<std::int32_t, std::int32_t>(code, {-2147483647, 65536, 7}, {2, 0, -8}) ==
        std::vector<std::int32_t>{1, 0, 225});
}

TEST_CASE("squared difference: an output scale that is too small is refused") {
  CHECK(both_times([] {
    const auto change = [](mote_test::model_description& m) { m.tensors[2].scales = {1e-16F}; };
    return is_refused_after(mote_test::quantized_pair_model(code), change, mote::error::scales_too_far_apart,
                            2);
  }));
}
