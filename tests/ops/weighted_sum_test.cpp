// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/weighted_sum.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <vector>

#include "mote/ops/conv_2d.hpp"
#include "mote/ops/depthwise_conv_2d.hpp"
#include "mote/ops/fully_connected.hpp"
#include "mote/run/static_model.hpp"

#define MOTE_TESTED_OPERATORS mote::ops::conv_2d, mote::ops::depthwise_conv_2d, mote::ops::fully_connected
#include "support/both_times.hpp"
#include "support/refusal.hpp"
#include "support/run_model.hpp"
#include "support/small_models.hpp"

namespace {

using mote::error;
using mote::tensor_type;
using mote_test::both_times;
using mote_test::is_refused_after;
using mote_test::loads;
using mote_test::model_description;
using mote_test::opaque;

constexpr std::int64_t long_biases[] = {100, -200};
constexpr std::int8_t nibbles[] = {0x21, 0x43, -0x66, -0x11};  // 1, 2, 3, 4, -6, -7, -1, -2
constexpr float some_floats[] = {1, 2, 3, 4, 0.5F, -1, 0, 1};

/// int16 activations; the bias stays int32.
constexpr model_description narrowly_summed(model_description model) {
  for (const std::size_t i : {std::size_t{0}, std::size_t{3}}) {
    model.tensors[i].type = tensor_type::int16;
    model.tensors[i].zero_points = {0};
  }
  return model;
}

/// int16 activations with an int64 bias.
constexpr model_description widely_summed(model_description model) {
  model = narrowly_summed(model);
  model.tensors[2].type = tensor_type::int64;
  model.tensors[2].data = {long_biases, 2};
  return model;
}

constexpr model_description int4_model() {
  model_description model = mote_test::fully_connected_model();
  model.tensors[1].type = tensor_type::int4;
  model.tensors[1].data = {nibbles, 4};
  return model;
}

constexpr model_description float_model() {
  model_description model = mote_test::fully_connected_model();
  for (const std::size_t i : {std::size_t{0}, std::size_t{1}, std::size_t{3}}) {
    model.tensors[i] = mote_test::unquantized(tensor_type::float32, model.tensors[i].shape);
  }
  model.tensors[1].data = {some_floats, 8};
  model.tensors[2].type = tensor_type::float32;
  model.tensors[2].data = {some_floats, 2};
  return model;
}

constexpr bool is_narrow(const model_description& model) {
  const auto bytes = write(model);
  const mote::graph graph(bytes.view());
  const mote::node_view view(graph, 0);
  return mote::weighted_sum_arithmetic<mote::ops::fully_connected_traits, std::int16_t>::is_narrow(view);
}

}  // namespace

TEST_CASE("weighted_sum: int16 activations have 64-bit sums, unless the bias is int32") {
  CHECK(both_times([] {
    auto model = widely_summed(mote_test::fully_connected_model());
    if (is_narrow(model) || !is_narrow(narrowly_summed(mote_test::fully_connected_model()))) return false;
    // Without a bias the option says what its type would be.
    model.nodes[0].inputs[2] = opaque(-1);
    if (is_narrow(model)) return false;
    using option = mote::schema::fully_connected_options;
    model.nodes[0].set(
        mote_test::scalar(option::quantized_bias_type, static_cast<std::int8_t>(tensor_type::int32)));
    return is_narrow(model);
  }));
}

TEST_CASE("weighted_sum: which sums wrap and how they are rounded") {
  CHECK(both_times([] {
    constexpr mote::output_stage range{0, -32768, 32767};
    const mote::wide_channel quarter{0, {1 << 30, -1}};
    // Its low 15 bits get lost where it is rounded to 16.
    const mote::wide_channel above_one{0, {(1 << 30) + (1 << 15) - 1, 1}};
    const mote::wide_channel biased{INT64_C(1) << 32, {1 << 30, 1}};
    const auto narrow = [&](std::int64_t sum, const mote::wide_channel& to_output) {
      return finish(opaque(sum), to_output, mote::wide_output_stage{range, true});
    };
    const auto wide = [&](std::int64_t sum, const mote::wide_channel& to_output) {
      return finish(opaque(sum), to_output, mote::wide_output_stage{range, false});
    };
    return narrow(5, biased) == 5 && wide(6 - (INT64_C(1) << 32), biased) == 6 &&
           // 5 / 2 = 3 and 3 / 2 = 2, but 5 / 4 = 1
           narrow(5, quarter) == 2 && wide(5, quarter) == 1 && narrow(20000, above_one) == 20001 &&
           wide(20000, above_one) == 20000;
  }));
}

