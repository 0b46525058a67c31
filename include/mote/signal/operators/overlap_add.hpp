// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_SIGNAL_OPERATORS_OVERLAP_ADD_HPP
#define MOTE_SIGNAL_OPERATORS_OVERLAP_ADD_HPP

#include <cstdint>

#include "mote/config.hpp"
#include "mote/ops/custom_options.hpp"
#include "mote/ops/node_view.hpp"
#include "mote/signal/overlap_add.hpp"

namespace mote {
namespace portable {

/// Adds up the frames of each of `rows` streams: input [rows, frames, frame_size] gives output
/// [rows, frames * frame_step]. `state` has state_size() unfinished sums of each.
template <class T, class Frames>
MOTE_NOINLINE constexpr void overlap_add_rows(const signal::overlap_add<T>& sums, std::int32_t rows,
                                              std::int32_t frames, Frames input, T* state, T* output) {
  for (; rows > 0; --rows, state += sums.state_size()) {
    for (std::int32_t i = 0; i < frames; ++i, input = input + sums.frame_size, output += sums.frame_step)
      sums(state, input, output);
  }
}

}  // namespace portable

namespace ops {

/// SignalOverlapAdd: the sum of overlapping frames, int16 or float32 [..., frames, frame_size] to
/// [..., frames * frame_step]. Options: T, the code of the type, and frame_step.
struct signal_overlap_add {
  static constexpr builtin_operator code = builtin_operator::custom;
  static constexpr const char* custom_code = "SignalOverlapAdd";

  /// [rows, frames, frame_size]
  static constexpr std::int32_t frames(const node_view& view) {
    const shape& input = view.input(0).shape;
    return input[input.rank() - 2];
  }
  static constexpr std::int32_t rows(const node_view& view) {
    const shape& input = view.input(0).shape;
    return input.element_count() / (frames(view) * input.back());
  }
  template <class T>
  static constexpr signal::overlap_add<T> function(const node_view& view) {
    return {view.input(0).shape.back(), view.output().shape.back() / frames(view)};
  }
  /// The unfinished sums.
  static constexpr std::uint32_t state_bytes(const node_view& view) {
    return static_cast<std::uint32_t>(rows(view) * function<float>(view).state_size()) *
           size_of(view.input(0).type);
  }

  static constexpr void check(node_check& check) {
    if (!check.operands(1, 1)) return;
    const operand input = check.input(0);
    const operand output = check.output();
    custom_options options(check.view());
    const std::int32_t type = options.integer("T");
    const std::int32_t frame_step = options.integer("frame_step");
    if (!check.require(options.complete(), error::bad_custom_options)) return;
    bool ok = check.type(input, {tensor_type::int16, tensor_type::float32});
    if (ok) check.require(static_cast<std::int32_t>(input.type) == type, error::bad_option, input.index);
    check.same_type(output, input.type);
    const int rank = input.shape.rank();
    if (!check.require(rank >= 2, error::shape_mismatch, input.index, rank)) return;
    const signal::overlap_add<float> sums{input.shape.back(), frame_step};
    if (!check.require(sums.valid(), error::bad_option, none, frame_step)) return;
    shape expected;
    for (int axis = 0; axis + 2 < rank; ++axis) expected.push_back(input.shape[axis]);
    // At most as many samples as the input has.
    expected.push_back(frames(check.view()) * frame_step);
    check.require(output.shape == expected, error::shape_mismatch, output.index);
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    context.template visit_output<std::int16_t, float>([&](auto tag) {
      using sample = typename decltype(tag)::type;
      const node_view& view = context.view();
      portable::overlap_add_rows(
          function<sample>(view), rows(view), frames(view), context.template input<sample, 0>(),
          context.template state<signal_overlap_add, sample>(), context.template output<sample>());
    });
  }
};

}  // namespace ops
}  // namespace mote

#endif
