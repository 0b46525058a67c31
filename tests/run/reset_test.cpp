// SPDX-License-Identifier: Apache-2.0
#include "mote/run/reset.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "support/both_doors.hpp"
#include "support/both_times.hpp"
#include "support/small_models.hpp"

namespace {

using mote_test::model_description;

/// The sum of x and of a variable tensor that nothing writes: it stays as it is initialised.
constexpr model_description sum_with_state(mote::tensor_type type) {
  model_description model = mote_test::add_model();
  model.tensors[1].is_variable = true;
  model.tensors[1].type = type;
  model.inputs = {0};
  return model;
}
constexpr model_description sum_with_int8_state() { return sum_with_state(mote::tensor_type::int8); }

constexpr int initial_byte_of(mote::tensor_type type) {
  const auto file = write(sum_with_state(type));
  return mote::initial_byte(mote::graph(file.view()).tensor_at(1));
}

}  // namespace

TEST_CASE("reset: int8 variables begin with their zero point, others with zero bytes") {
  CHECK(mote_test::both_times([] {
    return initial_byte_of(mote::tensor_type::int8) == 256 - 5 &&
           initial_byte_of(mote::tensor_type::int16) == 0 && initial_byte_of(mote::tensor_type::float32) == 0;
  }));
}

TEST_CASE("reset: variable tensors stand for 0 before the first invoke") {
  mote_test::both_doors<sum_with_int8_state> model;
  model.set<0>(std::vector<std::int8_t>{3, 13, 23, -7, 3, 5});
  // x: 0.5 * (q - 3), sum: 0.5 * (q - 1)
  CHECK(model.invoke<std::int8_t>() == std::vector<std::int8_t>{1, 11, 21, -9, 1, 3});
}
