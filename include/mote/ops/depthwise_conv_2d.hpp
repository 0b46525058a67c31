// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_DEPTHWISE_CONV_2D_HPP
#define MOTE_OPS_DEPTHWISE_CONV_2D_HPP

#include <cstdint>

#include "mote/config.hpp"
#include "mote/ops/convolution.hpp"

namespace mote {
namespace portable {

/// output[b, y, x, c] = finish(sum over ky, kx of
///     (input[b, y * stride + ky * dilation - padding, ..., c / depth_multiplier] + input_offset) *
///     filter[ky, kx, c], channels[c])
///
/// input [batches, input_height, input_width, input_depth], filter [1, filter_height, filter_width,
/// output_depth], output [batches, output_height, output_width, output_depth].
template <class Geometry, class Input, class Filter, class Channels, class Offset, class Stage, class Output>
MOTE_NOINLINE constexpr void depthwise_conv_2d(const Geometry& g, Input input, Filter filter,
                                               const Channels& channels, Offset input_offset,
                                               const Stage& stage, Output* output) {
  const std::int32_t depth_multiplier = g.output_depth() / g.input_depth();
  for (std::int32_t c = 0; c < g.output_depth(); ++c) {
    const auto to_output = channels[c];
    std::int32_t image = c / depth_multiplier;
    std::int32_t target = c;
    for (std::int32_t b = 0; b < g.batches(); ++b) {
      for (std::int32_t y = 0; y < g.output_height(); ++y) {
        const std::int32_t top = y * g.stride_height() - g.padding_top();
        const tap_range rows(top, g.input_height(), g.filter_height(), g.dilation_height());
        for (std::int32_t x = 0; x < g.output_width(); ++x) {
          const std::int32_t left = x * g.stride_width() - g.padding_left();
          const tap_range columns(left, g.input_width(), g.filter_width(), g.dilation_width());
          decltype(to_output.bias) sum{};
          for (std::int32_t ky = rows.first; ky < rows.last; ++ky) {
            for (std::int32_t kx = columns.first; kx < columns.last; ++kx) {
              const std::int32_t pixel =
                  (top + ky * g.dilation_height()) * g.input_width() + left + kx * g.dilation_width();
              sum += (input[image + pixel * g.input_depth()] + input_offset) *
                     filter[(ky * g.filter_width() + kx) * g.output_depth() + c];
            }
          }
          output[target] = static_cast<Output>(finish(sum, to_output, stage));
          target += g.output_depth();
        }
      }
      image += g.input_height() * g.input_width() * g.input_depth();
    }
  }
}

}  // namespace portable

namespace ops {

struct depthwise_conv_2d_traits : convolution_traits {
  using options = schema::depthwise_conv_2d_options;
  static constexpr int channel_axis = 3;
};

/// DEPTHWISE_CONV_2D, int8, int16 and float32 (see weighted_sum.hpp): weights [1, height, width, input
/// channels * depth multiplier], per tensor or per channel, optional bias, any stride, dilation, padding and
/// depth multiplier. Sources: reference_integer_ops::DepthwiseConvPerChannel, reference_ops::DepthwiseConv.
struct depthwise_conv_2d : convolution<depthwise_conv_2d_traits> {
  static constexpr builtin_operator code = builtin_operator::depthwise_conv_2d;

  static constexpr void check(node_check& check) {
    if (!check_operands(check)) return;
    const operand filter = check.input(1);
    const std::int32_t input_depth = check.input(0).shape[3];
    const std::int32_t output_depth = check.output().shape[3];
    if (!check.require(filter.shape[0] == 1 && filter.shape[3] == output_depth, error::shape_mismatch,
                       filter.index)) {
      return;
    }
    // The option is redundant; a model that fills it must mean the same as its shapes do.
    const auto multiplier =
        check.view().options().scalar<std::int32_t>(schema::depthwise_conv_2d_options::depth_multiplier);
    if (check.require(
            output_depth % input_depth == 0 && (multiplier == 0 || multiplier == output_depth / input_depth),
            error::bad_depth_multiplier, none, multiplier)) {
      check_arithmetic(check);
    }
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    run_with<depthwise_conv_2d>(context,
                                [](const auto&... operands) { portable::depthwise_conv_2d(operands...); });
  }
};

}  // namespace ops
}  // namespace mote

#endif
