// SPDX-License-Identifier: Apache-2.0
#include "mote/signal/operators/filter_bank_spectral_subtraction.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::signal_filter_bank_spectral_subtraction
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
using values = std::vector<std::uint32_t>;

constexpr mote_test::option_list options_of(std::int32_t fraction_bits, std::int32_t smoothing_bits,
                                            bool clamping) {
  return {{"alternate_one_minus_smoothing", 15401},
          {"alternate_smoothing", 983},
          {"clamping", clamping},
          {"min_signal_remaining", 819},
          {"num_channels", 3},
          {"one_minus_smoothing", 15975},
          {"smoothing", 409},
          {"smoothing_bits", smoothing_bits},
          {"spectral_subtraction_bits", fraction_bits}};
}
constexpr mote_test::option_list options = options_of(14, 10, true);

constexpr model_description three_channels_model() {
  return mote_test::signal_model(
      "SignalFilterBankSpectralSubtraction", options, {unquantized(tensor_type::uint32, {3})},
      {unquantized(tensor_type::uint32, {3}), unquantized(tensor_type::uint32, {3})});
}

}  // namespace

TEST_CASE("filter bank spectral subtraction operator: the noise is remembered until a reset") {
  const mote::signal::filter_bank_spectral_subtraction subtract{{409, 15975}, {983, 15401}, 819,
                                                                10,           14,           true};
  mote_test::random_source random(14);
  mote_test::both_doors<three_channels_model> model;
  for (int round = 0; round < 2; ++round) {
    values noise(3);
    for (int call = 0; call < 5; ++call) {
      values input(3);
      for (std::uint32_t& value : input) value = static_cast<std::uint32_t>(random.bits() >> 44);
      values expected(3);
      subtract(input.data(), 3, noise.data(), expected.data());
      model.set<0>(input);
      CHECK(model.invoke<std::uint32_t>() == expected);
      CHECK(model.output<1, std::uint32_t>() == noise);
    }
    model.reset();
  }
}

TEST_CASE("filter bank spectral subtraction operator: what is refused") {
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(three_channels_model(), change, code, tensor);
    };
    return refused([](model_description& m) { m.tensors[0].type = tensor_type::int32; },
                   error::unsupported_type, 0) &&
           refused([](model_description& m) { m.tensors[1].type = tensor_type::int32; },
                   error::unsupported_type, 1) &&
           refused([](model_description& m) { m.tensors[2].type = tensor_type::int32; },
                   error::unsupported_type, 2) &&
           refused([](model_description& m) { m.tensors[1].shape = {opaque(2)}; }, error::shape_mismatch,
                   1) &&
           refused([](model_description& m) { m.tensors[2].shape = {4}; }, error::shape_mismatch, 2) &&
           refused(
               [](model_description& m) {
                 for (std::size_t i = 0; i < 3; ++i) m.tensors[i].shape = {4};
               },
               error::shape_mismatch, 0) &&
           refused(
               [](model_description& m) {
                 for (std::size_t i = 0; i < 3; ++i) m.tensors[i].shape = {1, 3};
               },
               error::shape_mismatch, 0);
  }));
  CHECK(both_times([] {
    const auto refused = [](std::int32_t fraction_bits, std::int32_t smoothing_bits) {
      return is_refused_with(three_channels_model(), options_of(fraction_bits, smoothing_bits, false),
                             error::bad_option);
    };
    return refused(opaque(64), 10) && refused(-1, 10) && refused(14, 32) && refused(14, -1);
  }));
  CHECK(both_times([] { return mote_test::needs_its_options(three_channels_model(), options); }));
}
