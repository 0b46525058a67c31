// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/softmax.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::softmax
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
using option = mote::schema::softmax_options;

template <std::int32_t... Sizes>
using sizes = mote::row_geometry<mote::static_extents<Sizes...>>;

// A scale of 1/8 and beta 1.
constexpr mote::difference_exponential eighth(1.0F, 0.125F);

template <class Output>
void check_random_rows(std::uint64_t seed) {
  mote_test::random_source random(seed);
  const bool wide = sizeof(Output) > 1;
  for (int round = 0; round < mote_test::rounds(1500, 30); ++round) {
    const oracle::shape shape{random.between(1, 3), random.between(1, 30)};
    const oracle::quantization quantized{
        {random.chance(8) ? random.real(0.5F, 30.0F) : random.real(0.001F, 0.5F)}, random.between(-128, 127)};
    const auto input = mote_test::random_tensor<std::int8_t>(random, shape, quantized);
    const float beta = random.chance(2) ? 1.0F : random.real(0.1F, 3.0F);
    const oracle::quantization output{{wide ? 1.0F / 65536 : 1.0F / 256}, wide ? -32768 : -128};
    const auto expected = oracle::softmax<Output>(input, beta, output);
    const auto model = mote_test::one_node(mote::builtin_operator::softmax,
                                           {activations_of(input), activations_of(expected)},
                                           {mote_test::scalar(option::beta, beta)});
    CHECK(mote_test::run_model<Output>(model, input.data) == expected.data);
  }
}

/// Shares of the reals that the rows stand for, at most `error` away.
template <class T>
void check_shares(const std::vector<T>& input, const std::vector<T>& output, std::size_t depth,
                  double input_scale, double output_scale, double error) {
  REQUIRE(output.size() == input.size());
  for (std::size_t r = 0; r < input.size(); r += depth) {
    double sum = 0;
    const auto term = [&](std::size_t c) {
      return std::exp(static_cast<double>(input[r + c] - input[r]) * input_scale);
    };
    for (std::size_t c = 0; c < depth; ++c) sum += term(c);
    for (std::size_t c = 0; c < depth; ++c) {
      CHECK(std::fabs(static_cast<double>(output[r + c]) * output_scale - term(c) / sum) <= error);
    }
  }
}

mote_test::model_description int16_model(std::int32_t rows, std::int32_t depth, float scale, float beta) {
  auto model = mote_test::one_node(mote::builtin_operator::softmax,
                                   {mote_test::activations({rows, depth}, scale, 0),
                                    mote_test::activations({rows, depth}, 1.0F / 32768, 0)},
                                   {mote_test::scalar(option::beta, beta)});
  model.tensors[0].type = model.tensors[1].type = mote::tensor_type::int16;
  return model;
}

}  // namespace

TEST_CASE("softmax: equal values share the whole") {
  CHECK(both_times([] {
    const std::int8_t input[] = {opaque(std::int8_t{5}), 5, 5, 5, /**/ -128, -128, -128, -128};
    std::int8_t output[8]{};
    mote::portable::softmax(sizes<2, 4>{}, input, eighth, output);
    for (const std::int8_t value : output) {
      if (value != 64 - 128) return false;
    }
    return true;
  }));
}

TEST_CASE("softmax: one value far above the others has the whole, saturated") {
  CHECK(both_times([] {
    const std::int8_t input[] = {opaque(std::int8_t{127}), -128, -128};
    std::int8_t narrow[3]{};
    std::int16_t wide[3]{};
    mote::portable::softmax(sizes<1, 3>{}, input, eighth, narrow);
    mote::portable::softmax(sizes<1, 3>{}, input, eighth, wide);
    return narrow[0] == 127 && narrow[1] == -128 && wide[0] == 32767 && wide[1] == -32768;
  }));
}

TEST_CASE("softmax: a row of one value") {
  CHECK(both_times([] {
    const std::int8_t input[] = {opaque(std::int8_t{-7})};
    std::int8_t output[1]{};
    mote::portable::softmax(sizes<1, 1>{}, input, eighth, output);
    return output[0] == 127;
  }));
}

TEST_CASE("softmax: shares of long rows round to nothing") {
  CHECK(both_times([] {
    // 1/600 is less than half a step of 1/256, and 109 steps of 1/65536.
    std::int8_t input[600]{};
    input[0] = opaque(std::int8_t{0});
    std::int8_t narrow[600]{};
    std::int16_t wide[600]{};
    mote::portable::softmax(sizes<1, 600>{}, input, eighth, narrow);
    mote::portable::softmax(sizes<1, 600>{}, input, eighth, wide);
    return narrow[0] == -128 && narrow[599] == -128 && wide[0] == 109 - 32768 && wide[599] == 109 - 32768;
  }));
  std::vector<std::int8_t> longest(4095, -5);
  std::vector<std::int8_t> output(longest.size());
  mote::portable::softmax(sizes<1, 4095>{}, longest.data(), eighth, output.data());
  CHECK(output == std::vector<std::int8_t>(longest.size(), -128));
}

TEST_CASE("softmax: static and dynamic sizes are the same kernel") {
  mote_test::random_source random(1);
  std::vector<std::int8_t> input(3 * 12);
  random.fill(input);
  std::vector<std::int8_t> a(input.size());
  std::vector<std::int8_t> b(input.size());
  const mote::row_geometry<mote::dynamic_extents<2>> dynamic{{{opaque(3), 12}}};
  mote::portable::softmax(sizes<3, 12>{}, input.data(), eighth, a.data());
  mote::portable::softmax(dynamic, input.data(), eighth, b.data());
  CHECK(a == b);
}

TEST_CASE("softmax: random rows equal the oracle") {
  check_random_rows<std::int8_t>(63);
  check_random_rows<std::int16_t>(64);
}

