// SPDX-License-Identifier: Apache-2.0
#include "mote/run/loader.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "mote/describe.hpp"
#include "mote/ops/add.hpp"
#include "mote/ops/assign_variable.hpp"
#include "mote/ops/average_pool_2d.hpp"
#include "mote/ops/call_once.hpp"
#include "mote/ops/conv_2d.hpp"
#include "mote/ops/depthwise_conv_2d.hpp"
#include "mote/ops/fully_connected.hpp"
#include "mote/ops/if_else.hpp"
#include "mote/ops/max_pool_2d.hpp"
#include "mote/ops/quantize.hpp"
#include "mote/ops/read_variable.hpp"
#include "mote/ops/reshape.hpp"
#include "mote/ops/softmax.hpp"
#include "mote/ops/var_handle.hpp"

#define MOTE_TESTED_OPERATORS                                                                      \
  mote::ops::add, mote::ops::average_pool_2d, mote::ops::conv_2d, mote::ops::depthwise_conv_2d,    \
      mote::ops::fully_connected, mote::ops::if_else, mote::ops::max_pool_2d, mote::ops::quantize, \
      mote::ops::reshape, mote::ops::softmax, mote::ops::call_once, mote::ops::var_handle,         \
      mote::ops::read_variable, mote::ops::assign_variable
#include "support/both_times.hpp"
#include "support/random_source.hpp"
#include "support/refusal.hpp"
#include "support/run_model.hpp"
#include "support/small_models.hpp"
#include "support/subgraph_models.hpp"

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

constexpr std::int8_t yes[] = {1};

/// Subgraph 1 with a condition that always holds, and itself behind it.
constexpr model_description recursive = [] {
  using option = mote::schema::if_options;
  model_description model = mote_test::identity;
  mote_test::tensor_description condition = mote_test::one_bool();
  condition.data = {yes, 1};
  model.tensors.push_back(condition);
  model.nodes = {
      mote_test::node_description{mote_test::control_code,
                                  {2, 0},
                                  {1},
                                  {scalar(option::then_subgraph, 1), scalar(option::else_subgraph, 2)}}};
  return model;
}();

constexpr model_description eight_tensors = [] {
  model_description model;
  while (model.tensors.size() < 8) model.tensors.push_back(mote_test::one_bool());
  return model;
}();

/// Handles of more variables than a model can have: the nodes of some subgraphs, with names of one letter.
constexpr char letters[] = "a\0b\0c\0d\0e\0f\0g\0h\0i\0j\0k\0l\0m\0n\0o\0p\0q";
template <int First>
constexpr model_description declarations = [] {
  model_description model;
  for (int i = 0; i < 6; ++i) {
    model.tensors.push_back(mote_test::handle());
    if (First + i < 17) model.nodes.push_back(mote_test::declaration(&letters[2 * (First + i)], i));
  }
  return model;
}();

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
    case error::too_many_subgraphs:
      m.subgraphs = mote::max_subgraphs + 1;
      return {m};
    case error::recursive_subgraphs:
      m = if_model();
      m.others = {&recursive, &twice};
      return {m};
    case error::bad_subgraph:
      m = if_model();
      m.others = {&identity};
      return {m, 0};
    case error::bad_subgraph_signature:
      m = if_model();
      m.tensors[2].shape = {5};
      return {m, 0, 2};
    case error::too_many_tensors:
      while (m.tensors.size() < 8) m.tensors.push_back(x);
      m.others = {&eight_tensors, &eight_tensors};
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
    case error::variable_written:
      y.is_variable = true;
      return {m, 0, 3};
    case error::too_many_variables:
      m = running_total_model();
      m.tensors = {handle()};
      m.nodes = {};
      m.inputs = m.outputs = {};
      m.others = {&declarations<0>, &declarations<6>, &declarations<12>};
      return {m, 4};
    case error::unknown_variable:
      m = running_total_model();
      m.nodes[4].inputs = {0, 3};
      return {m, 4, 0};
    case error::variable_mismatch:
      m = running_total_model();
      m.tensors[2].type = mote::tensor_type::int16;
      m.nodes[3].inputs = {0, 0};
      m.nodes[4].inputs = {1, 2};
      m.others = {&identity};
      m.nodes[0] = declaration("other", 4);
      m.tensors.push_back(handle());
      m.nodes.push_back(node_description{assign_code, {1, 3}, {}, {}});
      return {m, 5, 3};
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
    case error::too_many_nodes:  // a test of its own below
    case error::bad_axis:
    case error::bad_option:
    case error::bad_index:
    case error::bad_custom_options:
    case error::not_a_variable:
    case error::not_a_power_of_two:  // tests of the operators
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
  mote::memory_plan<19> plan;
  const auto found = mote::diagnosis::of(
      [&](mote::problem_log& log) { mote::load_model<mote_test::tested_operators>(view, plan, log); });
  return mote_test::is_only_problem(found, code, expected.tensor, expected.node);
}

