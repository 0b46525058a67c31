// SPDX-License-Identifier: Apache-2.0
#include "mote/signal/operators/filter_bank_log.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::signal_filter_bank_log
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
constexpr mote_test::option_list options{{"input_correction_bits", 3}, {"output_scale", 1600}};

constexpr model_description four_channels_model() {
  return mote_test::signal_model("SignalFilterBankLog", options, {unquantized(tensor_type::uint32, {4})},
                                 {unquantized(tensor_type::int16, {4})});
}

}  // namespace

TEST_CASE("filter bank log operator: logarithms with the scale of the options") {
  mote_test::random_source random(3);
  mote_test::both_doors<four_channels_model> model;
  for (int round = 0; round < 10; ++round) {
    std::vector<std::uint32_t> input{0, 1, 0, 0};
    for (std::size_t i = 2; i < 4; ++i)
      input[i] = static_cast<std::uint32_t>(random.bits() >> random.between(32, 60));
    std::vector<std::int16_t> expected(4);
    mote::signal::filter_bank_log{1600, 3}(input.data(), 4, expected.data());
    model.set<0>(input);
    CHECK(model.invoke<std::int16_t>() == expected);
  }
}

TEST_CASE("filter bank log operator: what is refused") {
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(four_channels_model(), change, code, tensor);
    };
    return mote_test::needs_its_options(four_channels_model(), options) &&
           refused([](model_description& m) { m.tensors[0].type = tensor_type::int32; },
                   error::unsupported_type, 0) &&
           refused([](model_description& m) { m.tensors[1].type = tensor_type::int32; },
                   error::unsupported_type, 1) &&
           refused(
               [](model_description& m) {
                 m.tensors[0].shape = m.tensors[1].shape = {1, opaque(4)};
               },
               error::shape_mismatch, 0) &&
           refused([](model_description& m) { m.tensors[1].shape = {3}; }, error::shape_mismatch, 1) &&
           is_refused_with(four_channels_model(), {{"input_correction_bits", 32}, {"output_scale", 1}},
                           error::bad_option) &&
           is_refused_with(four_channels_model(), {{"input_correction_bits", -1}, {"output_scale", 1}},
                           error::bad_option);
  }));
}
