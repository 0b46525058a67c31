// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/quantize.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <vector>

#include "support/both_times.hpp"
#include "support/oracle.hpp"
#include "support/random_source.hpp"
#include "support/refusal.hpp"
#include "support/run_model.hpp"
#include "support/small_models.hpp"

namespace {

using mote_test::activations_of;
using mote_test::both_times;
using mote_test::opaque;

template <class Input>
oracle::quantization random_quantization(mote_test::random_source& random) {
  constexpr auto low = static_cast<std::int32_t>(std::numeric_limits<Input>::min());
  constexpr auto high = static_cast<std::int32_t>(std::numeric_limits<Input>::max());
  // Wide types are symmetric.
  const int zero_point = sizeof(Input) > 1 ? 0 : random.integer<std::int32_t>(low, high);
  const float unit = sizeof(Input) == 1 ? 1.0F : sizeof(Input) == 2 ? 1.0F / 256 : 1.0F / (1 << 20);
  return {{unit * random.real(0.001F, 0.1F)}, zero_point};
}

template <class Input, class Output>
void check_requantization(std::uint64_t seed) {
  mote_test::random_source random(seed);
  for (int round = 0; round < mote_test::rounds(300, 10); ++round) {
    const auto input =
        mote_test::random_tensor<Input>(random, {random.between(1, 40)}, random_quantization<Input>(random));
    const auto expected = oracle::requantize<Output>(input, random_quantization<Output>(random));
    const auto model = mote_test::one_node(mote::builtin_operator::quantize,
                                           {activations_of(input), activations_of(expected)});
    CHECK(mote_test::run_model<Output>(model, input.data) == expected.data);
  }
}

template <class Output>
void check_quantization(std::uint64_t seed) {
  mote_test::random_source random(seed);
  for (int round = 0; round < mote_test::rounds(300, 10); ++round) {
    oracle::tensor<float> input{{random.between(1, 40)}, {}, {}};
    const auto quantized = random_quantization<Output>(random);
    for (int i = 0; i < input.dimension(0); ++i) {
      const float reach = quantized.scale[0] * (sizeof(Output) == 1 ? 300.0F : 80000.0F);
      // Every fourth is a multiple of half the scale: a tie, or nearly.
      input.data.push_back(random.chance(4)
                               ? quantized.scale[0] * (0.5F + static_cast<float>(random.between(-200, 200)))
                               : random.real(-reach, reach));
    }
    const auto expected = oracle::quantize<Output>(input, quantized);
    const auto model = mote_test::one_node(mote::builtin_operator::quantize,
                                           {activations_of(input), activations_of(expected)});
    CHECK(mote_test::run_model<Output>(model, input.data) == expected.data);
  }
}

}  // namespace

TEST_CASE("quantize: a value of a real") {
  CHECK(both_times([] {
    const auto as_int8 = [](float x) { return mote::quantize_value<std::int8_t>(opaque(x), 0.5F, -10); };
    return as_int8(0.0F) == -10 && as_int8(0.25F) == -9 && as_int8(-0.25F) == -11 && as_int8(68.5F) == 127 &&
           as_int8(1e30F) == 127 && as_int8(-1e30F) == -128 &&
           as_int8(std::numeric_limits<float>::infinity()) == 127 &&
           mote::quantize_value<std::uint8_t>(opaque(-3.0F), 1.0F, 2) == 0 &&
           mote::quantize_value<std::uint8_t>(opaque(300.0F), 1.0F, 0) == 255 &&
           mote::quantize_value<std::int16_t>(opaque(1.0F), 1.0F / 40000, 0) == 32767;
  }));
}

TEST_CASE("quantize: the real of a value") {
  CHECK(both_times([] {
    return mote::dequantize_value(opaque(std::int8_t{-128}), 0.5F, 127) == -127.5F &&
           mote::dequantize_value(opaque(std::uint8_t{255}), 2.0F, 0) == 510.0F &&
           mote::dequantize_value(opaque(std::int16_t{-32768}), 1.0F, 32767) == -65535.0F;
  }));
}

TEST_CASE("quantize: floats equal the oracle") {
  check_quantization<std::int8_t>(41);
  check_quantization<std::int16_t>(42);
}

TEST_CASE("quantize: int8 to other integers equals the oracle") {
  check_requantization<std::int8_t, std::int8_t>(43);
  check_requantization<std::int8_t, std::uint8_t>(44);
  check_requantization<std::int8_t, std::int16_t>(45);
  check_requantization<std::int8_t, std::int32_t>(46);
}

TEST_CASE("quantize: other integers equal the oracle") {
  check_requantization<std::uint8_t, std::int8_t>(47);
  check_requantization<std::int16_t, std::int8_t>(48);
  check_requantization<std::int16_t, std::int32_t>(49);
  check_requantization<std::int32_t, std::int8_t>(50);
  check_requantization<std::int32_t, std::int16_t>(51);
}

TEST_CASE("quantize: what is refused") {
  using mote::error;
  using mote_test::model_description;
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(mote_test::quantize_model(), change, code, tensor);
    };
    return refused([](model_description& m) { m.tensors[0].type = opaque(mote::tensor_type::int64); },
                   error::unsupported_type, 0) &&
           refused([](model_description& m) { m.tensors[1].type = mote::tensor_type::uint8; },
                   error::unsupported_type, 1) &&
           refused([](model_description& m) { m.tensors[1].type = mote::tensor_type::float32; },
                   error::unsupported_type, 1) &&
           refused(
               [](model_description& m) {
                 m.tensors[1].shape = {3, 2};
               },
               error::shape_mismatch, 1) &&
           refused([](model_description& m) { m.tensors[1].scales = {}; }, error::missing_quantization, 1) &&
           refused([](model_description& m) { m.tensors[0].type = mote::tensor_type::int8; },
                   error::missing_quantization, 0) &&
           refused(
               [](model_description& m) {
                 m.tensors[0] = mote_test::activations({2, 3}, 1e20F, 0);
               },
               error::scales_too_far_apart, 1);
  }));
}

TEST_CASE("quantize: 32-bit tensors have no zero point") {
  CHECK(both_times([] {
    auto model = mote_test::quantize_model();
    model.tensors[0] = mote_test::activations({2, 3}, 0.5F, opaque(0));
    model.tensors[0].type = mote::tensor_type::int32;
    if (!mote_test::loads(model)) return false;
    model.tensors[0].zero_points[0] = INT32_MIN;
    return mote_test::is_refused(model, mote::error::bad_zero_point, 0);
  }));
}