std::string text_of(const mote::problem& problem, mote::byte_view model) {
  char text[200];
  return {text, mote::describe(problem, model, text)};
}

/// Loads and, if that is possible within a bounded arena, runs any bytes.
void load_and_run(const std::vector<char>& bytes) {
  using interpreter = mote::interpreter<mote_test::tested_operators>;
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
    const auto found = mote::diagnosis::of([&](mote::problem_log& log) {
      mote::load_model<mote_test::tested_operators>(bytes.view(), plan, log);
    });
    // 0 and 2 are live in the first step, 3 shares the memory of 2, and 4 meets both in the last.
    return found.ok() && plan.arena_bytes == opaque(20U) && plan.offsets[1] == mote::not_in_arena &&
           plan.offsets[2] == plan.offsets[3] && plan.offsets[0] != plan.offsets[2] &&
           plan.offsets[4] != plan.offsets[3];
  }));
}

namespace {

/// A model whose subgraphs are one and the same table, and so are its nodes.
template <std::size_t Capacity>
mote::byte_view write_model_of_one_node(mote_test::flatbuffer_writer<Capacity>& out,
                                        std::size_t subgraph_count, std::size_t node_count) {
  namespace names = mote::schema;
  const auto model =
      out.table({scalar(names::model::version, 3U), mote_test::offset(names::model::subgraphs)});
  out.root(model);
  const auto subgraphs = out.offsets(subgraph_count);
  out.attach(model, names::model::subgraphs, subgraphs);
  const auto subgraph = out.table({mote_test::offset(names::subgraph::operators)});
  for (std::size_t i = 0; i < subgraph_count; ++i) out.attach_element(subgraphs, i, subgraph);
  const auto nodes = out.offsets(node_count);
  out.attach(subgraph, names::subgraph::operators, nodes);
  const auto node = out.table({scalar(names::node::opcode_index, 0U)});
  for (std::size_t i = 0; i < node_count; ++i) out.attach_element(nodes, i, node);
  return out.buffer().view();
}

}  // namespace

TEST_CASE("loader: more nodes than steps can be numbered") {
  static mote_test::flatbuffer_writer<200000> out("TFL3");
  const auto bytes = write_model_of_one_node(out, 1, 0x7fff);
  CHECK(mote_test::is_only_problem(mote_test::problems_of(bytes), error::too_many_nodes, nowhere, nowhere));
}

TEST_CASE("loader: checks no more nodes than the bytes have room for") {
  static mote_test::flatbuffer_writer<50000> out("TFL3");
  const auto bytes = write_model_of_one_node(out, 16, 10000);
  mote::problem storage[1];
  mote::problem_log log(storage, 1);
  mote::interpreter<mote_test::tested_operators>::check(bytes, log);
  CHECK(log.count() < bytes.size() / 4 + 16);
}

TEST_CASE("loader: variable tensors keep a place of their own, at the start") {
  CHECK(both_times([] {
    auto model = mote_test::add_model();
    model.tensors[1].is_variable = opaque(true);
    model.inputs = {0};
    const auto bytes = write(model);
    mote::memory_plan<8> plan;
    const auto found = mote::diagnosis::of([&](mote::problem_log& log) {
      mote::load_model<mote_test::tested_operators>(bytes.view(), plan, log);
    });
    return found.ok() && plan.state_bytes == 16 && plan.offsets[1] == 0 && plan.arena_bytes == 16 + 16 + 6;
  }));
}

TEST_CASE("loader: a subgraph that several operators call keeps a place of its own") {
  static constexpr mote_test::model_description once = mote_test::if_model();
  static constexpr mote_test::model_description both = [] {
    auto model = mote_test::if_model();
    model.nodes[0].set(scalar(mote::schema::if_options::else_subgraph, 1));
    return model;
  }();
  CHECK(both_times([] {
    const auto plan_of = [](const model_description& from) {
      const auto bytes = write(from);
      mote::memory_plan<16> plan;
      mote::diagnosis::of([&](mote::problem_log& log) {
        mote::load_model<mote_test::tested_operators>(bytes.view(), plan, log);
      });
      return plan;
    };
    return plan_of(once).state_bytes == opaque(0U) && plan_of(both).state_bytes == 16;
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
    return is_refused(model, error::variable_written, 0, nowhere);
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
