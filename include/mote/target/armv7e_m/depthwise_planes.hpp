// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_ARMV7E_M_DEPTHWISE_PLANES_HPP
#define MOTE_TARGET_ARMV7E_M_DEPTHWISE_PLANES_HPP

#include <cstdint>

#include "mote/config.hpp"
#include "mote/ops/depthwise_conv_2d.hpp"
#include "mote/target/activation_format.hpp"
#include "mote/target/armv7e_m/depthwise_conv.hpp"
#include "mote/target/armv7e_m/depthwise_rows.hpp"
#include "mote/target/armv7e_m/requantize.hpp"
#include "mote/target/plane_layout.hpp"
#include "mote/target/support.hpp"

namespace mote::armv7e_m {

namespace detail {

/// Writes the rows of padding of an image in planes.
MOTE_NOINLINE inline void pad_planes(const plane_layout& layout, std::uint32_t padding, std::int8_t* planes) {
  const std::int32_t words = layout.width / 2;
  const std::int32_t pitch = layout.plane_bytes() / 4 - words;
  auto* word = reinterpret_cast<std::uint32_t*>(planes);
  for (std::int32_t c = layout.depth; c >= 0; --c, word += pitch) {
    // Six stores at a time: what is left of rows of 12, 24 or 48 pixels is nothing.
    std::int32_t left = words;
    for (; left >= 6; left -= 6, word += 6) {
      word[0] = word[1] = word[2] = word[3] = word[4] = word[5] = padding;
    }
    for (; left > 0; --left) *word++ = padding;
  }
}

}  // namespace detail

/// DEPTHWISE_CONV_2D with 3x3 filters and a depth multiplier of 1 of an image that already lies in planes:
/// see depthwise_rows.hpp. One image of even width, an even number of channels, strides of 1 or 2, padding
/// "same"; at strides of 2 the height is even, too. The output's zero point is -128, its activation range the
/// full one.
struct depthwise_planes_conv {
  static constexpr const char* name = "depthwise_planes_conv";
  static constexpr bool reads_planes = true;

  static constexpr support supports(const node_view& view) {
    const kernel_limit limit = limit_of_shape(view);
    return limit == kernel_limit::nothing ? depthwise_layer<requantization>(view).limit() : limit;
  }
  static constexpr std::uint32_t packed_words(const node_view& view) {
    return detail::depthwise_packed_words<requantization>(view);
  }
  static constexpr void pack(const node_view& view, std::uint32_t* words,
                             activation_format out = activation_format::plain) {
    detail::pack_depthwise<requantization>(view, view.output().shape[3], words, out);
  }

  /// Writes the padding of the input.
  template <activation_format In, activation_format Out, std::int32_t... Sizes>
  MOTE_NOINLINE static void run(const conv_geometry<static_extents<Sizes...>>& /*geometry*/,
                                const std::int8_t* input, const std::uint32_t* packed, std::int8_t* output,
                                void* /*scratch*/) {
    static_assert(In == activation_format::planes, "mote: depthwise_planes_conv reads planes");
    constexpr conv_geometry<static_extents<Sizes...>> g{};
    constexpr plane_layout layout{g.input_height(), g.input_width(), g.input_depth()};
    constexpr whole_plane_row<g.input_height(), g.input_width(), g.input_depth(), g.stride_width()> row{};
    // The input is memory of the arena that nothing else reads.
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast)
    auto* const planes = const_cast<std::int8_t*>(input);
    detail::pad_planes(layout, packed[0], planes);
    const auto* const words = reinterpret_cast<const std::uint32_t*>(planes);
    depthwise_rows<requantization, Out>(row, words + (1 - row.padding) * row.words, packed + 1,
                                        g.output_height(), packed[0], output);
  }

 private:
  using requantization = fitted_requantization<depthwise_shift>;

  static constexpr kernel_limit limit_of_shape(const node_view& view) {
    const conv_geometry<dynamic_extents<16>> g{ops::depthwise_conv_2d::extents(view)};
    if (g.filter_height() != 3 || g.filter_width() != 3) return kernel_limit::filter_size;
    if (g.input_depth() != g.output_depth()) return kernel_limit::depth_multiplier;
    if (g.input_depth() % 2 != 0) return kernel_limit::odd_depth;
    if (g.stride_height() != g.stride_width() || g.stride_width() > 2) return kernel_limit::stride;
    if (g.dilation_height() != 1 || g.dilation_width() != 1) return kernel_limit::dilation;
    const bool pads = g.stride_width() == 1;
    if (g.padding_left() != (pads ? 1 : 0) || g.padding_top() != (pads ? 1 : 0)) return kernel_limit::padding;
    if (g.input_width() != g.stride_width() * g.output_width() ||
        g.input_height() != g.stride_height() * g.output_height() ||
        !plane_layout::fits(view.input(0).shape)) {
      return kernel_limit::image_size;
    }
    // Narrower images are gathered by code that they share; wider ones have offsets beyond those of a load.
    constexpr std::int32_t least_width = 12;
    constexpr std::int32_t most_width = 240;
    if (g.input_width() < least_width || g.input_width() > most_width) return kernel_limit::image_size;
    constexpr std::int32_t most_depth = 510;
    return g.input_depth() > most_depth ? kernel_limit::too_deep : kernel_limit::nothing;
  }
};

}  // namespace mote::armv7e_m

#endif
