// SPDX-License-Identifier: Apache-2.0
#include "mote/signal/operators/filter_bank.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::signal_filter_bank
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
using energies = std::vector<std::uint32_t>;
using bands = std::vector<std::uint64_t>;

// Sections of 2, 3, 0 and 1 frequencies.
constexpr std::int16_t weights[] = {9, 8, 4, 3, 2, 7};
constexpr std::int16_t unweights[] = {1, 2, 0, 1, 2, 5};
constexpr std::int16_t frequency_starts[] = {1, 3, 0, 0};
constexpr std::int16_t weight_starts[] = {0, 2, 0, 5};
constexpr std::int16_t widths[] = {2, 3, 0, 1};

constexpr mote_test::option_list options{{"num_channels", 3}};

constexpr model_description three_bands_model() {
  return mote_test::signal_model(
      "SignalFilterBank", options,
      {unquantized(tensor_type::uint32, {6}), mote_test::int16_constant(weights),
       mote_test::int16_constant(unweights), mote_test::int16_constant(frequency_starts),
       mote_test::int16_constant(weight_starts), mote_test::int16_constant(widths)},
      {unquantized(tensor_type::uint64, {3})});
}

}  // namespace

TEST_CASE("filter bank operator: each section counts for two bands") {
  mote_test::both_doors<three_bands_model> model;
  model.set<0>(energies{1000, 1, 10, 100, 2, 3});
  CHECK(model.invoke<std::uint64_t>() == bands{433, 8, 7000});
  const energies loud{0xffffffff, 0xffffffff, 0xffffffff, 0, 0, 1};
  bands expected(3);
  mote::signal::filter_bank{weights, unweights, frequency_starts, weight_starts, widths}(loud.data(),
                                                                                         expected.data());
  model.set<0>(loud);
  CHECK(model.invoke<std::uint64_t>() == expected);
}

TEST_CASE("filter bank operator: what is refused") {
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(three_bands_model(), change, code, tensor);
    };
    return mote_test::needs_its_options(three_bands_model(), options) &&
           refused([](model_description& m) { m.tensors[0].type = tensor_type::int32; },
                   error::unsupported_type, 0) &&
           refused([](model_description& m) { m.tensors[6].type = tensor_type::int64; },
                   error::unsupported_type, 6) &&
           refused([](model_description& m) { m.tensors[2].type = tensor_type::uint16; },
                   error::unsupported_type, 2) &&
           refused([](model_description& m) { m.tensors[5].type = tensor_type::uint16; },
                   error::unsupported_type, 5) &&
           refused(
               [](model_description& m) {
                 m.tensors[4].data = {}, m.inputs = {0, 4};
               },
               error::not_constant, 4);
  }));
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(three_bands_model(), change, code, tensor);
    };
    return refused([](model_description& m) { m.tensors[6].shape = {opaque(4)}; }, error::shape_mismatch,
                   6) &&
           refused(
               [](model_description& m) {
                 m.tensors[0].shape = {2, 3};
               },
               error::shape_mismatch, 0) &&
           refused(
               [](model_description& m) {
                 m.tensors[3].shape = {2, 2};
               },
               error::shape_mismatch, 3) &&
           refused(
               [](model_description& m) {
                 m.tensors[5].shape = {3}, m.tensors[5].data = {widths, 3};
               },
               error::shape_mismatch, 5) &&
           is_refused_with(three_bands_model(), {{"num_channels", 2}}, error::shape_mismatch, 6);
  }));
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(three_bands_model(), change, code, tensor);
    };
    // Sections beyond the spectrum and beyond the weights.
    return refused([](model_description& m) { m.tensors[0].shape = {opaque(5)}; }, error::bad_index,
                   mote::none) &&
           refused(
               [](model_description& m) {
                 m.tensors[1].shape = {5}, m.tensors[1].data = {weights, 5};
               },
               error::bad_index, mote::none);
  }));
}
