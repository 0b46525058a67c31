// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/assign_variable.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#include "mote/ops/add.hpp"
#include "mote/ops/call_once.hpp"
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

namespace {

/// Stores the input as it comes.
constexpr model_description store_model() {
  model_description model = mote_test::running_total_model();
  model.nodes[4].inputs = {1, 0};
  return model;
}

}  // namespace

TEST_CASE("assign_variable: the variable takes the value") {
  mote_test::both_doors<store_model> model;
  model.set<0>(int8_values{23, 3, 3, 3});
  CHECK(model.invoke<std::int8_t>() == int8_values{23, 5, 7, 9});
  model.set<0>(int8_values{3, 3, 3, 13});
  CHECK(model.invoke<std::int8_t>() == int8_values{23, 3, 3, 13});
}

TEST_CASE("assign_variable: what is refused") {
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(mote_test::running_total_model(), change, code, tensor, 4);
    };
    return refused(
               [](model_description& m) {
                 m.nodes[4].inputs = {opaque(0), 3};
               },
               error::unknown_variable, 0) &&
           refused([](model_description& m) { m.nodes[4].inputs = {1}; }, error::bad_input_count,
                   mote::none) &&
           refused(
               [](model_description& m) {
                 m.nodes[4].inputs = {1, 1};
               },
               error::unsupported_type, 1);
  }));
}
