// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_POOL_2D_HPP
#define MOTE_OPS_POOL_2D_HPP

#include <cstdint>
#include <limits>
#include <type_traits>

#include "mote/config.hpp"
#include "mote/ops/activation.hpp"
#include "mote/ops/extents.hpp"
#include "mote/ops/window.hpp"

namespace mote {

template <class Extents>
struct pool_geometry : Extents {
  constexpr std::int32_t batches() const { return this->template get<0>(); }
  constexpr std::int32_t input_height() const { return this->template get<1>(); }
  constexpr std::int32_t input_width() const { return this->template get<2>(); }
  constexpr std::int32_t depth() const { return this->template get<3>(); }
  constexpr std::int32_t output_height() const { return this->template get<4>(); }
  constexpr std::int32_t output_width() const { return this->template get<5>(); }
  constexpr std::int32_t filter_height() const { return this->template get<6>(); }
  constexpr std::int32_t filter_width() const { return this->template get<7>(); }
  constexpr std::int32_t stride_height() const { return this->template get<8>(); }
  constexpr std::int32_t stride_width() const { return this->template get<9>(); }
  constexpr std::int32_t padding_top() const { return this->template get<10>(); }
  constexpr std::int32_t padding_left() const { return this->template get<11>(); }
};

namespace portable {

/// output[b, y, x, c] = the accumulator's result over the elements of the window that lie inside of the
/// input, clamped to the stage's range. The output's zero point is the input's: nothing is requantized.
///
/// input [batches, input_height, input_width, depth], output [batches, output_height, output_width, depth].
template <class Accumulator, class Geometry, class Input, class Stage, class Output>
MOTE_NOINLINE constexpr void pool_2d(const Geometry& g, Input input, const Stage& stage, Output* output) {
  for (std::int32_t b = 0; b < g.batches(); ++b) {
    for (std::int32_t y = 0; y < g.output_height(); ++y) {
      const std::int32_t top = y * g.stride_height() - g.padding_top();
      const tap_range rows(top, g.input_height(), g.filter_height(), 1);
      for (std::int32_t x = 0; x < g.output_width(); ++x) {
        const std::int32_t left = x * g.stride_width() - g.padding_left();
        const tap_range columns(left, g.input_width(), g.filter_width(), 1);
        const Input corner =
            input + ((top + rows.first) * g.input_width() + left + columns.first) * g.depth();
        for (std::int32_t c = 0; c < g.depth(); ++c) {
          Accumulator total;
          for (std::int32_t ky = 0; ky < rows.last - rows.first; ++ky) {
            const Input row = corner + ky * g.input_width() * g.depth();
            for (std::int32_t kx = 0; kx < columns.last - columns.first; ++kx)
              total.add(row[kx * g.depth() + c]);
          }
          *output++ = static_cast<Output>(clamp(total.result(), stage.low, stage.high));
        }
      }
    }
    input = input + g.input_height() * g.input_width() * g.depth();
  }
}

}  // namespace portable

/// Base of the pooling operators, for elements of types Ts. What a window gives is an Accumulator<Sum>'s
/// result, where Sum is float or int32 as the elements are.
template <template <class> class Accumulator, class... Ts>
struct pooling {
  using options = schema::pool_2d_options;
  template <class Extents>
  using geometry = pool_geometry<Extents>;

  template <class Stage>
  struct arithmetic {
    struct parameters {
      Stage stage;

      constexpr explicit parameters(const node_view& view) {
        if constexpr (std::is_same_v<Stage, float_stage>) {
          stage = float_stage_of(view, options::activation);
        } else {
          stage = output_stage_of(view, options::activation);
        }
      }
    };
  };

  static constexpr window vertical(const node_view& view) {
    return {view.input(0).shape[1], view.output().shape[1],
            view.options().scalar<std::int32_t>(options::filter_height),
            view.options().scalar<std::int32_t>(options::stride_h)};
  }

  static constexpr window horizontal(const node_view& view) {
    return {view.input(0).shape[2], view.output().shape[2],
            view.options().scalar<std::int32_t>(options::filter_width),
            view.options().scalar<std::int32_t>(options::stride_w)};
  }

  static constexpr dynamic_extents<12> extents(const node_view& view) {
    const shape& in = view.input(0).shape;
    const window rows = vertical(view);
    const window columns = horizontal(view);
    return {{in[0], in[1], in[2], in[3], rows.output, columns.output, rows.filter, columns.filter,
             rows.stride, columns.stride, rows.padding_before(), columns.padding_before()}};
  }

  static constexpr void check(node_check& check) {
    if (!check.operands(1, 1)) return;
    const operand input = check.input(0);
    const operand output = check.output();
    if (!check.type(input, {type_of<Ts>...}) || !check.type(output, {input.type})) return;
    if (!check.rank(input, 4) || !check.rank(output, 4)) return;
    bool ok = check.require(input.shape[0] == output.shape[0] && input.shape[3] == output.shape[3],
                            error::shape_mismatch, output.index);
    const auto scheme = static_cast<padding>(check.view().options().scalar<std::int8_t>(options::padding));
    ok = ok && check_windows(check, vertical(check.view()), horizontal(check.view()), scheme);
    if (!ok) return;
    check_activation(check, options::activation);
    if (input.type == tensor_type::float32) return;
    // The sum of a window, and half as much as it has elements for rounding, must fit 32 bits.
    const std::int64_t taps = std::int64_t{vertical(check.view()).filter} * horizontal(check.view()).filter;
    const std::int64_t most = std::numeric_limits<std::int32_t>::max() / (1 - range_of(input.type).low);
    check.require(taps <= most, error::bad_filter_size, none, taps);
    if (check.quantized(input) && check.quantized(output)) check.same_quantization(input, output);
  }

 protected:
  template <class Op, class Context>
  static constexpr void run_as(const Context& context) {
    context.template visit_input<Ts...>([&](auto tag) {
      using type = typename decltype(tag)::type;
      constexpr bool is_float = std::is_same_v<type, float>;
      using stage = std::conditional_t<is_float, float_stage, output_stage>;
      const auto& p = context.template parameters<arithmetic<stage>>();
      portable::pool_2d<Accumulator<std::conditional_t<is_float, float, std::int32_t>>>(
          context.template geometry<Op>(), context.template input<type, 0>(), p.stage,
          context.template output<type>());
    });
  }
};

}  // namespace mote

#endif
