// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/call_once.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#include "mote/ops/add.hpp"
#include "mote/ops/assign_variable.hpp"
#include "mote/ops/read_variable.hpp"
#include "mote/ops/reshape.hpp"
#include "mote/ops/var_handle.hpp"

#define MOTE_TESTED_OPERATORS                                                            \
  mote::ops::add, mote::ops::call_once, mote::ops::var_handle, mote::ops::read_variable, \
      mote::ops::assign_variable
#include "support/both_doors.hpp"
#include "support/both_times.hpp"
#include "support/refusal.hpp"
#include "support/subgraph_models.hpp"

using mote::error;
using mote_test::both_times;
using mote_test::model_description;
using mote_test::opaque;
using int8_values = std::vector<std::int8_t>;  // scale 1/2, zero point 3

TEST_CASE("call_once: initialises before the first invoke, and again after a reset") {
  mote_test::both_doors<mote_test::running_total_model> model;
  for (int round = 0; round < 2; ++round) {
    model.set<0>(int8_values{3, 3, 3, 5});
    CHECK(model.invoke<std::int8_t>() == int8_values{3, 5, 7, 11});
    model.set<0>(int8_values{3, 3, 3, 5});
    CHECK(model.invoke<std::int8_t>() == int8_values{3, 5, 7, 13});
    model.reset();
  }
}

TEST_CASE("call_once: what is refused") {
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(mote_test::running_total_model(), change, code, tensor);
    };
    using option = mote::schema::call_once_options;
    constexpr std::int32_t nowhere = mote::none;
    return refused(
               [](model_description& m) {
                 m.nodes[0].set(mote_test::scalar(option::init_subgraph, opaque(2)));
               },
               error::bad_subgraph, nowhere) &&
           refused([](model_description& m) { m.nodes[0].inputs = {0}; }, error::bad_input_count, nowhere) &&
           refused([](model_description& m) { m.others = {&mote_test::twice}; },
                   error::bad_subgraph_signature, nowhere);
  }));
}
