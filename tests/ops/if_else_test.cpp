// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/if_else.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#include "mote/ops/add.hpp"
#include "mote/ops/reshape.hpp"

#define MOTE_TESTED_OPERATORS mote::ops::add, mote::ops::reshape, mote::ops::if_else
#include "support/both_doors.hpp"
#include "support/both_times.hpp"
#include "support/refusal.hpp"
#include "support/subgraph_models.hpp"

using mote::error;
using mote_test::both_times;
using mote_test::model_description;
using mote_test::opaque;
using int8_values = std::vector<std::int8_t>;  // scale 1/2, zero point 3

TEST_CASE("if_else: runs one branch or the other") {
  mote_test::both_doors<mote_test::if_model> model;
  for (int round = 0; round < 2; ++round) {
    model.set<0>(std::vector<bool>{true});
    model.set<1>(int8_values{3, 5, -100, 127});
    CHECK(model.invoke<std::int8_t>() == int8_values{3, 5, -100, 127});
    model.set<0>(std::vector<bool>{false});
    model.set<1>(int8_values{3, 5, -100, 127});
    CHECK(model.invoke<std::int8_t>() == int8_values{3, 7, -128, 127});
  }
}

TEST_CASE("if_else: both branches share one piece of memory") {
  // The larger branch has two tensors, in 16 and 4 bytes; behind them lie x, y and the condition.
  static_assert(mote_test::both_doors<mote_test::if_model>::net::arena_bytes == 2 * 16 + 2 * 16 + 1);
}

namespace {

constexpr std::int8_t yes[] = {1};

/// Subgraph 1 with a condition that always holds, and itself behind it.
constexpr model_description recursive = [] {
  using option = mote::schema::if_options;
  model_description model = mote_test::identity;
  mote_test::tensor_description condition = mote_test::one_bool();
  condition.data = {yes, 1};
  model.tensors.push_back(condition);
  model.nodes = {mote_test::node_description{
      mote_test::control_code,
      {2, 0},
      {1},
      {mote_test::scalar(option::then_subgraph, 1), mote_test::scalar(option::else_subgraph, 2)}}};
  return model;
}();

}  // namespace

TEST_CASE("if_else: what is refused") {
  using option = mote::schema::if_options;
  using mote_test::scalar;
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(mote_test::if_model(), change, code, tensor);
    };
    constexpr std::int32_t nowhere = mote::none;
    return refused([](model_description& m) { m.tensors[0].type = opaque(mote::tensor_type::int8); },
                   error::unsupported_type, 0) &&
           refused([](model_description& m) { m.tensors[0].shape = {2}; }, error::shape_mismatch, 0) &&
           refused([](model_description& m) { m.nodes[0].set(scalar(option::then_subgraph, 3)); },
                   error::bad_subgraph, nowhere) &&
           refused([](model_description& m) { m.nodes[0].set(scalar(option::else_subgraph, 0)); },
                   error::bad_subgraph, nowhere) &&
           refused([](model_description& m) { m.nodes[0].set(scalar(option::else_subgraph, -1)); },
                   error::bad_subgraph, nowhere) &&
           refused(
               [](model_description& m) {
                 m.nodes[0].inputs = {0, 1, 1};
               },
               error::bad_subgraph_signature, nowhere) &&
           refused(
               [](model_description& m) {
                 m.tensors[1].shape = {2, 2};
               },
               error::bad_subgraph_signature, 1) &&
           refused([](model_description& m) { m.tensors[2].shape = {5}; }, error::bad_subgraph_signature, 2);
  }));
}

TEST_CASE("if_else: a subgraph that calls itself is refused") {
  CHECK(both_times([] {
    model_description model = mote_test::if_model();
    model.others = {&recursive, &mote_test::twice};
    return is_refused(model, opaque(error::recursive_subgraphs), mote::none, mote::none);
  }));
}
