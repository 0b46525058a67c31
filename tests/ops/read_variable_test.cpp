// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/read_variable.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#include "mote/ops/add.hpp"
#include "mote/ops/assign_variable.hpp"
#include "mote/ops/call_once.hpp"
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

TEST_CASE("read_variable: gives what was assigned in the invoke before") {
  mote_test::both_doors<mote_test::running_total_model> model;
  model.set<0>(int8_values{13, 13, 13, 13});
  CHECK(model.invoke<std::int8_t>() == int8_values{13, 15, 17, 19});
  model.set<0>(int8_values{3, 3, 3, 3});
  CHECK(model.invoke<std::int8_t>() == int8_values{13, 15, 17, 19});
}

TEST_CASE("read_variable: what is refused") {
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor, std::int32_t node) {
      return is_refused_after(mote_test::running_total_model(), change, code, tensor, node);
    };
    return refused([](model_description& m) { m.nodes[2].inputs = {opaque(0)}; }, error::unknown_variable, 0,
                   2);
  }));
  CHECK(both_times([] {
    // It is read with a shape that differs from those of both values assigned to it.
    model_description model = mote_test::running_total_model();
    model.nodes[3].inputs = {0, 0};
    model.tensors[2].shape = {opaque(5)};
    const auto found = mote_test::problems_of(model);
    return found.count() == 2 && found[0].code == error::variable_mismatch && found[0].subgraph == 0 &&
           found[0].tensor == 3 && found[1].code == error::variable_mismatch && found[1].subgraph == 1;
  }));
}
