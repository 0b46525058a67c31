// SPDX-License-Identifier: Apache-2.0
#include "mote/signal/operators/irfft.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::signal_irfft
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
constexpr std::int32_t code_of(tensor_type type) { return static_cast<std::int32_t>(type); }
constexpr std::int32_t length = 30;
constexpr mote_test::option_list options{{"T", code_of(tensor_type::int16)}, {"fft_length", length}};

template <class T>
constexpr model_description two_rows_model() {
  constexpr tensor_type type = mote::type_of<T>;
  return mote_test::signal_model("SignalIrfft", {{"T", code_of(type)}, {"fft_length", length}},
                                 {unquantized(type, {2, length + 2})}, {unquantized(type, {2, length})});
}

template <class T>
void check_rows() {
  const mote::signal::irfft<T> transform(
      length, mote::signal::fft_table<T, length, mote::signal::fft_direction::inverse>.values);
  mote_test::random_source random(32);
  mote_test::both_doors<two_rows_model<T>> model;
  for (int round = 0; round < 3; ++round) {
    std::vector<T> input(std::size_t{2} * (length + 2));
    for (T& value : input) value = static_cast<T>(random.between(-30000, 30000));
    std::vector<T> expected(std::size_t{2} * length);
    for (std::size_t row = 0; row < 2; ++row)
      transform(input.data() + (length + 2) * row, expected.data() + length * row);
    model.template set<0>(input);
    CHECK(model.template invoke<T>() == expected);
  }
}

}  // namespace

TEST_CASE("irfft operator: rows of spectra") {
  check_rows<std::int16_t>();
  check_rows<std::int32_t>();
  check_rows<float>();
}

TEST_CASE("irfft operator: what is refused") {
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(two_rows_model<std::int16_t>(), change, code, tensor);
    };
    return mote_test::needs_its_options(two_rows_model<std::int16_t>(), options) &&
           refused(
               [](model_description& m) {
                 m.tensors[0].shape = {2, opaque(31)};
               },
               error::shape_mismatch, 0) &&
           refused(
               [](model_description& m) {
                 m.tensors[1].shape = {2, 32};
               },
               error::shape_mismatch, 1);
  }));
}
