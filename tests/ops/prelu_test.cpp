// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/prelu.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::prelu

#include "support/both_times.hpp"
#include "support/elementwise.hpp"
#include "support/oracle.hpp"
#include "support/random_source.hpp"
#include "support/refusal.hpp"

namespace {

using mote_test::both_times;
constexpr auto code = mote::builtin_operator::prelu;

template <class T>
void check_random_layers(std::uint64_t seed) {
  mote_test::random_source random(seed);
  for (int round = 0; round < mote_test::rounds(1000, 20); ++round) {
    const auto shapes = mote_test::random_shapes(random);
    const auto x =
        mote_test::random_tensor<T>(random, shapes.first, mote_test::random_quantization<T>(random));
    const auto alpha = mote_test::random_tensor<std::int8_t>(
        random, shapes.second, mote_test::random_quantization<std::int8_t>(random));
    const auto output = mote_test::random_quantization<T>(random);
    const auto by = oracle::quantize_multiplier(oracle::real(x.scale()) / oracle::real(output.scale[0]));
    const auto by_alpha = oracle::quantize_multiplier(oracle::real(x.scale()) * oracle::real(alpha.scale()) /
                                                      oracle::real(output.scale[0]));
    const auto expected = oracle::broadcast<T>(x, alpha, output, [&](int a, int b) {
      const int value = a - x.zero_point();
      const int slope = b - alpha.zero_point();
      return oracle::finish<T>(
          value >= 0 ? oracle::multiply(value, by) : oracle::multiply(value * slope, by_alpha),
          oracle::activation::none, output);
    });
    CHECK(mote_test::run_pair(code, x, alpha, expected) == expected.data);
  }
}

}  // namespace

TEST_CASE("prelu: int8 with different scales and zero points") {
  CHECK(both_times([] {
    const auto bytes = write(mote_test::quantized_pair_model(code));
    const mote::graph graph(bytes.view());
    const mote::ops::prelu::quantized_slopes<std::int8_t> prelu(mote::node_view(graph, 0));
    // x = 0.5 * (q - 3), alpha = 0.25 * (q + 5), output 0.5 * (q - 1)
    return prelu(mote_test::opaque(3), 100) == 1 && prelu(13, 100) == 11 && prelu(-7, -1) == -9 &&
           prelu(-7, -5) == 1 && prelu(-7, -9) == 11 && prelu(-128, 127) == -128 && prelu(127, 0) == 125;
  }));
}

TEST_CASE("prelu: random int8 and int16 layers equal the oracle") {
  check_random_layers<std::int8_t>(91);
  check_random_layers<std::int16_t>(92);
}

TEST_CASE("prelu: float32") {
  CHECK(mote_test::run_rows<float, float>(code, {1.5F, -4.0F, 0.0F}, {0.25F, 0.5F, 2.0F}) ==
        std::vector<float>{1.5F, -2.0F, 0.0F});
}

TEST_CASE("prelu: what is refused") {
  using mote::error;
  using mote_test::model_description;
  CHECK(both_times([] {
    const auto refused = [](auto change, error code_of_error, std::int32_t tensor) {
      return is_refused_after(mote_test::quantized_pair_model(code), change, code_of_error, tensor);
    };
    return refused([](model_description& m) { m.tensors[0].type = mote::tensor_type::int32; },
                   error::unsupported_type, 0) &&
           refused(
               [](model_description& m) {
                 m.tensors[1].type = mote::tensor_type::int16;
                 m.tensors[1].zero_points = {0};
               },
               error::unsupported_type, 1) &&
           refused([](model_description& m) { m.tensors[1].scales = {-1.0F}; }, error::bad_scale, 1) &&
           refused([](model_description& m) { m.tensors[2].scales = {1e-12F}; }, error::scales_too_far_apart,
                   2) &&
           refused(
               [](model_description& m) {
                 m.tensors[2].shape = {2, 2};
               },
               error::shape_mismatch, 2);
  }));
}
