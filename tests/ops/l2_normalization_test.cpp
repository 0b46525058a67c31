// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/l2_normalization.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::l2_normalization
#include "support/both_times.hpp"
#include "support/random_source.hpp"
#include "support/refusal.hpp"
#include "support/run_model.hpp"
#include "support/small_models.hpp"

namespace {

using mote_test::both_times;
using mote_test::opaque;

constexpr mote_test::model_description int8_model(std::int32_t rows, std::int32_t depth, int zero_point) {
  return mote_test::one_node(mote::builtin_operator::l2_normalization,
                             {mote_test::activations({rows, depth}, 0.5F, zero_point),
                              mote_test::activations({rows, depth}, 1.0F / 128, 0)});
}

}  // namespace

TEST_CASE("l2_normalization: 3, 4 and 5, nothing at all, and saturation") {
  CHECK(both_times([] {
    const std::int8_t input[] = {opaque(std::int8_t{13}), 14, /**/ 10, 10, /**/ -118, 10, /**/ 127, 10};
    std::int8_t output[8]{};
    const mote::row_geometry<mote::static_extents<4, 2>> sizes{};
    mote::portable::l2_normalization(sizes, static_cast<const std::int8_t*>(input), 10, output);
    return output[0] == 77 && output[1] == 102 && output[2] == 0 && output[3] == 0 && output[4] == -128 &&
           output[5] == 0 && output[6] == 127 && output[7] == 0;
  }));
}

TEST_CASE("l2_normalization: near the function of reals") {
  mote_test::random_source random(86);
  for (int round = 0; round < mote_test::rounds(300, 10); ++round) {
    const int depth = random.between(1, 60);
    const int zero_point = mote_test::random_zero_point(random);
    std::vector<std::int8_t> input(static_cast<std::size_t>(depth));
    random.fill(input);
    const auto output = mote_test::run_model<std::int8_t>(int8_model(1, depth, zero_point), input);
    REQUIRE(output.size() == input.size());
    double sum = 0;
    for (const int q : input) sum += (q - zero_point) * (q - zero_point);
    for (std::size_t c = 0; c < input.size(); ++c) {
      const double exact = sum == 0 ? 0 : 128 * (input[c] - zero_point) / std::sqrt(sum);
      CHECK(std::fabs(output[c] - std::fmin(exact, 127.0)) <= 0.501);
    }
  }
}

TEST_CASE("l2_normalization: floats, with norms of at least 1e-6") {
  const auto floats = mote_test::unquantized(mote::tensor_type::float32, {2, 2});
  const auto model = mote_test::one_node(mote::builtin_operator::l2_normalization, {floats, floats});
  const auto output = mote_test::run_model<float>(model, std::vector<float>{3.0F, -4.0F, 1e-7F, 0.0F});
  REQUIRE(output.size() == 4);
  CHECK(std::fabs(output[0] - 0.6F) < 1e-6F);
  CHECK(std::fabs(output[1] + 0.8F) < 1e-6F);
  CHECK(std::fabs(output[2] - 0.1F) < 1e-6F);
  CHECK(output[3] == 0.0F);
}

TEST_CASE("l2_normalization: what is refused") {
  using mote::error;
  using mote_test::model_description;
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(int8_model(2, 4, 0), change, code, tensor);
    };
    return refused([](model_description& m) { m.tensors[1].zero_points = {opaque(std::int64_t{1})}; },
                   error::bad_output_quantization, 1) &&
           refused([](model_description& m) { m.tensors[1].scales = {1.0F / 256}; },
                   error::bad_output_quantization, 1) &&
           refused(
               [](model_description& m) {
                 m.nodes[0].set(mote_test::scalar(mote::schema::l2_norm_options::activation, std::int8_t{1}));
               },
               error::bad_activation, mote::none) &&
           refused(
               [](model_description& m) {
                 m.tensors[0].shape = {33026};
                 m.tensors[1].shape = {33026};
               },
               error::accumulator_overflow, 0);
  }));
}
