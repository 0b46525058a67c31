// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_SIGNAL_OPERATORS_IRFFT_HPP
#define MOTE_SIGNAL_OPERATORS_IRFFT_HPP

#include <cstdint>
#include <type_traits>

#include "mote/config.hpp"
#include "mote/ops/node_view.hpp"
#include "mote/signal/fft.hpp"
#include "mote/signal/irfft.hpp"
#include "mote/signal/operators/fft_options.hpp"

namespace mote {
namespace portable {

/// Transforms each row of `input`, [rows, length + 2], back into one of `output`, [rows, length].
template <class Transform, class Spectrum, class T>
MOTE_NOINLINE constexpr void irfft_rows(const Transform& transform, std::int32_t rows, Spectrum input,
                                        std::int32_t length, T* output) {
  for (; rows > 0; --rows, input = input + (length + 2), output += length) transform(input, output);
}

}  // namespace portable

namespace ops {

/// SignalIrfft: the inverse of SignalRfft, int16, int32 or float32 [..., fft_length + 2] to [...,
/// fft_length]. Options: T, fft_length.
struct signal_irfft : fft_options {
  static constexpr builtin_operator code = builtin_operator::custom;
  static constexpr const char* custom_code = "SignalIrfft";

  static constexpr void check(node_check& check) {
    if (!check_transform(check)) return;
    const std::int32_t length = length_of(check.view());
    const operand input = check.input(0);
    const operand output = check.output();
    check.require(input.shape.back() == length + 2, error::shape_mismatch, input.index, input.shape.back());
    check.require(output.shape.back() == length, error::shape_mismatch, output.index, output.shape.back());
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    context.template visit_output<std::int16_t, std::int32_t, float>([&](auto tag) {
      using sample = typename decltype(tag)::type;
      const auto factors = context.template table<fft_factors<sample, signal::fft_direction::inverse>>();
      const shape& samples = context.view().output().shape;
      portable::irfft_rows(signal::irfft<sample, std::decay_t<decltype(factors)>>(samples.back(), factors),
                           samples.element_count() / samples.back(), context.template input<sample, 0>(),
                           samples.back(), context.template output<sample>());
    });
  }
};

}  // namespace ops
}  // namespace mote

#endif
