// SPDX-License-Identifier: Apache-2.0
#include "mote/run/loader.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "mote/describe.hpp"
#include "mote/ops/all.hpp"
#include "support/both_times.hpp"
#include "support/random_source.hpp"
#include "support/refusal.hpp"
#include "support/run_model.hpp"
#include "support/small_models.hpp"

namespace {

using mote::error;
using mote_test::both_times;
using mote_test::list;
using mote_test::model_description;
using mote_test::opaque;
using mote_test::scalar;

constexpr std::int32_t nowhere = mote::none;

/// A model that is refused with one error, and the place that the problem must name.
struct refusal {
  model_description model;
  std::int32_t node = nowhere;
  std::int32_t tensor = nowhere;
  std::size_t size_limit = 4096;  ///< the model is cut to this many bytes
  bool is_by_loader = true;
};

/// An example for each error: the compiler warns of one that is missing.
constexpr refusal example_of(error code) {
  using namespace mote_test;
  model_description m = fully_connected_model();
  auto& x = m.tensors[0];
  auto& weights = m.tensors[1];
  auto& y = m.tensors[3];
  auto& node = m.nodes[0];
  switch (code) {
    case error::damaged_flatbuffer:
      return {m, nowhere, nowhere, 20};
    case error::not_a_tflite_model:
      m.identifier[3] = '2';
      return {m};
    case error::unsupported_schema_version:
      m.version = 2;
      return {m};
    case error::no_subgraph:
      m.subgraphs = 0;
      return {m};
    case error::unsupported_subgraphs:
      m.subgraphs = 2;
      return {m};
    case error::too_many_tensors:
      while (m.tensors.size() < 8) m.tensors.push_back(x);
      return {m};
    case error::external_data:
      weights.is_external = true;
      return {m, nowhere, 1};
    case error::sparse_tensor:
      weights.is_sparse = true;
      return {m, nowhere, 1};
    case error::bad_tensor_index:
      node.inputs[0] = 1000;
      return {m, 0, 1000};
    case error::bad_buffer_index:
      weights.has_bad_buffer = true;
      return {m, nowhere, 1};
    case error::bad_operator_code_index:
      node.code_index = 1;
      return {m, 0};
    case error::unsupported_operator:
      m.codes[0].code = mote::builtin_operator::custom;
      return {m, 0};
    case error::bad_input_count:
      node.inputs = {0};
      return {m, 0};
    case error::bad_output_count:
      m.tensors.push_back(y);
      node.outputs = {3, 4};
      return {m, 0};
    case error::missing_input:
      node.inputs[1] = -1;
      return {m, 0};
    case error::input_never_written:
      m.inputs = {};
      return {m, 0, 0};
    case error::written_twice:
      node.outputs = {0};
      return {m, 0, 0};
    case error::constant_written:
      node.outputs = {1};
      return {m, 0, 1};
    case error::model_input_is_constant:
      m.inputs = {0, 1};
      return {m, nowhere, 1};
    case error::model_input_repeated:
      m.inputs = {0, 0};
      return {m, nowhere, 0};
    case error::model_output_never_written:
      m.tensors.push_back(y);
      m.outputs = {3, 4};
      return {m, nowhere, 4};
    case error::variable_tensor:
      y.is_variable = true;
      return {m, 0, 3};
    case error::bad_rank:
      weights.shape = {1, 1, 1, 1, 1, 2, 4};
      return {m, nowhere, 1};
    case error::bad_dimension:
      weights.shape = {2, -4};
      return {m, nowhere, 1};
    case error::tensor_too_large:
      weights.shape = {1 << 16, 1 << 16};
      return {m, nowhere, 1};
    case error::unsupported_type:
      y.type = mote::tensor_type::int16;
      return {m, 0, 3};
    case error::hybrid_model:
      x.type = y.type = mote::tensor_type::float32;
      return {m, 0, 0};
    case error::bad_constant_size:
      weights.data = {some_weights, 7};
      return {m, nowhere, 1};
    case error::not_constant:
      weights.data = {};
      m.inputs = {0, 1};
      return {m, 0, 1};
    case error::missing_quantization:
      y.scales = {};
      return {m, 0, 3};
    case error::bad_scale:
      x.scales = {-1.0F};
      return {m, 0, 0};
    case error::bad_zero_point:
      x.zero_points = {128};
      return {m, 0, 0};
    case error::bad_scale_count:
      weights.scales = {1, 1, 1};
      return {m, 0, 1};
    case error::bad_quantized_dimension:
      weights.scales = {1, 1};
      weights.quantized_dimension = 1;
      return {m, 0, 1};
    case error::per_channel_not_supported:
      x.scales = {1, 1};
      return {m, 0, 0};
    case error::scales_too_far_apart:
      y.scales = {1e-15F};
      return {m, 0, 1};
    case error::quantization_mismatch:
      m = max_pool_2d_model();
      m.tensors[1].zero_points = {0};
      return {m, 0, 1};
    case error::bad_output_quantization:
      m = softmax_model();
      m.tensors[1].zero_points = {0};
      return {m, 0, 1};
    case error::bad_padding:
      m = conv_2d_model();
      m.nodes[0].set(scalar(mote::schema::conv_2d_options::padding, std::int8_t{9}));
      return {m, 0};
    case error::bad_stride:
      m = conv_2d_model();
      m.nodes[0].set(scalar(mote::schema::conv_2d_options::stride_h, 0));
      return {m, 0};
    case error::bad_dilation:
      m = conv_2d_model();
      m.nodes[0].set(scalar(mote::schema::conv_2d_options::dilation_w, -1));
      return {m, 0};
    case error::bad_filter_size:
      m = max_pool_2d_model();
      m.nodes[0].set(scalar(mote::schema::pool_2d_options::filter_width, 0));
      return {m, 0};
    case error::bad_activation:
      m = add_model();
      m.nodes[0].set(scalar(mote::schema::add_options::activation, std::int8_t{4}));
      return {m, 0};
    case error::bad_weights_format:
      node.set(scalar(mote::schema::fully_connected_options::weights_format, std::int8_t{1}));
      return {m, 0};
    case error::bad_depth_multiplier:
      m = depthwise_conv_2d_model();
      m.nodes[0].set(scalar(mote::schema::depthwise_conv_2d_options::depth_multiplier, 3));
      return {m, 0};
    case error::bad_beta:
      m = softmax_model();
      m.nodes[0].set(scalar(mote::schema::softmax_options::beta, -1.0F));
      return {m, 0};
    case error::shape_mismatch:
      y.shape = {1, 3};
      return {m, 0, 3};
    case error::accumulator_overflow:
      m = softmax_model();
      m.tensors[0].shape = m.tensors[1].shape = {4096};
      return {m, 0, 0};
    case error::arena_too_large:
      m = add_model();
      for (std::size_t i = 0; i < 3; ++i) m.tensors[i].shape = {INT32_MAX};
      return {m};
    case error::arena_too_small:
    case error::arena_misaligned:   // interpreter_test.cpp
    case error::arena_over_budget:  // tests of compile errors
      return {m, nowhere, nowhere, 0, false};
  }
  return {};
}

constexpr bool is_refused_as_expected(error code) {
  const refusal expected = example_of(opaque(code));
  if (!expected.is_by_loader) return true;
  const auto bytes = write(expected.model);
  const mote::byte_view view(bytes.bytes,
                             bytes.size < expected.size_limit ? bytes.size : expected.size_limit);
  mote::memory_plan<7> plan;
  const auto found =
      mote::diagnosis::of([&](mote::problem_log& log) { mote::load_model<mote::ops::all>(view, plan, log); });
  return mote_test::is_only_problem(found, code, expected.tensor, expected.node);
}

std::string text_of(const mote::problem& problem, mote::byte_view model) {
  char text[200];
  return {text, mote::describe(problem, model, text)};
}

/// Loads and, if that is possible within a bounded arena, runs any bytes.
void load_and_run(const std::vector<char>& bytes) {
  using interpreter = mote::interpreter<mote::ops::all>;
  constexpr std::size_t most_arena = 1 << 20;
  const mote::byte_view view(bytes.data(), bytes.size());
  const auto need = interpreter::required_arena_bytes(view);
  if (!need) {
    for (const mote::problem& problem : need.error()) CHECK(!text_of(problem, view).empty());
    return;
  }
  if (*need > most_arena) return;
  mote_test::arena_memory arena(*need);
  auto model = interpreter::load(view, arena.bytes());
  REQUIRE(model);
  model->invoke();
}

}  // namespace

