// SPDX-License-Identifier: Apache-2.0
#include "mote/signal/operators/fft_auto_scale.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::signal_fft_auto_scale
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

constexpr model_description four_samples_model() {
  return mote_test::signal_model("SignalFftAutoScale", {}, {unquantized(tensor_type::int16, {4})},
                                 {unquantized(tensor_type::int16, {4}), unquantized(tensor_type::int32, {})});
}

}  // namespace

TEST_CASE("fft auto scale operator: scaled samples and the number of bits") {
  mote_test::both_doors<four_samples_model> model;
  for (const int largest : {0, 1, 5, 255, 256, 20000, 32767}) {
    const samples input{static_cast<std::int16_t>(-largest), 0, static_cast<std::int16_t>(largest / 2), 0};
    samples expected(4);
    const std::int32_t bits = mote::signal::fft_auto_scale(input.data(), 4, expected.data());
    model.set<0>(input);
    CHECK(model.invoke<std::int16_t>() == expected);
    CHECK(model.output<1, std::int32_t>() == std::vector<std::int32_t>{bits});
  }
}

TEST_CASE("fft auto scale operator: what is refused") {
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(four_samples_model(), change, code, tensor);
    };
    return refused([](model_description& m) { m.tensors[0].type = tensor_type::int32; },
                   error::unsupported_type, 0) &&
           refused([](model_description& m) { m.tensors[1].type = tensor_type::int32; },
                   error::unsupported_type, 1) &&
           refused([](model_description& m) { m.tensors[2].type = tensor_type::int16; },
                   error::unsupported_type, 2) &&
           refused(
               [](model_description& m) {
                 m.tensors[0].shape = m.tensors[1].shape = {1, opaque(4)};
               },
               error::shape_mismatch, 0) &&
           refused([](model_description& m) { m.tensors[1].shape = {3}; }, error::shape_mismatch, 1) &&
           refused([](model_description& m) { m.tensors[2].shape = {1}; }, error::shape_mismatch, 2);
  }));
}
