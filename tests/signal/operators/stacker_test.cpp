// SPDX-License-Identifier: Apache-2.0
#include "mote/signal/operators/stacker.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::signal_stacker
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
using frame = std::vector<std::int16_t>;
using truth = std::vector<bool>;

constexpr mote_test::option_list options_of(std::int32_t channels, std::int32_t left, std::int32_t right,
                                            std::int32_t step) {
  return {{"num_channels", channels},
          {"stacker_left_context", left},
          {"stacker_right_context", right},
          {"stacker_step", step}};
}
constexpr mote_test::option_list options = options_of(2, 1, 1, 2);

/// Three frames of two channels, every other time.
constexpr model_description two_channels_model() {
  return mote_test::signal_model(
      "SignalStacker", options, {unquantized(tensor_type::int16, {2})},
      {unquantized(tensor_type::int16, {6}), unquantized(tensor_type::boolean, {})});
}

}  // namespace

TEST_CASE("stacker operator: joins frames, and begins anew after a reset") {
  mote_test::both_doors<two_channels_model> model;
  for (int round = 0; round < 2; ++round) {
    const auto gives = [&](const frame& input, bool valid, const frame& expected) {
      model.set<0>(input);
      CHECK(model.invoke<std::int16_t>() == expected);
      CHECK(model.output<1, bool>() == truth{valid});
    };
    gives({1, 2}, false, {0, 0, 0, 0, 0, 0});
    gives({3, 4}, true, {1, 2, 1, 2, 3, 4});
    gives({5, 6}, false, {0, 0, 0, 0, 0, 0});
    gives({7, 8}, true, {3, 4, 5, 6, 7, 8});
    gives({9, 10}, false, {0, 0, 0, 0, 0, 0});
    model.reset();
  }
}

TEST_CASE("stacker operator: all calls give what the function gives") {
  const mote::signal::stacker stack{2, 1, 1, 2};
  std::int16_t memory[4]{};
  mote::signal::stacker::state state{mote::signal::sample_queue(memory)};
  mote_test::random_source random(2);
  mote_test::both_doors<two_channels_model> model;
  for (int call = 0; call < 20; ++call) {
    frame input(2);
    random.fill(input);
    frame expected(6);
    const bool valid = stack(state, input.data(), expected.data());
    model.set<0>(input);
    CHECK(model.invoke<std::int16_t>() == expected);
    CHECK(model.output<1, bool>() == truth{valid});
  }
}

TEST_CASE("stacker operator: what is refused") {
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(two_channels_model(), change, code, tensor);
    };
    return mote_test::needs_its_options(two_channels_model(), options) &&
           refused([](model_description& m) { m.tensors[0].type = tensor_type::int8; },
                   error::unsupported_type, 0) &&
           refused([](model_description& m) { m.tensors[1].type = tensor_type::int8; },
                   error::unsupported_type, 1) &&
           refused([](model_description& m) { m.tensors[2].type = tensor_type::int8; },
                   error::unsupported_type, 2) &&
           refused([](model_description& m) { m.tensors[0].shape = {opaque(3)}; }, error::shape_mismatch,
                   0) &&
           refused(
               [](model_description& m) {
                 m.tensors[0].shape = {1, 2};
               },
               error::shape_mismatch, 0) &&
           refused([](model_description& m) { m.tensors[1].shape = {5}; }, error::shape_mismatch, 1) &&
           refused(
               [](model_description& m) {
                 m.tensors[1].shape = {3, 2};
               },
               error::shape_mismatch, 1) &&
           refused([](model_description& m) { m.tensors[2].shape = {1}; }, error::shape_mismatch, 2);
  }));
  CHECK(both_times([] {
    const auto refused = [](std::int32_t channels, std::int32_t left, std::int32_t right, std::int32_t step) {
      return is_refused_with(two_channels_model(), options_of(channels, left, right, step),
                             error::bad_option);
    };
    return refused(opaque(0), 1, 1, 2) && refused(2, -1, 1, 1) && refused(2, 1, 1, 0) &&
           refused(2, 1, 1, 4) && refused(2, 1 << 20, 1, 1);
  }));
}
