// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/add_n.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::add_n

#include "support/both_times.hpp"
#include "support/handmade_model.hpp"
#include "support/oracle.hpp"
#include "support/random_source.hpp"
#include "support/refusal.hpp"
#include "support/run_model.hpp"
#include "support/small_models.hpp"

namespace {

using mote_test::both_times;
using mote_test::model_description;

constexpr model_description add_n_model(std::size_t count, std::int64_t zero_point) {
  mote_test::list<mote_test::tensor_description> tensors;
  for (std::size_t i = 0; i < count; ++i) tensors.push_back(mote_test::activations({40}, 0.5F, zero_point));
  tensors.push_back(mote_test::activations({40}, 0.25F, 1));
  return mote_test::one_node(mote::builtin_operator::add_n, tensors);
}

}  // namespace

TEST_CASE("add n: the sum begins with a stored 0") {
  CHECK(both_times([] {
    const auto bytes = write(add_n_model(3, 3));
    const mote::graph graph(bytes.view());
    const mote::ops::add_n::quantized_sum sum(mote::node_view(graph, 0));
    // Of three values that stand for 0: 0.5 * (0 - 3) = -1.5, in the output 0.25 * (-5 - 1).
    return sum(mote_test::opaque(9)) == -5 && sum(12) == 1 && sum(13) == 3 && sum(381) == 127 &&
           sum(-384) == -128;
  }));
}

TEST_CASE("add n: more elements than are summed at a time, and more inputs than are decoded at once") {
  mote_test::random_source random(93);
  const int zero_point = -7;
  std::vector<std::int8_t> inputs[4];
  for (auto& input : inputs) {
    input.resize(40);
    for (auto& element : input) element = random.integer<std::int8_t>(-30, 10);
  }
  std::vector<std::int8_t> expected;
  for (std::size_t i = 0; i < 40; ++i) {
    int sum = -zero_point;
    for (const auto& input : inputs) sum += input[i] - zero_point;
    expected.push_back(oracle::saturate<std::int8_t>(2.0 * sum + 1));
  }
  CHECK(mote_test::run_model<std::int8_t>(add_n_model(4, zero_point), inputs[0], inputs[1], inputs[2],
                                          inputs[3]) == expected);
}

TEST_CASE("add n: float32") {
  const auto tensor = mote_test::unquantized(mote::tensor_type::float32, {2});
  const auto model = mote_test::one_node(mote::builtin_operator::add_n, {tensor, tensor, tensor, tensor});
  CHECK(mote_test::run_model<float>(model, std::vector<float>{1.5F, -2.0F}, std::vector<float>{0.25F, 1.0F},
                                    std::vector<float>{4.0F, 0.5F}) == std::vector<float>{5.75F, -0.5F});
}

TEST_CASE("add n: what is refused") {
  using mote::error;
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(add_n_model(3, 3), change, code, tensor);
    };
    return refused([](model_description& m) { m.tensors[0].type = mote::tensor_type::int16; },
                   error::unsupported_type, 0) &&
           refused([](model_description& m) { m.tensors[2].type = mote::tensor_type::float32; },
                   error::unsupported_type, 2) &&
           refused([](model_description& m) { m.tensors[2].shape = {1}; }, error::shape_mismatch, 2) &&
           refused([](model_description& m) { m.tensors[1].zero_points = {2}; }, error::quantization_mismatch,
                   1) &&
           refused([](model_description& m) { m.nodes[0].inputs = {0}; }, error::bad_input_count, mote::none);
  }));
  CHECK(both_times([] {
    const auto change = [](model_description& m) { m.tensors[7].scales = {1e-20F}; };
    return is_refused_after(add_n_model(7, 127), change, error::scales_too_far_apart, 7);
  }));
}

TEST_CASE("add n: how many inputs have sums that fit") {
  CHECK(both_times([] {
    // Sums are shifted by 19 bits: 16 times 255 fits, 17 times doesn't.
    const auto fits = [](std::int64_t inputs, std::int64_t zero_point) {
      return mote::ops::add_n::fits(mote_test::opaque(inputs), zero_point);
    };
    return fits(15, 127) && !fits(16, 127) && fits(15, -128) && !fits(16, -128) && fits(30, 0) &&
           !fits(31, 0);
  }));
}
