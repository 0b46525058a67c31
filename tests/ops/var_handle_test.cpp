// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/var_handle.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "mote/ops/add.hpp"
#include "mote/ops/assign_variable.hpp"
#include "mote/ops/call_once.hpp"
#include "mote/ops/read_variable.hpp"
#include "mote/ops/reshape.hpp"

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

/// Two names: the variable that is initialised isn't the one that is read.
constexpr model_description other_name() {
  model_description model = mote_test::running_total_model();
  model.nodes[1].shared_name = "other";
  return model;
}

}  // namespace

TEST_CASE("var_handle: handles of one name are one variable") {
  // The state holds whether it was initialised, and one variable.
  static_assert(mote_test::both_doors<mote_test::running_total_model>::net::state_bytes == 2 * 16);
}

TEST_CASE("var_handle: handles of two names are two variables") {
  static_assert(mote_test::both_doors<other_name>::net::state_bytes == 3 * 16);
  mote_test::both_doors<other_name> model;
  model.set<0>(int8_values{4, 5, 6, 7});
  // The other one begins with stored zeros, which stand for -1.5.
  CHECK(model.invoke<std::int8_t>() == int8_values{1, 2, 3, 4});
}

TEST_CASE("var_handle: a name longer than names are") {
  static const std::string longest(1024, 'v');
  static const std::string longer(1025, 'v');
  const auto loads = [](const std::string& name) {
    model_description model = mote_test::running_total_model();
    model.nodes[1].shared_name = name.c_str();
    const auto bytes = mote_test::write(model);
    const auto found = mote_test::problems_of(bytes.view());
    return found.ok() || !mote_test::is_only_problem(found, error::bad_option, 1, 1);
  };
  CHECK(loads(longest));
  CHECK_FALSE(loads(longer));
}

TEST_CASE("var_handle: what is refused") {
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor, std::int32_t node) {
      return is_refused_after(mote_test::running_total_model(), change, code, tensor, node);
    };
    return refused([](model_description& m) { m.nodes[1].inputs = {opaque(0)}; }, error::bad_input_count,
                   mote::none, 1) &&
           refused([](model_description& m) { m.nodes[0] = mote_test::declaration("total", opaque(1)); },
                   error::written_twice, 1, 1);
  }));
}
