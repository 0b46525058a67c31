// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/while_loop.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#include "mote/ops/add.hpp"
#include "mote/ops/reshape.hpp"

#define MOTE_TESTED_OPERATORS mote::ops::add, mote::ops::reshape, mote::ops::while_loop
#include "support/both_doors.hpp"
#include "support/both_times.hpp"
#include "support/refusal.hpp"
#include "support/subgraph_models.hpp"

using mote::error;
using mote_test::both_times;
using mote_test::model_description;
using mote_test::opaque;
using int8_values = std::vector<std::int8_t>;  // scale 1/2, zero point 3

TEST_CASE("while_loop: runs its body as long as the condition holds") {
  mote_test::both_doors<mote_test::while_model> model;
  const auto run = [&](bool a, bool b) {
    model.set<0>(int8_values{3, 5, -10, 100});
    model.set<1>(std::vector<bool>{a});
    model.set<2>(std::vector<bool>{b});
    model.set<3>(std::vector<bool>{false});
    return model.invoke<std::int8_t>();
  };
  CHECK(run(false, true) == int8_values{3, 5, -10, 100});
  CHECK(run(true, false) == int8_values{3, 7, -23, 127});
  CHECK(run(true, true) == int8_values{3, 11, -49, 127});
}

TEST_CASE("while_loop: what is refused") {
  using option = mote::schema::while_options;
  using mote_test::scalar;
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(mote_test::while_model(), change, code, tensor);
    };
    constexpr std::int32_t nowhere = mote::none;
    return refused(
               [](model_description& m) {
                 m.nodes[0].outputs = {4, opaque(5), 6};
               },
               error::bad_output_count, nowhere) &&
           refused([](model_description& m) { m.nodes[0].set(scalar(option::cond_subgraph, 9)); },
                   error::bad_subgraph, nowhere) &&
           // The body's outputs are four, and the first is no bool.
           refused([](model_description& m) { m.nodes[0].set(scalar(option::cond_subgraph, 2)); },
                   error::bad_subgraph_signature, nowhere) &&
           refused([](model_description& m) { m.nodes[0].set(scalar(option::body_subgraph, 1)); },
                   error::bad_subgraph_signature, nowhere) &&
           refused([](model_description& m) { m.nodes[0].inputs[1] = -1; }, error::missing_input, nowhere);
  }));
}
