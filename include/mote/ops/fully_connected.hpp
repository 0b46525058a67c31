// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_FULLY_CONNECTED_HPP
#define MOTE_OPS_FULLY_CONNECTED_HPP

#include <cstdint>

#include "mote/config.hpp"
#include "mote/ops/extents.hpp"
#include "mote/ops/weighted_sum.hpp"

namespace mote {

template <class Extents>
struct matrix_geometry : Extents {
  constexpr std::int32_t batches() const { return this->template get<0>(); }
  constexpr std::int32_t depth() const { return this->template get<1>(); }
  constexpr std::int32_t output_depth() const { return this->template get<2>(); }
};

namespace portable {

/// output[b, c] = finish(sum over k of (input[b, k] + input_offset) * weights[c, k], channels[c])
///
/// input [batches, depth], weights [output_depth, depth], output [batches, output_depth].
template <class Geometry, class Input, class Weights, class Channels, class Offset, class Stage, class Output>
MOTE_NOINLINE constexpr void fully_connected(const Geometry& g, Input input, Weights weights,
                                             const Channels& channels, Offset input_offset,
                                             const Stage& stage, Output* output) {
  for (std::int32_t c = 0; c < g.output_depth(); ++c, weights = weights + g.depth()) {
    const auto to_output = channels[c];
    for (std::int32_t b = 0; b < g.batches(); ++b) {
      const Input row = input + b * g.depth();
      decltype(to_output.bias) sum{};
      for (std::int32_t k = 0; k < g.depth(); ++k) sum += (row[k] + input_offset) * weights[k];
      output[b * g.output_depth() + c] = static_cast<Output>(finish(sum, to_output, stage));
    }
  }
}

}  // namespace portable

namespace ops {

struct fully_connected_traits : weighted_sum_traits {
  using options = schema::fully_connected_options;
  // The reference multiplies the scales in float where the weights have one scale
  // (GetQuantizedConvolutionMultipler), in double where they have one a channel.
  static constexpr scale_product product = scale_product::in_float;
  static constexpr bool has_narrow_sums = true;
};

/// FULLY_CONNECTED, int8, int16 and float32 (see weighted_sum.hpp): weights [output channels, depth], per
/// tensor or per channel, optional bias. Any rank of the input, with or without keep_num_dims: what isn't
/// depth is batch. Sources: FullyConnected and FullyConnectedPerChannel of reference_integer_ops,
/// reference_ops::FullyConnected.
struct fully_connected : weighted_sum<fully_connected_traits> {
  static constexpr builtin_operator code = builtin_operator::fully_connected;
  template <class Extents>
  using geometry = matrix_geometry<Extents>;

  static constexpr dynamic_extents<3> extents(const node_view& view) {
    const shape& weights = view.input(1).shape;
    return {{view.input(0).shape.element_count() / weights[1], weights[1], weights[0]}};
  }

  static constexpr void check(node_check& check) {
    const operand input = check.input(0);
    const operand weights = check.input(1);
    const operand output = check.output();
    if (!check_operands(check) || !check.rank(weights, 2)) return;
    const std::int32_t depth = weights.shape[1];
    const std::int32_t output_depth = weights.shape[0];
    const std::int32_t inputs = input.shape.element_count();
    bool ok = check.require(inputs % depth == 0, error::shape_mismatch, input.index, inputs);
    ok &= check.require(
        output.shape.back() == output_depth && output.shape.element_count() / output_depth == inputs / depth,
        error::shape_mismatch, output.index);
    using option = schema::fully_connected_options;
    ok &= check.require(check.view().options().scalar<std::int8_t>(option::weights_format) == 0,
                        error::bad_weights_format);
    if (ok) check_arithmetic(check, depth);
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    run_with<fully_connected>(context,
                              [](const auto&... operands) { portable::fully_connected(operands...); });
  }
};

}  // namespace ops
}  // namespace mote

#endif
