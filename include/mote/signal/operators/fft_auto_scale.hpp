// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_SIGNAL_OPERATORS_FFT_AUTO_SCALE_HPP
#define MOTE_SIGNAL_OPERATORS_FFT_AUTO_SCALE_HPP

#include <cstdint>

#include "mote/ops/node_view.hpp"
#include "mote/signal/fft_auto_scale.hpp"

namespace mote::ops {

/// SignalFftAutoScale: int16 [samples], shifted to the left as far as they fit, and by how many bits (int32).
struct signal_fft_auto_scale {
  static constexpr builtin_operator code = builtin_operator::custom;
  static constexpr const char* custom_code = "SignalFftAutoScale";

  static constexpr void check(node_check& check) {
    if (!check.operands(1, 1, 2)) return;
    const operand input = check.input(0);
    const operand scale_bits = check.any_output(1);
    check.type(input, {tensor_type::int16});
    check.type(check.output(), {tensor_type::int16});
    check.type(scale_bits, {tensor_type::int32});
    check.rank(input, 1);
    check.same_shape(input, check.output());
    check.rank(scale_bits, 0);
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    *context.template output<std::int32_t, 1>() =
        signal::fft_auto_scale(context.template input<std::int16_t, 0>(),
                               context.view().input(0).shape.back(), context.template output<std::int16_t>());
  }
};

}  // namespace mote::ops

#endif
