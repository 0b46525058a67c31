// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_SIGNAL_OPERATORS_RFFT_HPP
#define MOTE_SIGNAL_OPERATORS_RFFT_HPP

#include <cstdint>
#include <type_traits>

#include "mote/config.hpp"
#include "mote/ops/node_view.hpp"
#include "mote/signal/fft.hpp"
#include "mote/signal/operators/fft_options.hpp"
#include "mote/signal/rfft.hpp"

namespace mote {
namespace portable {

/// Transforms each row of `input`, [rows, input_length], into one of `output`, [rows, output_length].
template <class Transform, class Samples, class T>
MOTE_NOINLINE constexpr void rfft_rows(const Transform& transform, std::int32_t rows, Samples input,
                                       std::int32_t input_length, T* output, std::int32_t output_length) {
  for (; rows > 0; --rows, input = input + input_length, output += output_length)
    transform(input, input_length, output);
}

}  // namespace portable

namespace ops {

/// SignalRfft: the Fourier transform of rows of real samples, followed by zeros up to fft_length: int16,
/// int32 or float32 [..., samples] to [..., fft_length + 2]. Options: T, fft_length.
struct signal_rfft : fft_options {
  static constexpr builtin_operator code = builtin_operator::custom;
  static constexpr const char* custom_code = "SignalRfft";

  static constexpr void check(node_check& check) {
    if (!check_transform(check)) return;
    const std::int32_t length = length_of(check.view());
    const operand input = check.input(0);
    const operand output = check.output();
    check.require(input.shape.back() <= length, error::shape_mismatch, input.index, input.shape.back());
    check.require(output.shape.back() == length + 2, error::shape_mismatch, output.index,
                  output.shape.back());
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    context.template visit_output<std::int16_t, std::int32_t, float>([&](auto tag) {
      using sample = typename decltype(tag)::type;
      const auto factors = context.template table<fft_factors<sample, signal::fft_direction::forward>>();
      const shape& samples = context.view().input(0).shape;
      const std::int32_t length = context.view().output().shape.back();
      portable::rfft_rows(signal::rfft<sample, std::decay_t<decltype(factors)>>(length - 2, factors),
                          samples.element_count() / samples.back(), context.template input<sample, 0>(),
                          samples.back(), context.template output<sample>(), length);
    });
  }
};

}  // namespace ops
}  // namespace mote

#endif
