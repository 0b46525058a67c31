// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_CONVOLUTION_HPP
#define MOTE_OPS_CONVOLUTION_HPP

#include <cstdint>

#include "mote/ops/activation.hpp"
#include "mote/ops/channel.hpp"
#include "mote/ops/extents.hpp"
#include "mote/ops/window.hpp"

// What plain and depthwise convolutions share: sizes, options and checks.

namespace mote {

/// Sizes of a two-dimensional convolution, plain or depthwise.
template <class Extents>
struct conv_geometry : Extents {
  constexpr std::int32_t batches() const { return this->template get<0>(); }
  constexpr std::int32_t input_height() const { return this->template get<1>(); }
  constexpr std::int32_t input_width() const { return this->template get<2>(); }
  constexpr std::int32_t input_depth() const { return this->template get<3>(); }
  constexpr std::int32_t output_height() const { return this->template get<4>(); }
  constexpr std::int32_t output_width() const { return this->template get<5>(); }
  constexpr std::int32_t output_depth() const { return this->template get<6>(); }
  constexpr std::int32_t filter_height() const { return this->template get<7>(); }
  constexpr std::int32_t filter_width() const { return this->template get<8>(); }
  constexpr std::int32_t filter_depth() const { return this->template get<9>(); }
  constexpr std::int32_t stride_height() const { return this->template get<10>(); }
  constexpr std::int32_t stride_width() const { return this->template get<11>(); }
  constexpr std::int32_t dilation_height() const { return this->template get<12>(); }
  constexpr std::int32_t dilation_width() const { return this->template get<13>(); }
  constexpr std::int32_t padding_top() const { return this->template get<14>(); }
  constexpr std::int32_t padding_left() const { return this->template get<15>(); }
};

/// Most products that a sum of int8 activations (with their zero point removed) and int8 weights can have
/// without leaving 32 bits: 255 * 128 each.
inline constexpr std::int64_t most_products = 0x7fffffff / (255 * 128);

/// Base of the convolution operators. Fields names the operator's options in the schema, FilterAxis is the
/// dimension of the weights along which the output channels lie.
template <class Fields, int FilterAxis>
struct convolution {
  template <class Extents>
  using geometry = conv_geometry<Extents>;
  // Source of the multipliers' rounding: PopulateConvolutionQuantizationParams.
  using channels = channel_table<scale_product::in_double, FilterAxis>;

  struct parameters {
    std::int32_t input_offset;
    output_stage stage;

    constexpr explicit parameters(const node_view& view)
        : input_offset(-view.input(0).quantization.zero_point()),
          stage(output_stage_of(view, Fields::activation)) {}
  };

  static constexpr window vertical(const node_view& view) {
    const auto& options = view.options();
    return {view.input(0).shape[1], view.output().shape[1], view.input(1).shape[1],
            options.template scalar<std::int32_t>(Fields::stride_h),
            options.template scalar<std::int32_t>(Fields::dilation_h, 1)};
  }

  static constexpr window horizontal(const node_view& view) {
    const auto& options = view.options();
    return {view.input(0).shape[2], view.output().shape[2], view.input(1).shape[2],
            options.template scalar<std::int32_t>(Fields::stride_w),
            options.template scalar<std::int32_t>(Fields::dilation_w, 1)};
  }

  static constexpr dynamic_extents<16> extents(const node_view& view) {
    const shape& in = view.input(0).shape;
    const shape& out = view.output().shape;
    const shape& filter = view.input(1).shape;
    const window rows = vertical(view);
    const window columns = horizontal(view);
    return {{in[0], in[1], in[2], in[3], out[1], out[2], out[3], filter[1], filter[2],
             FilterAxis == 0 ? filter[3] : 1, rows.stride, columns.stride, rows.dilation, columns.dilation,
             rows.padding_before(), columns.padding_before()}};
  }

 protected:
  /// Number, types and ranks of the operands: int8 activations and constant int8 weights.
  static constexpr bool check_operands(node_check& check) {
    if (!check.operands(2, 3)) return false;
    const operand input = check.input(0);
    const operand filter = check.input(1);
    const operand output = check.output();
    if (!check.int8_weights(input, filter, output)) return false;
    return check.rank(input, 4) && check.rank(filter, 4) && check.rank(output, 4);
  }

  /// What holds for any convolution once filter and depths are known to fit.
  static constexpr void check_arithmetic(node_check& check) {
    const operand input = check.input(0);
    const operand filter = check.input(1);
    const operand output = check.output();
    const auto scheme =
        static_cast<padding>(check.view().options().template scalar<std::int8_t>(Fields::padding));
    if (!check.require(output.shape[0] == input.shape[0], error::shape_mismatch, output.index)) return;
    if (!check_windows(check, vertical(check.view()), horizontal(check.view()), scheme)) return;
    const std::int64_t products = filter.shape.element_count() / output.shape[3];
    bool ok = check.require(products <= most_products, error::accumulator_overflow, filter.index, products);
    ok &= check.quantized(input);
    ok &= check.quantized(output);
    ok &= check_activation(check, Fields::activation);
    if (ok) check_channels(check, FilterAxis);
  }
};

}  // namespace mote

#endif