TEST_CASE("weighted_sum: int4 weights are the low and high halves of bytes") {
  const std::vector<std::int8_t> input{-2, -1, 0, 1};  // 1, 2, 3, 4 and zero point -3
  // (30 + 100) / 16 and (-6 - 14 - 3 - 8 - 200) / 16, and zero point 5
  const std::vector<std::int8_t> expected{13, -9};
  CHECK(mote_test::run_model<std::int8_t>(int4_model(), input) == expected);
  using net = mote::static_model<mote_test::bytes_of<int4_model>, mote_test::tested_operators>;
  const auto model = std::make_unique<net>();
  std::copy(input.begin(), input.end(), model->input<0>().begin());
  model->invoke();
  CHECK(std::equal(expected.begin(), expected.end(), model->output<0>().begin()));
}

TEST_CASE("weighted_sum: floats") {
  const std::vector<float> input{1, 10, 100, 1000};
  const std::vector<float> expected{4322, 992.5F};
  CHECK(mote_test::run_model<float>(float_model(), input) == expected);
  using net = mote::static_model<mote_test::bytes_of<float_model>, mote_test::tested_operators>;
  const auto model = std::make_unique<net>();
  std::copy(input.begin(), input.end(), model->input<0>().begin());
  model->invoke();
  CHECK(std::equal(expected.begin(), expected.end(), model->output<0>().begin()));
}

TEST_CASE("weighted_sum: what goes together") {
  CHECK(both_times([] {
    const auto fully_connected = mote_test::fully_connected_model();
    const auto depthwise = mote_test::depthwise_conv_2d_model();
    const auto int32_bias = [](model_description& m) { m.tensors[2] = mote_test::bias(opaque(2)); };
    const auto int8_bias = [](model_description& m) { m.tensors[2] = mote_test::weights({2}, 1.0F); };
    return loads(widely_summed(mote_test::conv_2d_model())) && loads(narrowly_summed(fully_connected)) &&
           is_refused_after(widely_summed(depthwise), int32_bias, error::unsupported_type, 2) &&
           is_refused_after(widely_summed(fully_connected), int8_bias, error::unsupported_type, 2) &&
           is_refused_after(float_model(), int32_bias, error::unsupported_type, 2);
  }));
  CHECK(both_times([] {
    const auto wide = widely_summed(mote_test::fully_connected_model());
    return is_refused_after(
               wide, [](model_description& m) { m.tensors[0].zero_points = {opaque(1)}; },
               error::bad_zero_point, 0) &&
           is_refused_after(
               wide, [](model_description& m) { m.tensors[3].zero_points = {-1}; }, error::bad_zero_point,
               3) &&
           is_refused_after(
               wide, [](model_description& m) { m.tensors[3].type = tensor_type::int8; },
               error::unsupported_type, 3) &&
           is_refused_after(
               wide,
               [](model_description& m) {
                 m.tensors[1].type = tensor_type::int4;
                 m.tensors[1].data.count = 4;
               },
               error::unsupported_type, 1) &&
           is_refused_after(
               float_model(),
               [](model_description& m) {
                 m.tensors[1] = mote_test::weights({2, 4}, 1.0F);
               },
               error::hybrid_model, 0) &&
           is_refused_after(
               float_model(),
               [](model_description& m) {
                 m.tensors[1].data = {};
                 m.inputs.push_back(1);
               },
               error::not_constant, 1);
  }));
}

TEST_CASE("weighted_sum: multipliers of 64-bit sums are below 2^7") {
  CHECK(both_times([] {
    const auto with_output_scale = [](model_description model, float scale) {
      model.tensors[3].scales = {opaque(scale)};
      return model;
    };
    const auto model = mote_test::fully_connected_model();
    // 0.5 * 0.25 / scale, up to just below 2^7
    return loads(with_output_scale(widely_summed(model), 1.0F / 1023)) &&
           is_refused(with_output_scale(widely_summed(model), 1.0F / 1024), error::scales_too_far_apart, 1) &&
           loads(with_output_scale(narrowly_summed(model), 1.0F / 1024));
  }));
}
