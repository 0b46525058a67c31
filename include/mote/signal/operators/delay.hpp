// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_SIGNAL_OPERATORS_DELAY_HPP
#define MOTE_SIGNAL_OPERATORS_DELAY_HPP

#include <cstdint>

#include "mote/config.hpp"
#include "mote/ops/custom_options.hpp"
#include "mote/ops/node_view.hpp"
#include "mote/signal/delay.hpp"
#include "mote/signal/sample_queue.hpp"

namespace mote {
namespace portable {

/// Delays each of `rows` streams, of which input and output have `samples` each. `queues` has queue_size()
/// samples of each, zeros at first.
template <class Samples>
MOTE_NOINLINE constexpr void delay_rows(const signal::delay& delay, std::int32_t rows, std::int32_t samples,
                                        Samples input, std::int16_t* queues, std::int16_t* output) {
  for (; rows > 0; --rows, input = input + samples, output += samples, queues += delay.queue_size()) {
    signal::sample_queue queue(queues, delay.length);
    delay(queue, input, samples, output);
  }
}

}  // namespace portable

namespace ops {

/// SignalDelay: int16 [..., samples], delay_length samples later. Options: delay_length.
struct signal_delay {
  static constexpr builtin_operator code = builtin_operator::custom;
  static constexpr const char* custom_code = "SignalDelay";
  using parameters = option_parameters<signal_delay, signal::delay>;

  static constexpr signal::delay read(custom_options& options) { return {options.integer("delay_length")}; }

  static constexpr std::int32_t rows(const node_view& view) {
    return view.input(0).shape.element_count() / view.input(0).shape.back();
  }
  /// The samples on their way.
  static constexpr std::uint32_t state_bytes(const node_view& view) {
    const auto samples = static_cast<std::uint32_t>(rows(view) * parameters(view).queue_size());
    return static_cast<std::uint32_t>(samples * sizeof(std::int16_t));
  }

  static constexpr void check(node_check& check) {
    if (!check.operands(1, 1)) return;
    const operand input = check.input(0);
    const operand output = check.output();
    check.type(input, {tensor_type::int16});
    check.type(output, {tensor_type::int16});
    check.same_shape(input, output);
    const bool has_rows = check.require(input.shape.rank() >= 1, error::shape_mismatch, input.index);
    custom_options options(check.view());
    const signal::delay delay = read(options);
    if (!check.require(options.complete(), error::bad_custom_options) ||
        !check.require(delay.valid(), error::bad_option, none, delay.length) || !has_rows)
      return;
    constexpr std::int64_t most_samples = 0x7fffffff / sizeof(std::int16_t);
    check.require(std::int64_t{rows(check.view())} * delay.queue_size() <= most_samples,
                  error::tensor_too_large, input.index);
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    portable::delay_rows(context.template parameters<signal_delay>(), rows(context.view()),
                         context.view().input(0).shape.back(), context.template input<std::int16_t, 0>(),
                         context.template state<signal_delay, std::int16_t>(),
                         context.template output<std::int16_t>());
  }
};

}  // namespace ops
}  // namespace mote

#endif
