// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_TRANSPOSE_CONV_HPP
#define MOTE_OPS_TRANSPOSE_CONV_HPP

#include <cstdint>

#include "mote/config.hpp"
#include "mote/ops/convolution.hpp"

namespace mote {
namespace portable {

/// output[b, y, x, c] = finish(sum over iy, ix, k of (input[b, iy, ix, k] + input_offset) *
///     filter[c, y + padding - iy * stride, x + padding - ix * stride, k], channels[c])
/// where the sum takes the pixels whose filter covers [y, x].
///
/// input [batches, input_height, input_width, input_depth], filter [output_depth, filter_height,
/// filter_width, input_depth], output [batches, output_height, output_width, output_depth]. The reference
/// spreads each pixel over sums in a buffer; gathering needs none, and adds up in the same order.
template <class Geometry, class Input, class Filter, class Channels, class Offset, class Stage, class Output>
MOTE_NOINLINE constexpr void transpose_conv(const Geometry& g, Input input, Filter filter,
                                            const Channels& channels, Offset input_offset, const Stage& stage,
                                            Output* output) {
  const std::int32_t filter_row = g.filter_width() * g.input_depth();
  const std::int32_t input_row = g.input_width() * g.input_depth();
  for (std::int32_t c = 0; c < g.output_depth(); ++c) {
    const auto to_output = channels[c];
    const Filter weights = filter + c * g.filter_height() * filter_row;
    std::int32_t image = 0;
    std::int32_t target = c;
    for (std::int32_t b = 0; b < g.batches(); ++b, image += g.input_height() * input_row) {
      for (std::int32_t y = 0; y < g.output_height(); ++y) {
        const std::int32_t bottom = y + g.padding_top();
        const source_range rows(bottom, g.input_height(), g.filter_height(), g.stride_height());
        for (std::int32_t x = 0; x < g.output_width(); ++x) {
          const std::int32_t right = x + g.padding_left();
          const source_range columns(right, g.input_width(), g.filter_width(), g.stride_width());
          decltype(to_output.bias) sum{};
          for (std::int32_t iy = rows.first; iy < rows.last; ++iy) {
            for (std::int32_t ix = columns.first; ix < columns.last; ++ix) {
              const Input in = input + (image + iy * input_row + ix * g.input_depth());
              const Filter w = weights + ((bottom - iy * g.stride_height()) * filter_row +
                                          (right - ix * g.stride_width()) * g.input_depth());
              for (std::int32_t k = 0; k < g.input_depth(); ++k) sum += (in[k] + input_offset) * w[k];
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

struct transpose_conv_traits : convolution_traits {
  using options = schema::transpose_conv_options;
  static constexpr int input = 2;
  static constexpr int bias = 3;
  static constexpr bool has_int4_weights = false;
  static constexpr bool has_int16_bias = true;
  static constexpr bool is_transposed = true;
};

/// TRANSPOSE_CONV, int8, int16 and float32 (see weighted_sum.hpp): inputs are the output's shape, weights
/// [output channels, height, width, input channels], per tensor or per channel, the image, and an optional
/// bias. Any stride and padding. Sources: TransposeConv of reference_integer_ops and of reference_ops.
struct transpose_conv : convolution<transpose_conv_traits> {
  static constexpr builtin_operator code = builtin_operator::transpose_conv;

  static constexpr void check(node_check& check) {
    if (!check_operands(check)) return;
    const operand asked = check.input(0);
    const operand filter = check.input(1);
    const operand input = check.input(2);
    const operand output = check.output();
    bool ok = check.require(filter.shape[3] == input.shape[3] && filter.shape[0] == output.shape[3],
                            error::shape_mismatch, filter.index);
    // The output tensor has the shape. A first input that is known must ask for the same.
    ok &= check.type(asked, {tensor_type::int32});
    ok &= check.require(asked.shape.element_count() == 4, error::shape_mismatch, asked.index);
    for (int axis = 0; ok && asked.is_constant() && axis < 4; ++axis) {
      ok = check.require(asked.integer_at(axis) == output.shape[axis], error::shape_mismatch, asked.index,
                         asked.integer_at(axis));
    }
    if (ok) check_arithmetic(check);
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    run_with<transpose_conv>(context, [](const auto&... operands) { portable::transpose_conv(operands...); });
  }
};

}  // namespace ops
}  // namespace mote

#endif
