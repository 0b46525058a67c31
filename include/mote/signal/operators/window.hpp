// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_SIGNAL_OPERATORS_WINDOW_HPP
#define MOTE_SIGNAL_OPERATORS_WINDOW_HPP

#include <cstdint>
#include <type_traits>

#include "mote/config.hpp"
#include "mote/ops/custom_options.hpp"
#include "mote/ops/node_view.hpp"
#include "mote/signal/window.hpp"

namespace mote {
namespace portable {

/// Multiplies each row of `input`, [rows, size], by the window.
template <class Weights, class Samples>
MOTE_NOINLINE constexpr void window_rows(const signal::basic_window<Weights>& window, std::int32_t rows,
                                         Samples input, std::int16_t* output) {
  for (; rows > 0; --rows, input = input + window.size, output += window.size) window(input, output);
}

}  // namespace portable

namespace ops {

/// SignalWindow: int16 [..., samples] times weights [samples], with `shift` fraction bits. Options: shift.
struct signal_window {
  static constexpr builtin_operator code = builtin_operator::custom;
  static constexpr const char* custom_code = "SignalWindow";

  struct fraction {
    std::int32_t shift;
  };
  using parameters = option_parameters<signal_window, fraction>;
  static constexpr fraction read(custom_options& options) { return {options.integer("shift")}; }

  static constexpr void check(node_check& check) {
    if (!check.operands(2, 2)) return;
    const operand input = check.input(0);
    const operand weights = check.input(1);
    const operand output = check.output();
    custom_options options(check.view());
    const signal::window window{nullptr, weights.shape.back(), read(options).shift};
    if (check.require(options.complete(), error::bad_custom_options))
      check.require(window.valid(), error::bad_option);
    for (const operand& samples : {input, weights, output}) check.type(samples, {tensor_type::int16});
    check.rank(weights, 1);
    check.require(input.shape.rank() >= 1 && input.shape.back() == weights.shape.back(),
                  error::shape_mismatch, weights.index);
    check.same_shape(input, output);
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    const auto weights = context.template input<std::int16_t, 1>();
    const shape& samples = context.view().input(0).shape;
    portable::window_rows(
        signal::basic_window<std::decay_t<decltype(weights)>>{
            weights, samples.back(), context.template parameters<signal_window>().shift},
        samples.element_count() / samples.back(), context.template input<std::int16_t, 0>(),
        context.template output<std::int16_t>());
  }
};

}  // namespace ops
}  // namespace mote

#endif
