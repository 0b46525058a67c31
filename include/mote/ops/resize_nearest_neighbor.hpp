// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_RESIZE_NEAREST_NEIGHBOR_HPP
#define MOTE_OPS_RESIZE_NEAREST_NEIGHBOR_HPP

#include <cstdint>

#include "mote/fixed_point.hpp"
#include "mote/ops/resize.hpp"
#include "mote/ops/row_copy.hpp"

namespace mote::ops {

/// RESIZE_NEAREST_NEIGHBOR of any type. Source: reference_ops::GetNearestNeighbor.
struct resize_nearest_neighbor : row_copying<resize_nearest_neighbor> {
  static constexpr builtin_operator code = builtin_operator::resize_nearest_neighbor;
  using option = schema::resize_nearest_neighbor_options;

  static constexpr int first_of_row(const node_view&) { return 3; }

  /// Which element of the input is nearest to one of the output, along one axis.
  struct nearest {
    std::int32_t input;
    std::int32_t output;
    float scale;
    float offset;
    bool rounds;

    constexpr explicit nearest(const resized_axis& axis)
        : input(axis.input),
          output(axis.output),
          scale(static_cast<float>(axis.numerator()) / static_cast<float>(axis.denominator())),
          offset(axis.half_pixel_centers ? 0.5F : 0.0F),
          rounds(axis.align_corners) {}

    constexpr std::int32_t operator()(std::int32_t index) const {
      const float position = (static_cast<float>(index) + offset) * scale;
      if (rounds) return round_and_clamp(position, 0, input - 1);
      return clamp<std::int32_t>(static_cast<std::int32_t>(position), 0, input - 1);
    }
  };

  struct parameters {
    nearest rows;
    nearest columns;

    constexpr explicit parameters(const node_view& view)
        : rows(resized_axis_of<option>(view, 1)), columns(resized_axis_of<option>(view, 2)) {}

    constexpr std::int32_t operator()(std::int32_t pixel) const {
      const std::int32_t row = pixel / columns.output;
      const std::int32_t image = row / rows.output;
      return (image * rows.input + rows(row % rows.output)) * columns.input + columns(pixel % columns.output);
    }
  };

  static constexpr void check(node_check& check) {
    if (check.operands(2, 2)) check_resize(check);
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    copy<0>(context, context.template parameters<resize_nearest_neighbor>());
  }
};

}  // namespace mote::ops

#endif
