// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_SIGNAL_OPERATORS_STACKER_HPP
#define MOTE_SIGNAL_OPERATORS_STACKER_HPP

#include <cstdint>

#include "mote/config.hpp"
#include "mote/ops/custom_options.hpp"
#include "mote/ops/node_view.hpp"
#include "mote/signal/sample_queue.hpp"
#include "mote/signal/stacker.hpp"

namespace mote {
namespace portable {

/// Takes a frame. Writes output_size() values, or as many zeros and false as long as there are too few.
///
/// `kept` is 0 before the first frame, and then one more than what `queue` holds.
template <class Samples>
MOTE_NOINLINE constexpr bool stack_frame(const signal::stacker& stack, Samples frame, std::int32_t& kept,
                                         std::int16_t* queue, std::int16_t* output) {
  const bool started = kept > 0;
  signal::stacker::state memory{signal::sample_queue(queue, started ? kept - 1 : 0), started};
  const bool complete = stack(memory, frame, output);
  for (std::int32_t i = 0; !complete && i < stack.output_size(); ++i) output[i] = 0;
  kept = memory.queue.size() + 1;
  return complete;
}

}  // namespace portable

namespace ops {

/// SignalStacker: joins a frame, int16 [num_channels], with those around it, to
/// [num_channels * (left context + 1 + right context)], and whether there were enough. Options: num_channels,
/// stacker_left_context, stacker_right_context, stacker_step.
struct signal_stacker {
  static constexpr builtin_operator code = builtin_operator::custom;
  static constexpr const char* custom_code = "SignalStacker";
  using parameters = option_parameters<signal_stacker, signal::stacker>;

  static constexpr signal::stacker read(custom_options& options) {
    return {options.integer("num_channels"), options.integer("stacker_left_context"),
            options.integer("stacker_right_context"), options.integer("stacker_step")};
  }

  /// The number of values in the queue, then the queue.
  static constexpr std::uint32_t state_bytes(const node_view& view) {
    const auto values = static_cast<std::uint32_t>(parameters(view).queue_size());
    return static_cast<std::uint32_t>(sizeof(std::int32_t) + values * sizeof(std::int16_t));
  }

  static constexpr void check(node_check& check) {
    if (!check.operands(1, 1, 2)) return;
    const operand input = check.input(0);
    const operand output = check.output();
    const operand valid = check.any_output(1);
    check.type(input, {tensor_type::int16});
    check.type(output, {tensor_type::int16});
    check.type(valid, {tensor_type::boolean});
    bool ok = check.rank(input, 1);
    ok = check.rank(output, 1) && ok;
    check.rank(valid, 0);
    custom_options options(check.view());
    const signal::stacker stack = read(options);
    if (!check.require(options.complete(), error::bad_custom_options) ||
        !check.require(stack.valid(), error::bad_option) || !ok)
      return;
    check.require(input.shape.back() == stack.channels, error::shape_mismatch, input.index);
    check.require(output.shape.back() == stack.output_size(), error::shape_mismatch, output.index);
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    auto* kept = context.template state<signal_stacker, std::int32_t>();
    auto* queue =
        context.template state<signal_stacker, std::int16_t>() + sizeof *kept / sizeof(std::int16_t);
    *context.template output<bool, 1>() = portable::stack_frame(
        context.template parameters<signal_stacker>(), context.template input<std::int16_t, 0>(), *kept,
        queue, context.template output<std::int16_t>());
  }
};

}  // namespace ops
}  // namespace mote

#endif
