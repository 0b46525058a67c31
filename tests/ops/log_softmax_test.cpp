// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/log_softmax.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::log_softmax
#include "support/both_times.hpp"
#include "support/random_source.hpp"
#include "support/refusal.hpp"
#include "support/run_model.hpp"
#include "support/small_models.hpp"

namespace {

using mote_test::both_times;
using mote_test::opaque;

constexpr mote_test::model_description int8_model(float scale, std::int32_t rows, std::int32_t depth) {
  return mote_test::one_node(mote::builtin_operator::log_softmax,
                             {mote_test::activations({rows, depth}, scale, 3),
                              mote_test::activations({rows, depth}, 1.0F / 16, 127)});
}

template <class T>
void check_rows(const std::vector<T>& input, const std::vector<T>& output, std::size_t depth,
                double input_scale, double output_scale, double zero_point, double error) {
  REQUIRE(output.size() == input.size());
  const auto difference = [&](std::size_t r, std::size_t c) {
    return static_cast<double>(input[r + c] - input[r]) * input_scale;
  };
  for (std::size_t r = 0; r < input.size(); r += depth) {
    double sum = 0;
    for (std::size_t c = 0; c < depth; ++c) sum += std::exp(difference(r, c));
    for (std::size_t c = 0; c < depth; ++c) {
      const double exact = difference(r, c) - std::log(sum);
      CHECK(std::fabs(static_cast<double>(output[r + c]) -
                      std::fmax(exact / output_scale + zero_point, -128)) <= error);
    }
  }
}

}  // namespace

TEST_CASE("log_softmax: equal values, and one alone") {
  CHECK(both_times([] {
    const auto bytes = write(int8_model(0.125F, 2, 4));
    const mote::graph graph(bytes.view());
    const mote::log_softmax_scale scale(mote::node_view(graph, 0));
    const std::int8_t input[] = {opaque(std::int8_t{5}), 5, 5, 5, /**/ 127, -128, -128, -1};
    std::int8_t output[8]{};
    const mote::row_geometry<mote::static_extents<2, 4>> sizes{};
    mote::portable::log_softmax(sizes, input, scale, output);
    // log(1/4) = -22.18 / 16; -255 / 8 is too small; -128 / 8 = -16, the lowest that fits but one.
    return output[0] == 105 && output[3] == 105 && output[4] == 127 && output[5] == -128 && output[7] == -128;
  }));
}

TEST_CASE("log_softmax: near the function of reals") {
  mote_test::random_source random(85);
  for (int round = 0; round < mote_test::rounds(300, 10); ++round) {
    const int depth = random.between(1, 40);
    const float scale = random.real(0.001F, 0.3F);
    std::vector<std::int8_t> input(static_cast<std::size_t>(2 * depth));
    random.fill(input);
    const auto output = mote_test::run_model<std::int8_t>(int8_model(scale, 2, depth), input);
    check_rows(input, output, static_cast<std::size_t>(depth), static_cast<double>(scale), 1.0 / 16, 127,
               0.51);
  }
  const std::vector<float> floats{1.0F, 2.0F, -3.0F, 0.5F, /**/ 50.0F, 0.0F, 50.0F, -60.0F};
  const auto tensor = mote_test::unquantized(mote::tensor_type::float32, {2, 4});
  const auto model = mote_test::one_node(mote::builtin_operator::log_softmax, {tensor, tensor});
  check_rows(floats, mote_test::run_model<float>(model, floats), 4, 1.0, 1.0, 0.0, 1e-5);
}

TEST_CASE("log_softmax: what is refused") {
  using mote::error;
  using mote_test::model_description;
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(int8_model(0.125F, 2, 4), change, code, tensor);
    };
    return refused([](model_description& m) { m.tensors[1].zero_points = {opaque(std::int64_t{126})}; },
                   error::bad_output_quantization, 1) &&
           refused([](model_description& m) { m.tensors[1].scales = {0.125F}; },
                   error::bad_output_quantization, 1) &&
           refused(
               [](model_description& m) {
                 m.tensors[1].shape = {4, 2};
               },
               error::shape_mismatch, 1) &&
           refused([](model_description& m) { m.tensors[0].scales = {0x1p-28F}; },
                   error::scales_too_far_apart, 0) &&
           refused([](model_description& m) { m.tensors[0].scales = {0x1p-26F}; },
                   error::scales_too_far_apart, 0) &&
           refused(
               [](model_description& m) {
                 m.tensors[0].shape = {4096};
                 m.tensors[1].shape = {4096};
               },
               error::accumulator_overflow, 0);
  }));
}
