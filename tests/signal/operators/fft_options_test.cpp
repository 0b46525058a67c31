// SPDX-License-Identifier: Apache-2.0
#include "mote/signal/operators/fft_options.hpp"

#include <doctest/doctest.h>

#include <cstdint>

#include "mote/signal/operators/irfft.hpp"
#include "mote/signal/operators/rfft.hpp"

#define MOTE_TESTED_OPERATORS mote::ops::signal_rfft, mote::ops::signal_irfft
#include "support/both_times.hpp"
#include "support/signal_models.hpp"

namespace {

using mote::error;
using mote::tensor_type;
using mote_test::both_times;
using mote_test::model_description;
using mote_test::opaque;
using mote_test::unquantized;

constexpr std::int32_t int16_code = static_cast<std::int32_t>(tensor_type::int16);
constexpr mote_test::option_list options{{"T", int16_code}, {"fft_length", 12}};

constexpr model_description rfft_model() {
  return mote_test::signal_model("SignalRfft", options, {unquantized(tensor_type::int16, {2, 12})},
                                 {unquantized(tensor_type::int16, {2, 14})});
}
constexpr model_description irfft_model() {
  return mote_test::signal_model("SignalIrfft", options, {unquantized(tensor_type::int16, {2, 14})},
                                 {unquantized(tensor_type::int16, {2, 12})});
}

template <class T, mote::signal::fft_direction Direction>
constexpr bool has_the_factors_of_the_table() {
  const auto bytes = mote_test::write(rfft_model());
  const mote::graph graph(bytes.view());
  const mote::ops::fft_factors<T, Direction> factors(mote::node_view(graph, opaque(0)));
  const auto& table = mote::signal::fft_table<T, 12, Direction>.values;
  if (factors.size() != 9) return false;
  for (std::int32_t i = 0; i < factors.size(); ++i) {
    if (factors[i].real != table[i].real || factors[i].imag != table[i].imag) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("fft options: factors are those of the table") {
  using direction = mote::signal::fft_direction;
  CHECK(both_times([] {
    return has_the_factors_of_the_table<std::int16_t, direction::forward>() &&
           has_the_factors_of_the_table<std::int32_t, direction::inverse>() &&
           has_the_factors_of_the_table<float, direction::forward>();
  }));
}

TEST_CASE("fft options: what is refused of both transforms") {
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(rfft_model(), change, code, tensor) &&
             is_refused_after(irfft_model(), change, code, tensor);
    };
    return refused([](model_description& m) { m.tensors[1].type = tensor_type::int32; },
                   error::unsupported_type, 1) &&
           refused([](model_description& m) { m.tensors[0].type = m.tensors[1].type = tensor_type::int32; },
                   error::bad_option, 0) &&
           refused([](model_description& m) { m.tensors[0].type = m.tensors[1].type = tensor_type::int8; },
                   error::unsupported_type, 0) &&
           refused(
               [](model_description& m) {
                 m.tensors[1].shape = {1, opaque(14)};
               },
               error::shape_mismatch, 1) &&
           refused([](model_description& m) { m.tensors[1].shape = {14}; }, error::shape_mismatch, 1) &&
           refused([](model_description& m) { m.tensors[0].shape = m.tensors[1].shape = {}; },
                   error::shape_mismatch, 1);
  }));
  CHECK(both_times([] {
    const auto refused = [](std::int32_t code, std::int32_t length, std::int32_t tensor) {
      const mote_test::option_list with{{"T", code}, {"fft_length", length}};
      return is_refused_with(rfft_model(), with, error::bad_option, tensor) &&
             is_refused_with(irfft_model(), with, error::bad_option, tensor);
    };
    return refused(int16_code, opaque(14), mote::none) && refused(int16_code, 0, mote::none) &&
           refused(int16_code, -4, mote::none) && refused(int16_code, 1 << 16, mote::none) &&
           refused(int16_code + 256, 12, 0);
  }));
}
