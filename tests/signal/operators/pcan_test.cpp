// SPDX-License-Identifier: Apache-2.0
#include "mote/signal/operators/pcan.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::signal_pcan
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

constexpr mote_test::option_list options{{"snr_shift", 6}};

/// Gains that fall with the noise, in parabolas.
struct gain_table {
  std::int16_t values[mote::signal::pcan::gain_table_size]{};

  constexpr gain_table() {
    values[0] = 32000;
    values[1] = 31000;
    for (int bits = 2; bits <= 32; ++bits) {
      values[4 * bits - 6] = static_cast<std::int16_t>(60000 / bits);
      values[4 * bits - 5] = static_cast<std::int16_t>(-1000 / bits);
      values[4 * bits - 4] = static_cast<std::int16_t>(-900 / bits);
    }
  }
};
constexpr gain_table gains;

constexpr model_description three_channels_model() {
  return mote_test::signal_model(
      "SignalPCAN", options,
      {unquantized(tensor_type::uint32, {3}), unquantized(tensor_type::uint32, {3}),
       mote_test::int16_constant(gains.values)},
      {unquantized(tensor_type::uint32, {3})});
}

}  // namespace

TEST_CASE("pcan operator: signals are multiplied by the gain of their noise") {
  mote_test::random_source random(6);
  mote_test::both_doors<three_channels_model> model;
  for (int round = 0; round < 20; ++round) {
    values input(3);
    values noise(3);
    for (std::size_t i = 0; i < 3; ++i) {
      input[i] = static_cast<std::uint32_t>(random.bits() >> random.between(32, 60));
      noise[i] = static_cast<std::uint32_t>(random.bits() >> random.between(32, 63));
    }
    values expected(3);
    mote::signal::pcan{gains.values, 6}(input.data(), noise.data(), 3, expected.data());
    model.set<0>(input);
    model.set<1>(noise);
    CHECK(model.invoke<std::uint32_t>() == expected);
  }
}

TEST_CASE("pcan operator: what is refused") {
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(three_channels_model(), change, code, tensor);
    };
    return mote_test::needs_its_options(three_channels_model(), options) &&
           refused([](model_description& m) { m.tensors[0].type = tensor_type::int32; },
                   error::unsupported_type, 0) &&
           refused([](model_description& m) { m.tensors[1].type = tensor_type::int32; },
                   error::unsupported_type, 1) &&
           refused([](model_description& m) { m.tensors[2].type = tensor_type::uint16; },
                   error::unsupported_type, 2) &&
           refused([](model_description& m) { m.tensors[3].type = tensor_type::int32; },
                   error::unsupported_type, 3);
  }));
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(three_channels_model(), change, code, tensor);
    };
    return refused([](model_description& m) { m.tensors[1].shape = {opaque(2)}; }, error::shape_mismatch,
                   1) &&
           refused([](model_description& m) { m.tensors[3].shape = {4}; }, error::shape_mismatch, 3) &&
           refused(
               [](model_description& m) {
                 m.tensors[2].shape = {1, 125};
               },
               error::shape_mismatch, 2) &&
           refused(
               [](model_description& m) {
                 m.tensors[2].shape = {124}, m.tensors[2].data = {gains.values, 124};
               },
               error::shape_mismatch, 2) &&
           refused(
               [](model_description& m) {
                 m.tensors[0].shape = m.tensors[1].shape = m.tensors[3].shape = {1, 3};
               },
               error::shape_mismatch, 0) &&
           is_refused_with(three_channels_model(), {{"snr_shift", 64}}, error::bad_option) &&
           is_refused_with(three_channels_model(), {{"snr_shift", -1}}, error::bad_option);
  }));
}
