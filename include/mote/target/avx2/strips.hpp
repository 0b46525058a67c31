// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_AVX2_STRIPS_HPP
#define MOTE_TARGET_AVX2_STRIPS_HPP

#include <cstddef>
#include <cstdint>

#include "mote/ops/convolution.hpp"

namespace mote::avx2 {

/// The sizes of a static model's layer as numbers: one function serves all layers of a program.
template <std::int32_t... Values>
constexpr conv_geometry<dynamic_extents<16>> dynamic_geometry(
    const conv_geometry<static_extents<Values...>>&) {
  return {{{Values...}}};
}
constexpr const conv_geometry<dynamic_extents<16>>& dynamic_geometry(
    const conv_geometry<dynamic_extents<16>>& g) {
  return g;
}

/// How a convolution works strip by strip: some output rows, for which the input rows that they need are made
/// ready in scratch memory, so few that they stay in the data cache.
struct strip_plan {
  std::int64_t row_bytes;    ///< of a row of the image in scratch memory
  std::int32_t unit;         ///< input rows from one row of the image to the next
  std::int32_t stride;       ///< rows of the image from one output row to the next
  std::int32_t reach;        ///< rows of the image between the first and the last tap of a filter
  std::int32_t output_rows;  ///< of a strip

  /// `unit` divides the stride and `input_reach`, the input rows between the first and the last tap.
  template <class Geometry>
  constexpr strip_plan(const Geometry& g, std::int64_t bytes_of_row, std::int32_t unit_rows,
                       std::int32_t input_reach)
      : row_bytes(bytes_of_row),
        unit(unit_rows),
        stride(g.stride_height() / unit_rows),
        reach(input_reach / unit_rows),
        output_rows(1) {
    constexpr std::int64_t most_bytes = 128 * 1024;
    while (row_bytes <= most_bytes && output_rows < g.output_height() &&
           image_rows(output_rows + 1) * row_bytes <= most_bytes) {
      ++output_rows;
    }
  }

  /// Filters with a long reach may need more memory than the kernels count in.
  constexpr bool is_possible() const {
    constexpr std::int64_t most_bytes = 1 << 28;
    return row_bytes <= most_bytes && image_rows(output_rows) * row_bytes <= most_bytes;
  }
  /// Requires that it is possible.
  constexpr std::uint32_t image_bytes() const {
    return static_cast<std::uint32_t>(image_rows(output_rows) * row_bytes);
  }

  /// Calls use(batch, first output row, number of output rows).
  template <class Geometry, class Use>
  void for_each_strip(const Geometry& g, Use use) const {
    for (std::int32_t b = 0; b < g.batches(); ++b) {
      for (std::int32_t y = 0; y < g.output_height(); y += output_rows) {
        const std::int32_t left = g.output_height() - y;
        use(b, y, left < output_rows ? left : output_rows);
      }
    }
  }

  /// Calls use(input row) for the rows of the image of `count` output rows from y on; they may lie outside of
  /// the input.
  template <class Geometry, class Use>
  void for_each_row(const Geometry& g, std::int32_t y, std::int32_t count, Use use) const {
    for (std::int32_t i = 0; i < image_rows(count); ++i) {
      use(y * g.stride_height() - g.padding_top() + i * unit);
    }
  }

 private:
  constexpr std::int32_t image_rows(std::int32_t rows) const { return (rows - 1) * stride + reach + 1; }
};

}  // namespace mote::avx2

#endif
