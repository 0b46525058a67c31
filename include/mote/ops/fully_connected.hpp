// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_FULLY_CONNECTED_HPP
#define MOTE_OPS_FULLY_CONNECTED_HPP

#include <cstdint>

#include "mote/config.hpp"
#include "mote/ops/activation.hpp"
#include "mote/ops/channel.hpp"
#include "mote/ops/convolution.hpp"

namespace mote {

template <class Extents>
struct matrix_geometry : Extents {
  constexpr std::int32_t batches() const { return this->template get<0>(); }
  constexpr std::int32_t depth() const { return this->template get<1>(); }
  constexpr std::int32_t output_depth() const { return this->template get<2>(); }
};

namespace portable {

/// output[b, c] = stage(multiplier[c] * (bias[c] + sum over k of (input[b, k] + input_offset) * weights[c,
/// k]))
///
/// input [batches, depth], weights [output_depth, depth], output [batches, output_depth].
template <class Geometry, class Channels>
MOTE_NOINLINE constexpr void fully_connected(const Geometry& g, const std::int8_t* input,
                                             const std::int8_t* weights, const Channels& channels,
                                             std::int32_t input_offset, const output_stage& stage,
                                             std::int8_t* output) {
  for (std::int32_t c = 0; c < g.output_depth(); ++c, weights += g.depth()) {
    const channel to_output = channels[c];
    for (std::int32_t b = 0; b < g.batches(); ++b) {
      const std::int8_t* row = input + b * g.depth();
      std::int32_t sum = 0;
      for (std::int32_t k = 0; k < g.depth(); ++k) sum += (row[k] + input_offset) * weights[k];
      output[b * g.output_depth() + c] =
          static_cast<std::int8_t>(stage(multiply(wrapping_add(sum, to_output.bias), to_output.multiplier)));
    }
  }
}

}  // namespace portable

namespace ops {

/// FULLY_CONNECTED, int8: weights [output channels, depth], per tensor or per channel, optional int32 bias.
/// Any rank of the input, with or without keep_num_dims: what isn't depth is batch.
struct fully_connected {
  static constexpr builtin_operator code = builtin_operator::fully_connected;
  using options = schema::fully_connected_options;
  template <class Extents>
  using geometry = matrix_geometry<Extents>;
  // The reference multiplies the scales in float where the weights have one scale
  // (GetQuantizedConvolutionMultipler), in double where they have one a channel.
  using channels = channel_table<scale_product::in_float, 0>;

  struct parameters {
    std::int32_t input_offset;
    output_stage stage;

    constexpr explicit parameters(const node_view& view)
        : input_offset(-view.input(0).quantization.zero_point()),
          stage(output_stage_of(view, options::activation)) {}
  };

  static constexpr dynamic_extents<3> extents(const node_view& view) {
    const shape& weights = view.input(1).shape;
    return {{view.input(0).shape.element_count() / weights[1], weights[1], weights[0]}};
  }

  static constexpr void check(node_check& check) {
    if (!check.operands(2, 3)) return;
    const operand input = check.input(0);
    const operand weights = check.input(1);
    const operand output = check.output();
    if (!check.int8_weights(input, weights, output) || !check.rank(weights, 2)) return;
    const std::int32_t depth = weights.shape[1];
    const std::int32_t output_depth = weights.shape[0];
    const std::int32_t inputs = input.shape.element_count();
    bool ok = check.require(inputs % depth == 0, error::shape_mismatch, input.index, inputs);
    ok &= check.require(
        output.shape.back() == output_depth && output.shape.element_count() / output_depth == inputs / depth,
        error::shape_mismatch, output.index);
    ok &= check.require(check.view().options().scalar<std::int8_t>(options::weights_format) == 0,
                        error::bad_weights_format);
    ok &= check.require(depth <= most_products, error::accumulator_overflow, weights.index, depth);
    ok &= check.quantized(input);
    ok &= check.quantized(output);
    ok &= check_activation(check, options::activation);
    if (ok) check_channels(check, 0);
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    const auto& p = context.template parameters<fully_connected>();
    portable::fully_connected(context.template geometry<fully_connected>(),
                              context.template input<std::int8_t, 0>(),
                              context.template input<std::int8_t, 1>(), context.template table<channels>(),
                              p.input_offset, p.stage, context.template output<std::int8_t>());
  }
};

}  // namespace ops
}  // namespace mote

#endif
