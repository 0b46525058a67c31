// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_ARMV7E_M_FULLY_CONNECTED_HPP
#define MOTE_TARGET_ARMV7E_M_FULLY_CONNECTED_HPP

#include <cstdint>

#include "mote/ops/fully_connected.hpp"
#include "mote/target/armv7e_m/pixel_matrix.hpp"
#include "mote/target/armv7e_m/row_matrix.hpp"
#include "mote/target/kernel_constants.hpp"

namespace mote::armv7e_m {

/// FULLY_CONNECTED, int8, any depth. Many batches are the pixels of a 1x1 convolution.
///
/// Reads the input as long as it writes the output: they must not overlap.
struct fully_connected {
  static constexpr const char* name = "fully_connected";
  using op = ops::fully_connected;
  /// In an interpreter the input is mixed first.
  static constexpr bool prefers_mixed = true;

  static constexpr support supports(const node_view& view) {
    if (view.code() != builtin_operator::fully_connected) return kernel_limit::operation;
    return by_pixels(view) ? pixel_matrix::supports<op>(view) : row_matrix::supports<op>(view);
  }
  static constexpr std::uint32_t packed_words(const node_view& view) {
    if (!by_pixels(view)) return row_matrix::packed_words<op>(view);
    return pixel_matrix::packed_words(view.input(1).shape[1], view.input(1).shape[0]);
  }
  static constexpr void pack(const node_view& view, std::uint32_t* words) {
    by_pixels(view) ? pixel_matrix::pack<op>(view, words) : row_matrix::pack<op>(view, words);
  }
  /// Room for a row that has to be copied: 0 for a mixed input with a depth of whole words.
  static constexpr std::uint32_t scratch_bytes(const node_view& view, format_pair formats = {}) {
    return by_pixels(view) ? 0 : row_matrix::scratch_bytes(view.input(1).shape[1], formats.input);
  }

  template <activation_format In, activation_format Out, class Geometry>
  [[gnu::always_inline]] static void run(const Geometry& g, const std::int8_t* input,
                                         const kernel_constants& packed, std::int8_t* output, void* scratch) {
    if (by_pixels(g)) {
      pixel_matrix::run<In, Out>(sizes_of(g), g.batches(), input, pixel_matrix::stage_of(packed.header()),
                                 packed, output, nullptr);
    } else {
      row_matrix::run<In, Out>(sizes_of(g), g.batches(), input, packed, output,
                               static_cast<std::int8_t*>(scratch));
    }
  }

 private:
  template <class Geometry>
  static constexpr bool by_pixels(const Geometry& g) {
    return static_cast<bool>(pixel_matrix::supports_shape(g.batches(), g.depth(), g.output_depth()));
  }
  static constexpr bool by_pixels(const node_view& view) {
    return by_pixels(matrix_geometry<dynamic_extents<3>>{op::extents(view)});
  }
  template <std::int32_t Batches, std::int32_t Depth, std::int32_t OutputDepth>
  static constexpr static_extents<Depth, OutputDepth> sizes_of(
      const matrix_geometry<static_extents<Batches, Depth, OutputDepth>>&) {
    return {};
  }
  static constexpr dynamic_extents<2> sizes_of(const matrix_geometry<dynamic_extents<3>>& g) {
    return {{g.depth(), g.output_depth()}};
  }
};

}  // namespace mote::armv7e_m

#endif
