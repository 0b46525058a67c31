// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_CONVOLUTION_HPP
#define MOTE_OPS_CONVOLUTION_HPP

#include <cstdint>

#include "mote/ops/extents.hpp"
#include "mote/ops/weighted_sum.hpp"
#include "mote/ops/window.hpp"

// What plain, depthwise and transposed convolutions share: sizes, options and checks.

namespace mote {

/// Sizes of a two-dimensional convolution.
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

/// How a family of convolutions differs from the others.
struct convolution_traits : weighted_sum_traits {
  /// The filter slides over the output and spreads the input's pixels. Such options have no dilations.
  static constexpr bool is_transposed = false;
};

/// Base of the convolution operators.
template <class Traits>
struct convolution : weighted_sum<Traits> {
  using option = typename Traits::options;
  template <class Extents>
  using geometry = conv_geometry<Extents>;

  static constexpr window vertical(const node_view& view) {
    window rows = along(1, view);
    rows.stride = view.options().template scalar<std::int32_t>(option::stride_h);
    if constexpr (!Traits::is_transposed) {
      rows.dilation = view.options().template scalar<std::int32_t>(option::dilation_h, 1);
    }
    return rows;
  }

  static constexpr window horizontal(const node_view& view) {
    window columns = along(2, view);
    columns.stride = view.options().template scalar<std::int32_t>(option::stride_w);
    if constexpr (!Traits::is_transposed) {
      columns.dilation = view.options().template scalar<std::int32_t>(option::dilation_w, 1);
    }
    return columns;
  }

  static constexpr dynamic_extents<16> extents(const node_view& view) {
    const shape& in = view.input(Traits::input).shape;
    const shape& out = view.output().shape;
    const shape& filter = view.input(1).shape;
    const window rows = vertical(view);
    const window columns = horizontal(view);
    return {{in[0], in[1], in[2], in[3], out[1], out[2], out[3], filter[1], filter[2],
             Traits::channel_axis == 0 ? filter[3] : 1, rows.stride, columns.stride, rows.dilation,
             columns.dilation, rows.padding_before(), columns.padding_before()}};
  }

 protected:
  /// Number, types and ranks of the operands.
  static constexpr bool check_operands(node_check& check) {
    return weighted_sum<Traits>::check_operands(check) && check.rank(check.input(Traits::input), 4) &&
           check.rank(check.input(1), 4) && check.rank(check.output(), 4);
  }

  /// What holds for any convolution once filter and depths are known to fit.
  static constexpr void check_arithmetic(node_check& check) {
    const operand output = check.output();
    const auto scheme =
        static_cast<padding>(check.view().options().template scalar<std::int8_t>(option::padding));
    if (!check.require(output.shape[0] == check.input(Traits::input).shape[0], error::shape_mismatch,
                       output.index)) {
      return;
    }
    if (!check_windows(check, vertical(check.view()), horizontal(check.view()), scheme)) return;
    weighted_sum<Traits>::check_arithmetic(check, check.input(1).shape.element_count() / output.shape[3]);
  }

 private:
  /// The filter along an axis of the images.
  static constexpr window along(int axis, const node_view& view) {
    const std::int32_t in = view.input(Traits::input).shape[axis];
    const std::int32_t out = view.output().shape[axis];
    return {Traits::is_transposed ? out : in, Traits::is_transposed ? in : out, view.input(1).shape[axis]};
  }
};

}  // namespace mote

#endif