TEST_CASE("loader: each error has a model that it refuses, and names the place") {
#define CHECK_REFUSED(name, text) \
  CHECK_MESSAGE(both_times([] { return is_refused_as_expected(error::name); }), #name);
  MOTE_ERRORS(CHECK_REFUSED)
#undef CHECK_REFUSED
}

TEST_CASE("loader: places of a chain") {
  CHECK(both_times([] {
    const auto bytes = write(mote_test::chain_model());
    mote::memory_plan<8> plan;
    const auto found = mote::diagnosis::of(
        [&](mote::problem_log& log) { mote::load_model<mote::ops::all>(bytes.view(), plan, log); });
    // 0 and 2 are live in the first step, 3 shares the memory of 2, and 4 meets both in the last.
    return found.ok() && plan.arena_bytes == opaque(20U) && plan.offsets[1] == mote::not_in_arena &&
           plan.offsets[2] == plan.offsets[3] && plan.offsets[0] != plan.offsets[2] &&
           plan.offsets[4] != plan.offsets[3];
  }));
}

TEST_CASE("loader: a model without nodes, and an input that is an output") {
  CHECK(both_times([] {
    auto model = mote_test::add_model();
    model.nodes = {};
    model.outputs = {opaque(0)};
    if (!mote_test::loads(model)) return false;
    model = mote_test::add_model();
    model.outputs = {2, 0};
    return mote_test::loads(model);
  }));
}

TEST_CASE("loader: all missing operators are reported at once, by name") {
  static constexpr auto bytes = [] {
    auto model = mote_test::chain_model();
    model.codes = {{mote::builtin_operator::unidirectional_sequence_lstm, 4},
                   {mote::builtin_operator::reshape},
                   {mote::builtin_operator::custom, 1, "my_operator"}};
    return write(model);
  }();
  const auto found = mote_test::problems_of(bytes.view());
  REQUIRE(found.count() == 2);
  CHECK(text_of(found[0], bytes.view()) ==
        "node 0 UNIDIRECTIONAL_SEQUENCE_LSTM version 4: the operator is not in the list of operators");
  CHECK(text_of(found[1], bytes.view()) ==
        "node 2 CUSTOM 'my_operator' version 1: the operator is not in the list of operators");

  const auto of_none = mote_test::problems_of<mote::op_list<>>(bytes.view());
  CHECK(of_none.count() == 3);
}

TEST_CASE("loader: a model for a list that has its operators, and no more") {
  CHECK(both_times([] {
    using mote_test::chain_model;
    using mote_test::problems_of;
    using namespace mote::ops;
    return problems_of<mote::op_list<softmax, reshape, fully_connected>>(chain_model()).ok() &&
           mote_test::is_only_problem(problems_of<mote::op_list<softmax, fully_connected>>(chain_model()),
                                      error::unsupported_operator, nowhere, opaque(1));
  }));
}

TEST_CASE("loader: a problem is reported where it is, not by those that read from there") {
  CHECK(both_times([] {
    auto model = mote_test::chain_model();
    model.tensors[0].scales = {opaque(0.0F)};
    return is_refused(model, error::bad_scale, 0, 0);
  }));
  CHECK(both_times([] {
    auto model = mote_test::chain_model();
    model.nodes[0].inputs[1] = opaque(77);
    return is_refused(model, error::bad_tensor_index, 77, 0);
  }));
  CHECK(both_times([] {
    auto model = mote_test::chain_model();
    model.tensors[0].shape = {opaque(-1), 4};
    return is_refused(model, error::bad_dimension, 0, nowhere);
  }));
  CHECK(both_times([] {
    auto model = mote_test::chain_model();
    model.tensors[0].is_variable = opaque(true);
    return is_refused(model, error::variable_tensor, 0, nowhere);
  }));
}

TEST_CASE("loader: problems of several nodes and tensors are all reported") {
  CHECK(both_times([] {
    auto model = mote_test::chain_model();
    model.tensors[0].zero_points = {opaque(1000)};
    model.tensors[1].scales = {-1.0F};
    model.tensors[3].shape = {5};
    model.nodes[2].set(scalar(mote::schema::softmax_options::beta, 0.0F));
    bool zero_point = false;
    bool shape = false;
    bool beta = false;
    const auto found = mote_test::problems_of(model);
    for (const mote::problem& problem : found) {
      zero_point |= problem.code == error::bad_zero_point && problem.node == 0 && problem.tensor == 0;
      shape |= problem.code == error::shape_mismatch && problem.node == 1 && problem.tensor == 3;
      beta |= problem.code == error::bad_beta && problem.node == 2;
    }
    return zero_point && shape && beta;
  }));
}

TEST_CASE("loader: a truncated model never loads and nothing behind its end is read") {
  static constexpr auto& model = mote_test::bytes_of<mote_test::chain_model>;
  CHECK(both_times(
      [] { return mote_test::problems_of(mote::byte_view(model.data(), opaque(model.size()))).ok(); }));
  for (std::size_t size = 0; size < model.size(); ++size) {
    // A copy of its own, so that a sanitizer sees a read behind its end.
    const std::vector<char> part(model.data(), model.data() + size);
    const auto found = mote_test::problems_of(mote::byte_view(part.data(), part.size()));
    CHECK_FALSE(found.ok());
    for (const mote::problem& problem : found) {
      CHECK(!text_of(problem, mote::byte_view(part.data(), part.size())).empty());
    }
  }
}

TEST_CASE("loader: bytes behind the model do no harm") {
  static constexpr auto& model = mote_test::bytes_of<mote_test::chain_model>;
  std::vector<char> longer(model.begin(), model.end());
  longer.insert(longer.end(), 100, '\xff');
  CHECK(mote_test::problems_of(mote::byte_view(longer.data(), longer.size())).ok());
}

TEST_CASE("loader: damaged models are refused or safe to run") {
  using namespace mote_test;
  const byte_buffer<4096> models[] = {
      write(chain_model()),   write(conv_2d_model()),           write(add_model()),
      write(softmax_model()), write(depthwise_conv_2d_model()), write(max_pool_2d_model()),
      write(quantize_model())};
  random_source random(81);
  for (int round = 0; round < rounds(30000, 300); ++round) {
    const auto& model = random.one_of(models);
    std::vector<char> bytes(model.bytes, model.bytes + model.size);
    for (int change = random.between(1, 3); change > 0; --change) {
      auto& byte =
          bytes[static_cast<std::size_t>(random.between(0, static_cast<std::int32_t>(model.size) - 1))];
      byte = static_cast<char>(random.chance(2) ? random.integer<std::int8_t>()
                                                : byte ^ 1 << random.between(0, 7));
    }
    load_and_run(bytes);
  }
}
