// SPDX-License-Identifier: Apache-2.0
#include "mote/signal/operators/energy.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::signal_energy
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
constexpr mote_test::option_list options{{"end_index", 4}, {"start_index", 1}};

constexpr model_description five_frequencies_model() {
  return mote_test::signal_model("SignalEnergy", options, {unquantized(tensor_type::int16, {10})},
                                 {unquantized(tensor_type::uint32, {5})});
}

}  // namespace

TEST_CASE("energy operator: of the frequencies in the options, zeros elsewhere") {
  mote_test::both_doors<five_frequencies_model> model;
  model.set<0>(std::vector<std::int16_t>{1, 1, 3, -4, -32768, -32768, 100, 0, 7, 7});
  using energies = std::vector<std::uint32_t>;
  CHECK(model.invoke<std::uint32_t>() == energies{0, 25, 0x80000000, 10000, 0});
}

TEST_CASE("energy operator: what is refused") {
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(five_frequencies_model(), change, code, tensor);
    };
    return mote_test::needs_its_options(five_frequencies_model(), options) &&
           refused([](model_description& m) { m.tensors[0].type = tensor_type::int32; },
                   error::unsupported_type, 0) &&
           refused([](model_description& m) { m.tensors[1].type = tensor_type::int32; },
                   error::unsupported_type, 1) &&
           refused(
               [](model_description& m) {
                 m.tensors[0].shape = {1, opaque(10)};
               },
               error::shape_mismatch, 0) &&
           refused(
               [](model_description& m) {
                 m.tensors[1].shape = {1, 5};
               },
               error::shape_mismatch, 1) &&
           refused([](model_description& m) { m.tensors[1].shape = {6}; }, error::shape_mismatch, 1) &&
           refused([](model_description& m) { m.tensors[1].shape = {3}; }, error::bad_option, mote::none);
  }));
  CHECK(both_times([] {
    const auto refused = [](std::int32_t start, std::int32_t end) {
      return is_refused_with(five_frequencies_model(), {{"end_index", end}, {"start_index", start}},
                             error::bad_option);
    };
    return refused(opaque(-1), 3) && refused(3, 2) && refused(0, 6);
  }));
}
