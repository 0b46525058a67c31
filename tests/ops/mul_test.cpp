// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/mul.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::mul

#include "support/both_times.hpp"
#include "support/elementwise.hpp"
#include "support/oracle.hpp"
#include "support/refusal.hpp"

namespace {

using mote_test::both_times;
using options = mote::schema::mul_options;
constexpr auto code = mote::builtin_operator::mul;

template <class T>
oracle::tensor<T> product(const oracle::tensor<T>& a, const oracle::tensor<T>& b, oracle::activation fused,
                          const oracle::quantization& output) {
  const double exact = oracle::real(a.scale()) * oracle::real(b.scale()) / oracle::real(output.scale[0]);
  const auto by = oracle::quantize_multiplier(exact);
  return oracle::broadcast<T>(a, b, output, [&](int x, int y) {
    const int raw = (x - a.zero_point()) * (y - b.zero_point());
    return oracle::finish<T>(oracle::multiply(raw, by), fused, output);
  });
}

}  // namespace

TEST_CASE("mul: int8 with different scales and zero points, and a clamp") {
  CHECK(both_times([] {
    const auto gives = [](std::int8_t a, std::int8_t b, mote::activation kind = mote::activation::none) {
      const auto option = mote_test::scalar(options::activation, static_cast<std::int8_t>(kind));
      const auto model = mote_test::quantized_pair_model(code, {option});
      return mote_test::result_of<mote::ops::mul, std::int8_t>(model, a, b);
    };
    // 0.5 * (a - 3) * 0.25 * (b + 5) = 0.5 * (q - 1)
    return gives(3, 100) == 1 && gives(7, 5) == 11 && gives(-1, 5) == -9 && gives(-128, -128) == 127 &&
           gives(127, -128) == -128 && gives(-1, 5, mote::activation::relu) == 1 &&
           gives(27, 5, mote::activation::relu6) == 13;
  }));
}

TEST_CASE("mul: random int8 and int16 layers equal the oracle") {
  const auto expected = [](const auto& a, const auto& b, oracle::activation fused,
                           const oracle::quantization& output) { return product(a, b, fused, output); };
  mote_test::check_random_pairs<options, std::int8_t>(code, 83, 0.005F, 0.3F, expected);
  mote_test::check_random_pairs<options, std::int16_t>(code, 84, 0.005F, 0.3F, expected);
}

TEST_CASE("mul: float32 and int32") {
  CHECK(mote_test::run_rows<float, float>(code, {1.5F, -4.0F}, {0.25F, 3.0F}) ==
        std::vector<float>{0.375F, -12.0F});
  CHECK(mote_test::run_rows<std::int32_t, std::int32_t>(code, {65536, 65536, -7}, {65536, 32768, 6}) ==
        std::vector<std::int32_t>{0, -2147483647 - 1, -42});
}

TEST_CASE("mul: an output scale that is too small is refused") {
  CHECK(both_times([] {
    const auto change = [](mote_test::model_description& m) { m.tensors[2].scales = {1e-12F}; };
    return is_refused_after(mote_test::quantized_pair_model(code), change, mote::error::scales_too_far_apart,
                            2);
  }));
}
