// SPDX-License-Identifier: Apache-2.0
#include "mote/signal/operators/window.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::signal_window
#include "support/both_doors.hpp"
#include "support/both_times.hpp"
#include "support/random_source.hpp"
#include "support/signal_models.hpp"

namespace {

using mote::error;
using mote::tensor_type;
using mote_test::both_times;
using mote_test::model_description;
using mote_test::opaque;
using mote_test::unquantized;
using samples = std::vector<std::int16_t>;

constexpr mote_test::option_list options{{"shift", 12}};
constexpr std::int16_t weights[] = {4096, 2048, -4096, 32767};

/// Two rows of four samples.
constexpr model_description rows_model() {
  return mote_test::signal_model(
      "SignalWindow", options, {unquantized(tensor_type::int16, {2, 4}), mote_test::int16_constant(weights)},
      {unquantized(tensor_type::int16, {2, 4})});
}
/// The weights come with the samples.
constexpr model_description variable_weights_model() {
  model_description model = rows_model();
  model.tensors[1].data = {};
  model.inputs = {0, 1};
  return model;
}

}  // namespace

TEST_CASE("window operator: each row is multiplied by the weights") {
  mote_test::random_source random(12);
  mote_test::both_doors<rows_model> constant;
  mote_test::both_doors<variable_weights_model> variable;
  variable.set<1>(samples(weights, weights + 4));
  for (int round = 0; round < 10; ++round) {
    samples input(8);
    random.fill(input);
    samples expected(8);
    for (std::size_t row = 0; row < 8; row += 4)
      mote::signal::window{weights, 4, 12}(input.data() + row, expected.data() + row);
    constant.set<0>(input);
    CHECK(constant.invoke<std::int16_t>() == expected);
    variable.set<0>(input);
    variable.set<1>(samples(weights, weights + 4));
    CHECK(variable.invoke<std::int16_t>() == expected);
  }
}

TEST_CASE("window operator: what is refused") {
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(rows_model(), change, code, tensor);
    };
    const auto retyped = [&](auto tensor) {
      return refused(
          [](model_description& m) { m.tensors[decltype(tensor)::value].type = tensor_type::uint16; },
          error::unsupported_type, decltype(tensor)::value);
    };
    return mote_test::needs_its_options(rows_model(), options) && retyped(std::integral_constant<int, 0>()) &&
           retyped(std::integral_constant<int, 1>()) && retyped(std::integral_constant<int, 2>()) &&
           refused([](model_description& m) { m.nodes[0].inputs = {opaque(0)}; }, error::bad_input_count,
                   mote::none);
  }));
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(rows_model(), change, code, tensor);
    };
    return refused(
               [](model_description& m) {
                 m.tensors[0].shape = m.tensors[2].shape = {2, opaque(8)};
               },
               error::shape_mismatch, 1) &&
           refused(
               [](model_description& m) {
                 m.tensors[1].shape = {1, 4};
               },
               error::shape_mismatch, 1) &&
           refused([](model_description& m) { m.tensors[2].shape = {8}; }, error::shape_mismatch, 2) &&
           is_refused_with(rows_model(), {{"shift", -1}}, error::bad_option) &&
           is_refused_with(rows_model(), {{"shift", 32}}, error::bad_option);
  }));
}
