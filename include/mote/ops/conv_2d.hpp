// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_CONV_2D_HPP
#define MOTE_OPS_CONV_2D_HPP

#include <cstdint>

#include "mote/config.hpp"
#include "mote/ops/convolution.hpp"

namespace mote {

namespace portable {

/// output[b, y, x, c] = finish(sum over ky, kx, k of
///     (input[b, y * stride + ky * dilation - padding, ..., group(c) + k] + input_offset) *
///     filter[c, ky, kx, k], channels[c])
///
/// input [batches, input_height, input_width, input_depth], filter [output_depth, filter_height,
/// filter_width, filter_depth], output [batches, output_height, output_width, output_depth]. Padding adds
/// nothing: it stands for the input's zero point.
template <class Geometry, class Input, class Filter, class Channels, class Offset, class Stage, class Output>
MOTE_NOINLINE constexpr void conv_2d(const Geometry& g, Input input, Filter filter, const Channels& channels,
                                     Offset input_offset, const Stage& stage, Output* output) {
  const std::int32_t channels_per_group = g.output_depth() / (g.input_depth() / g.filter_depth());
  // Without dilation and groups a filter row meets one contiguous stretch of the input.
  const bool contiguous = g.dilation_width() == 1 && g.filter_depth() == g.input_depth();
  const std::int32_t filter_row = g.filter_width() * g.filter_depth();
  const std::int32_t input_row = g.input_width() * g.input_depth();
  for (std::int32_t c = 0; c < g.output_depth(); ++c) {
    const auto to_output = channels[c];
    const Filter weights = filter + c * g.filter_height() * filter_row;
    std::int32_t image = c / channels_per_group * g.filter_depth();
    std::int32_t target = c;
    for (std::int32_t b = 0; b < g.batches(); ++b, image += g.input_height() * input_row) {
      for (std::int32_t y = 0; y < g.output_height(); ++y) {
        const std::int32_t top = y * g.stride_height() - g.padding_top();
        const tap_range rows(top, g.input_height(), g.filter_height(), g.dilation_height());
        for (std::int32_t x = 0; x < g.output_width(); ++x) {
          const std::int32_t left = x * g.stride_width() - g.padding_left();
          const tap_range columns(left, g.input_width(), g.filter_width(), g.dilation_width());
          const std::int32_t stretch =
              contiguous ? (columns.last - columns.first) * g.filter_depth() : g.filter_depth();
          decltype(to_output.bias) sum{};
          for (std::int32_t ky = rows.first; ky < rows.last; ++ky) {
            const Input row = input + (image + (top + ky * g.dilation_height()) * input_row);
            for (std::int32_t kx = columns.first; kx < columns.last; ++kx) {
              const Input in = row + (left + kx * g.dilation_width()) * g.input_depth();
              const Filter w = weights + (ky * filter_row + kx * g.filter_depth());
              for (std::int32_t k = 0; k < stretch; ++k) sum += (in[k] + input_offset) * w[k];
              if (contiguous) break;
            }
          }
          output[target] = static_cast<Output>(finish(sum, to_output, stage));
          target += g.output_depth();
        }
      }
    }
  }
}

}  // namespace portable

namespace ops {

struct conv_2d_traits : convolution_traits {
  using options = schema::conv_2d_options;
  static constexpr bool has_narrow_sums = true;
};

/// CONV_2D, int8, int16 and float32 (see weighted_sum.hpp): weights [output channels, height, width, input
/// channels / groups], per tensor or per channel, optional bias, any stride, dilation, padding and number of
/// groups. Sources: reference_integer_ops::ConvPerChannel, reference_ops::Conv.
struct conv_2d : convolution<conv_2d_traits> {
  static constexpr builtin_operator code = builtin_operator::conv_2d;

  static constexpr void check(node_check& check) {
    if (!check_operands(check)) return;
    const operand input = check.input(0);
    const operand filter = check.input(1);
    const operand output = check.output();
    const std::int32_t filter_depth = filter.shape[3];
    bool ok = check.require(input.shape[3] % filter_depth == 0 && filter.shape[0] == output.shape[3],
                            error::shape_mismatch, filter.index);
    ok = ok && check.require(output.shape[3] % (input.shape[3] / filter_depth) == 0, error::shape_mismatch,
                             output.index);
    if (ok) check_arithmetic(check);
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    run_with<conv_2d>(context, [](const auto&... operands) { portable::conv_2d(operands...); });
  }
};

}  // namespace ops
}  // namespace mote

#endif
