// SPDX-License-Identifier: Apache-2.0
#include "mote/signal/operators/delay.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::signal_delay
#include "support/both_doors.hpp"
#include "support/both_times.hpp"
#include "support/signal_models.hpp"

namespace {

using mote::error;
using mote::tensor_type;
using mote_test::both_times;
using mote_test::model_description;
using mote_test::opaque;
using mote_test::unquantized;
using samples = std::vector<std::int16_t>;

constexpr mote_test::option_list options{{"delay_length", 3}};

constexpr model_description delayed(std::int32_t length) {
  return mote_test::signal_model("SignalDelay", {{"delay_length", length}},
                                 {unquantized(tensor_type::int16, {2, 2})},
                                 {unquantized(tensor_type::int16, {2, 2})});
}
constexpr model_description by_three_model() { return delayed(3); }
constexpr model_description by_one_model() { return delayed(1); }
constexpr model_description by_nothing_model() { return delayed(0); }

template <model_description (*Make)()>
void check_delay(int length) {
  mote_test::both_doors<Make> model;
  for (int round = 0; round < 2; ++round) {
    for (int call = 0; call < 5; ++call) {
      samples input;
      samples expected;
      for (const int stream : {100, 1000}) {
        for (int i = 2 * call; i < 2 * call + 2; ++i) {
          input.push_back(static_cast<std::int16_t>(stream + i));
          expected.push_back(static_cast<std::int16_t>(i < length ? 0 : stream + i - length));
        }
      }
      model.template set<0>(input);
      CHECK(model.template invoke<std::int16_t>() == expected);
    }
    model.reset();
  }
}

}  // namespace

TEST_CASE("delay operator: streams come later, zeros come first and after a reset") {
  check_delay<by_three_model>(3);
  check_delay<by_one_model>(1);
  check_delay<by_nothing_model>(0);
}

TEST_CASE("delay operator: what is refused") {
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(by_three_model(), change, code, tensor);
    };
    return mote_test::needs_its_options(by_three_model(), options) &&
           refused([](model_description& m) { m.tensors[0].type = tensor_type::int8; },
                   error::unsupported_type, 0) &&
           refused([](model_description& m) { m.tensors[1].type = tensor_type::int8; },
                   error::unsupported_type, 1) &&
           refused([](model_description& m) { m.tensors[1].shape = {opaque(4)}; }, error::shape_mismatch,
                   1) &&
           refused([](model_description& m) { m.tensors[0].shape = m.tensors[1].shape = {}; },
                   error::shape_mismatch, 0) &&
           is_refused_with(by_three_model(), {{"delay_length", -1}}, error::bad_option) &&
           is_refused_with(by_three_model(), {{"delay_length", 1 << 24}}, error::bad_option);
  }));
  CHECK(both_times([] {
    model_description model = by_three_model();
    model.tensors[0].shape = model.tensors[1].shape = {opaque(1000), 2};
    return is_refused_with(model, {{"delay_length", 2000000}}, error::tensor_too_large, 0);
  }));
}