TEST_CASE("softmax: tables of int16") {
  using tables = mote::softmax_tables<>;
  // exp(-10) = 1.5 steps and exp(0) = 1, 1 / (1 + 0) and 1 / (1 + 1), in Q0.15.
  static_assert(tables::exponential.values[0] == 2 && tables::exponential.values[512] == 32767);
  static_assert(tables::reciprocal.values[0] == 32767 && tables::reciprocal.values[512] == 16384);
}

TEST_CASE("softmax: int16, in both times") {
  CHECK(both_times([] {
    // Differences of 10 / 65535 steps: 0 and, at exp(-10), next to nothing.
    const std::int16_t input[] = {opaque(std::int16_t{32767}), -32768, /**/ 5, 5};
    std::int16_t output[4]{};
    mote::portable::softmax_int16(sizes<2, 2>{}, static_cast<const std::int16_t*>(input),
                                  mote::quantized_multiplier{1 << 30, 1}, output);
    return output[0] >= 32765 && output[1] <= 2 && output[2] == 16384 && output[3] == 16384;
  }));
}

TEST_CASE("softmax: int16 is near the function of reals") {
  mote_test::random_source random(65);
  for (int round = 0; round < mote_test::rounds(300, 10); ++round) {
    const int depth = random.between(1, 40);
    const float scale = random.real(1e-5F, 1e-3F);
    const float beta = random.chance(2) ? 1.0F : random.real(0.1F, 3.0F);
    std::vector<std::int16_t> input(static_cast<std::size_t>(2 * depth));
    random.fill(input);
    const auto output = mote_test::run_model<std::int16_t>(int16_model(2, depth, scale, beta), input);
    check_shares(input, output, static_cast<std::size_t>(depth),
                 static_cast<double>(scale) * static_cast<double>(beta), 1.0 / 32768, 0.003);
  }
}

TEST_CASE("softmax: floats are near the function of reals") {
  const auto floats = mote_test::unquantized(mote::tensor_type::float32, {2, 4});
  const auto model = mote_test::one_node(mote::builtin_operator::softmax, {floats, floats},
                                         {mote_test::scalar(option::beta, 0.5F)});
  const std::vector<float> input{1.0F, 2.0F, -3.0F, 0.5F, /**/ 100.0F, 0.0F, 100.0F, -100.0F};
  check_shares(input, mote_test::run_model<float>(model, input), 4, 0.5, 1.0, 1e-6);
}

TEST_CASE("softmax: what is refused of int16") {
  using mote::error;
  using mote_test::model_description;
  CHECK(both_times([] {
    auto model = mote_test::softmax_model();
    model.tensors[0].type = model.tensors[1].type = mote::tensor_type::int16;
    model.tensors[0].zero_points[0] = 0;
    model.tensors[1].zero_points[0] = 0;
    model.tensors[1].scales = {1.0F / 32768};
    const auto refused = [&](auto change, error code, std::int32_t tensor) {
      return is_refused_after(model, change, code, tensor);
    };
    return refused([](model_description& m) { m.tensors[0].zero_points[0] = opaque(1); },
                   error::bad_zero_point, 0) &&
           refused([](model_description& m) { m.tensors[1].scales = {1.0F / 65536}; },
                   error::bad_output_quantization, 1) &&
           refused([](model_description& m) { m.tensors[1].type = mote::tensor_type::int8; },
                   error::unsupported_type, 1) &&
           refused([](model_description& m) { m.tensors[0].scales = {5.1F}; }, error::scales_too_far_apart,
                   0) &&
           refused(
               [](model_description& m) {
                 m.tensors[0].shape = {1, opaque(65536)};
                 m.tensors[1].shape = {1, 65536};
               },
               error::accumulator_overflow, 0);
  }));
}

TEST_CASE("softmax: what is refused") {
  using mote::error;
  using mote_test::model_description;
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(mote_test::softmax_model(), change, code, tensor);
    };
    constexpr std::int32_t nowhere = mote::none;
    return refused([](model_description& m) { m.tensors[1].shape = {opaque(4)}; }, error::shape_mismatch,
                   1) &&
           refused([](model_description& m) { m.tensors[0].type = mote::tensor_type::uint8; },
                   error::unsupported_type, 0) &&
           refused([](model_description& m) { m.tensors[1].type = mote::tensor_type::uint8; },
                   error::unsupported_type, 1) &&
           refused([](model_description& m) { m.tensors[1].scales = {1.0F / 128}; },
                   error::bad_output_quantization, 1) &&
           refused([](model_description& m) { m.tensors[1].zero_points = {0}; },
                   error::bad_output_quantization, 1) &&
           refused([](model_description& m) { m.nodes[0].set(mote_test::scalar(option::beta, 0.0F)); },
                   error::bad_beta, nowhere) &&
           refused([](model_description& m) { m.nodes[0].set(mote_test::scalar(option::beta, -1.0F)); },
                   error::bad_beta, nowhere);
  }));
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(mote_test::softmax_model(), change, code, tensor);
    };
    constexpr float infinity = std::numeric_limits<float>::infinity();
    constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();
    return refused([](model_description& m) { m.nodes[0].set(mote_test::scalar(option::beta, infinity)); },
                   error::bad_beta, mote::none) &&
           refused(
               [](model_description& m) { m.nodes[0].set(mote_test::scalar(option::beta, not_a_number)); },
               error::bad_beta, mote::none) &&
           refused([](model_description& m) { m.tensors[0].scales = {1e-12F}; }, error::scales_too_far_apart,
                   0) &&
           refused(
               [](model_description& m) {
                 m.tensors[0].shape = {1, opaque(4096)};
                 m.tensors[1].shape = {1, 4096};
               },
               error::accumulator_overflow, 0);
  }));
}
