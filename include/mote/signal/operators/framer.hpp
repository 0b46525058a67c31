// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_SIGNAL_OPERATORS_FRAMER_HPP
#define MOTE_SIGNAL_OPERATORS_FRAMER_HPP

#include <cstdint>

#include "mote/config.hpp"
#include "mote/ops/custom_options.hpp"
#include "mote/ops/node_view.hpp"
#include "mote/signal/framer.hpp"
#include "mote/signal/sample_queue.hpp"

namespace mote {
namespace portable {

/// Cuts each of `rows` streams into frames: input [rows, frames * frame_step] gives output
/// [rows, frames, frame_size]. Frames that aren't complete yet are zeros, and make the result false.
///
/// `kept` is how many samples a stream's queue holds more than after a reset; `queues` has queue_size() of
/// each stream. Source: FramerEval of TensorFlow Lite Micro.
template <class Samples>
MOTE_NOINLINE constexpr bool cut_frames(const signal::framer& cut, std::int32_t rows, std::int32_t frames,
                                        Samples input, std::int32_t& kept, std::int16_t* queues,
                                        std::int16_t* output) {
  const std::int32_t at_start = cut.prefill ? cut.queue_size() : 0;
  std::int32_t size = at_start;
  bool complete = true;
  for (std::int32_t row = 0; row < rows; ++row, queues += cut.queue_size()) {
    signal::sample_queue queue(queues, at_start + kept);
    for (std::int32_t i = 0; i < frames; ++i, input = input + cut.frame_step, output += cut.frame_size) {
      if (cut(queue, input, output)) continue;
      for (std::int32_t k = 0; k < cut.frame_size; ++k) output[k] = 0;
      complete = false;
    }
    // The same for all: they get equally many samples.
    size = queue.size();
  }
  kept = size - at_start;
  return complete;
}

}  // namespace portable

namespace ops {

/// SignalFramer: int16 [..., samples] to [..., samples / frame_step, frame_size], and whether all frames were
/// complete. Options: frame_size, frame_step, prefill.
struct signal_framer {
  static constexpr builtin_operator code = builtin_operator::custom;
  static constexpr const char* custom_code = "SignalFramer";
  using parameters = option_parameters<signal_framer, signal::framer>;

  static constexpr signal::framer read(custom_options& options) {
    return {options.integer("frame_size"), options.integer("frame_step"), options.boolean("prefill")};
  }

  static constexpr std::int32_t rows(const node_view& view) {
    return view.input(0).shape.element_count() / view.input(0).shape.back();
  }
  /// The samples that a queue holds beyond its start, then the queues, which start with zeros or empty.
  static constexpr std::uint32_t state_bytes(const node_view& view) {
    const auto samples = static_cast<std::uint32_t>(rows(view) * parameters(view).queue_size());
    return static_cast<std::uint32_t>(sizeof(std::int32_t) + samples * sizeof(std::int16_t));
  }

  static constexpr void check(node_check& check) {
    if (!check.operands(1, 1, 2)) return;
    const operand input = check.input(0);
    const operand output = check.output();
    const operand valid = check.any_output(1);
    custom_options options(check.view());
    const signal::framer cut = read(options);
    bool ok = check.require(options.complete(), error::bad_custom_options);
    ok = ok && check.require(cut.valid(), error::bad_option);
    ok &= check.type(input, {tensor_type::int16});
    ok &= check.type(output, {tensor_type::int16});
    ok &= check.type(valid, {tensor_type::boolean});
    ok &= check.rank(valid, 0);
    const int rank = input.shape.rank();
    if (!check.require(rank >= 1 && rank < max_rank, error::shape_mismatch, input.index, rank) || !ok) return;
    const std::int32_t samples = input.shape.back();
    if (!check.require(samples % cut.frame_step == 0, error::shape_mismatch, input.index, samples)) return;
    shape expected;
    for (int axis = 0; axis + 1 < rank; ++axis) expected.push_back(input.shape[axis]);
    expected.push_back(samples / cut.frame_step);
    expected.push_back(cut.frame_size);
    check.require(output.shape == expected, error::shape_mismatch, output.index);
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    const auto& cut = context.template parameters<signal_framer>();
    auto* kept = context.template state<signal_framer, std::int32_t>();
    auto* queues =
        context.template state<signal_framer, std::int16_t>() + sizeof *kept / sizeof(std::int16_t);
    const std::int32_t frames = context.view().input(0).shape.back() / cut.frame_step;
    *context.template output<bool, 1>() =
        portable::cut_frames(cut, rows(context.view()), frames, context.template input<std::int16_t, 0>(),
                             *kept, queues, context.template output<std::int16_t>());
  }
};

}  // namespace ops
}  // namespace mote

#endif
