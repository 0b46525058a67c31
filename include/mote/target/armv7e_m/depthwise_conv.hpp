// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_ARMV7E_M_DEPTHWISE_CONV_HPP
#define MOTE_TARGET_ARMV7E_M_DEPTHWISE_CONV_HPP

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>

#include "mote/config.hpp"
#include "mote/ops/depthwise_conv_2d.hpp"
#include "mote/target/activation_format.hpp"
#include "mote/target/armv7e_m/depthwise_rows.hpp"
#include "mote/target/armv7e_m/requantize.hpp"
#include "mote/target/dsp.hpp"
#include "mote/target/support.hpp"

// DEPTHWISE_CONV_2D with 3x3 filters and a depth multiplier of 1.
//
// A group of channels at a time is gathered from the interleaved image into planes of int16, one a channel,
// and convolved there: see depthwise_rows.hpp. Rows above and below the image are rows of zero points. A
// large image goes through the scratch in several blocks of rows.

namespace mote::armv7e_m {

/// How a layer is cut into groups of channels and blocks of rows.
struct depthwise_blocks {
  std::int32_t group;  ///< channels that are packed together, and computed together where sizes are static
  std::int32_t plane;  ///< words from one plane's row to the next plane's
  std::int32_t output_rows;  ///< of a block; the last one may have fewer
  std::int32_t scratch_bytes;

  /// What the planes of a block may take, unless that is less than one row of output needs, and what those of
  /// a group of more than four channels may.
  static constexpr std::int32_t target_bytes = 8 * 1024;
  static constexpr std::int32_t large_group_bytes = 3 * 1024;

  /// For sizes that are types.
  template <class Geometry>
  constexpr explicit depthwise_blocks(const Geometry& g)
      : group(4), plane((g.input_width() + 1) / 2), output_rows(g.output_height()), scratch_bytes(0) {
    const std::int32_t stride = g.stride_height();
    const std::int32_t plane_bytes = ((g.output_height() - 1) * stride + 3) * plane * 4;
    while (group < 16 && g.input_depth() % (2 * group) == 0 && 2 * group * plane_bytes <= large_group_bytes) {
      group *= 2;
    }
    cut(g, group, target_bytes);
    scratch_bytes = ((output_rows - 1) * stride + 3) * 4 * plane * group;
    const std::int32_t least = 3 * 16 * longer_plane();
    if (scratch_bytes < least) scratch_bytes = least;
  }

  /// For sizes known at run time only, in the same scratch: groups of four channels in longer rows.
  constexpr depthwise_blocks with_longer_planes(const conv_geometry<dynamic_extents<16>>& g) const {
    depthwise_blocks result = *this;
    result.plane = longer_plane();
    result.cut(g, 4, scratch_bytes);
    return result;
  }

 private:
  constexpr std::int32_t longer_plane() const {
    return plane <= depthwise_small_plane   ? depthwise_small_plane
           : plane <= depthwise_large_plane ? depthwise_large_plane
                                            : plane;
  }
  /// Blocks of equal size, of planes of `channels` that fit into `bytes`.
  template <class Geometry>
  constexpr void cut(const Geometry& g, std::int32_t channels, std::int32_t bytes) {
    const std::int32_t rows = bytes / (4 * plane * channels);
    const std::int32_t most = rows > 3 ? (rows - 3) / g.stride_height() + 1 : 1;
    const std::int32_t blocks = (g.output_height() + most - 1) / most;
    output_rows = (g.output_height() + blocks - 1) / blocks;
  }
};

namespace detail {

inline std::uint32_t load_word(const std::int8_t* bytes) {
  std::uint32_t word = 0;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}

/// Writes word by word into the rows of four of the planes that lie side by side.
struct plane_writer {
  std::uint32_t* planes;
  std::int32_t plane;  ///< words from one plane's row to the next plane's
  std::int32_t pitch;  ///< words from one row to the next

  /// The next word: two pixels with four channels each.
  void operator()(std::uint32_t a, std::uint32_t b) {
    const std::uint32_t low = dsp::pkhbt<16>(a, b);
    const std::uint32_t high = dsp::pkhtb<16>(b, a);
    planes[0] = dsp::sxtb16(low);
    planes[plane] = dsp::sxtb16<8>(low);
    planes[2 * plane] = dsp::sxtb16(high);
    planes[3 * plane] = dsp::sxtb16<8>(high);
    ++planes;
  }
  /// After the words of a row.
  void next_row(std::int32_t words) { planes += pitch - words; }
};

/// Four channels of neighbouring pixels; an odd one at the end is followed by `padding`. All loads come
/// first: those behind another take one cycle.
template <std::size_t... Pixel>
inline void gather_pixels(const std::int8_t* input, std::int32_t depth, std::uint32_t padding,
                          plane_writer& put, std::index_sequence<Pixel...>) {
  const std::uint32_t pixels[] = {load_word(input + static_cast<std::int32_t>(Pixel) * depth)..., padding};
  ((Pixel % 2 == 0 ? put(pixels[Pixel], pixels[Pixel + 1]) : void()), ...);
}

/// Four channels of `rows` whole rows of an image, beginning at `input`, into the rows of four planes.
template <std::int32_t... Sizes>
inline void gather_planes(const conv_geometry<static_extents<Sizes...>>& g, const std::int8_t* input,
                          std::int32_t rows, std::uint32_t padding, plane_writer put) {
  constexpr std::int32_t width = conv_geometry<static_extents<Sizes...>>{}.input_width();
  constexpr std::int32_t groups = (width + 7) / 8;
  constexpr std::int32_t group = groups == 1 ? width : (width / groups + 1) / 2 * 2;
  constexpr std::int32_t whole = width / group;
  for (std::int32_t y = 0; y < rows; ++y) {
    for (std::int32_t i = 0; i < whole; ++i, input += group * g.input_depth()) {
      gather_pixels(input, g.input_depth(), padding, put, std::make_index_sequence<group>{});
    }
    if constexpr (width % group != 0) {
      gather_pixels(input, g.input_depth(), padding, put, std::make_index_sequence<width % group>{});
      input += width % group * g.input_depth();
    }
    put.next_row((g.input_width() + 1) / 2);
  }
}
/// The same for sizes known at run time, in planes that the compiler knows the places of: else it runs out of
/// registers. Out of line, as its caller has none to spare.
template <std::int32_t Plane>
MOTE_NOINLINE void gather_padded(std::int32_t width, std::int32_t depth, const std::int8_t* input,
                                 std::int32_t rows, std::uint32_t padding, plane_writer put) {
  if (Plane != 0) put = {put.planes, Plane, 4 * Plane};
  for (; rows > 0; --rows) {
    for (std::int32_t left = width / 2; left > 0; --left, input += 2 * depth) {
      gather_pixels(input, depth, padding, put, std::make_index_sequence<2>{});
    }
    if (width % 2 != 0) {
      gather_pixels(input, depth, padding, put, std::make_index_sequence<1>{});
      input += depth;
    }
    put.next_row((width + 1) / 2);
  }
}
inline void gather_planes(const conv_geometry<dynamic_extents<16>>& g, const std::int8_t* input,
                          std::int32_t rows, std::uint32_t padding, const plane_writer& put) {
  auto* const gather = put.plane == depthwise_small_plane   ? gather_padded<depthwise_small_plane>
                       : put.plane == depthwise_large_plane ? gather_padded<depthwise_large_plane>
                                                            : gather_padded<0>;
  gather(g.input_width(), g.input_depth(), input, rows, padding, put);
}

/// What the two doors do differently: blocks and rows of a layer.
template <class Geometry>
struct depthwise_plan {
  depthwise_blocks blocks;
  dynamic_depthwise_row row;

  explicit depthwise_plan(const Geometry& g)
      : blocks(g),
        row{g.output_width(), g.output_depth(), g.stride_width(), g.padding_left(), blocks.plane, 0, 0} {
    blocks = blocks.with_longer_planes(g);
    row.plane = blocks.plane;
  }
  /// Packed words of the four channels from `c`. Even channels of a packed group come before the odd ones.
  template <class Requantization>
  const std::uint32_t* channels(const std::uint32_t* packed, std::int32_t c) {
    constexpr std::uint32_t each = depthwise_channel_words<Requantization>;
    row.odd_channels = static_cast<std::uint32_t>(blocks.group / 2 - 2) * each;
    const std::int32_t position = c / blocks.group * blocks.group + c % blocks.group / 2;
    return packed + static_cast<std::uint32_t>(position) * each;
  }
};
template <std::int32_t... Sizes>
struct depthwise_plan<conv_geometry<static_extents<Sizes...>>> {
  using geometry = conv_geometry<static_extents<Sizes...>>;
  static constexpr geometry g{};
  static constexpr depthwise_blocks blocks{g};
  static constexpr static_depthwise_row<g.input_width(), g.output_width(), g.output_depth(), g.stride_width(),
                                        g.padding_left(), blocks.group>
      row{};

  explicit depthwise_plan(const geometry&) {}
  template <class Requantization>
  const std::uint32_t* channels(const std::uint32_t* packed, std::int32_t c) {
    return packed + static_cast<std::uint32_t>(c) * depthwise_channel_words<Requantization>;
  }
};

}  // namespace detail

/// What is read of a node with 3x3 filters and a depth multiplier of 1, decoded once.
template <class Requantization>
struct depthwise_layer {
  ops::depthwise_conv_2d::channels channels;
  output_stage stage;
  flatbuffer::vector<char> weights;
  std::int32_t depth;
  std::int32_t zero_point;

  constexpr explicit depthwise_layer(const node_view& view)
      : channels(view),
        stage(output_stage_of(view, schema::depthwise_conv_2d_options::activation)),
        weights(view.input(1).data),
        depth(view.output().shape[3]),
        zero_point(view.input(0).quantization.zero_point()) {}

  constexpr kernel_limit limit() const {
    if (!is_full_range(stage)) return kernel_limit::activation_range;
    // The format of the output is decided on later.
    for (std::int32_t c = 0; c < depth; ++c) {
      if (!requantization(c, activation_format::plain).found) return Requantization::limit;
      if (c % 2 == 0 && !requantization(c, activation_format::mixed).found) return Requantization::limit;
    }
    return kernel_limit::nothing;
  }
  constexpr std::int32_t weight(std::int32_t tap, std::int32_t c) const {
    return static_cast<std::int8_t>(weights[static_cast<std::uint32_t>(tap * depth + c)]);
  }
  constexpr Requantization requantization(std::int32_t c, activation_format out) const {
    const channel to_output = channels[c];
    accumulator_range range{to_output.bias, to_output.bias};
    for (std::int32_t tap = 0; tap < 9; ++tap) range.add_product(weight(tap, c), zero_point);
    const bool is_unsigned = out == activation_format::mixed && c % 2 == 0;
    return Requantization::fit(to_output.multiplier, range, stage, is_unsigned ? 128 : 0);
  }
};

/// 3x3 depthwise convolution, depth multiplier 1, strides 1 or 2 in both directions, any padding, a multiple
/// of 4 channels, the full int8 range as activation range.
///
/// With fitted_requantization the output's zero point is -128. In place (output over input) where
/// depthwise_blocks has one block, strides are 1 and input and output have the same size: a group is
/// read before it is written.
template <class Requantization>
struct basic_depthwise_conv {
  static constexpr const char* name =
      Requantization::is_fitted ? "depthwise_conv" : "depthwise_conv_rounding";

  static constexpr support supports(const node_view& view) {
    const kernel_limit limit = limit_of_shape(view);
    return limit == kernel_limit::nothing ? depthwise_layer<Requantization>(view).limit() : limit;
  }

  static constexpr std::uint32_t packed_words(const node_view& view) {
    return 1 + static_cast<std::uint32_t>(view.output().shape[3]) * depthwise_channel_words<Requantization>;
  }

  /// The input's zero point in both halves of a word, then the channels as depthwise_rows.hpp has them.
  static constexpr void pack(const node_view& view, std::uint32_t* words,
                             activation_format out = activation_format::plain) {
    const depthwise_layer<Requantization> from(view);
    const std::int32_t group = depthwise_blocks(geometry(view)).group;
    *words++ = half(from.zero_point) | half(from.zero_point) << 16;
    for (std::int32_t i = 0; i < from.depth; ++i) {
      const std::int32_t c = i / group * group + depthwise_channel_at(i % group, group);
      const Requantization requantization = from.requantization(c, out);
      std::int32_t sum = 0;
      for (std::int32_t row = 0; row < 9; row += 3) {
        std::int32_t taps[3]{};
        for (std::int32_t x = 0; x < 3; ++x) {
          taps[x] = requantization.is_constant ? 0 : from.weight(row + x, c);
          sum += taps[x];
        }
        *words++ = byte(taps[1]) | byte(taps[0]) << 8 | byte(taps[2]) << 16 | byte(taps[1]) << 24;
      }
      words = requantization.store(words, std::int64_t{from.channels[c].bias} - from.zero_point * sum);
    }
  }

  static constexpr std::uint32_t scratch_bytes(const node_view& view) {
    return static_cast<std::uint32_t>(depthwise_blocks(geometry(view)).scratch_bytes);
  }

  template <activation_format In, activation_format Out, class Geometry>
  MOTE_NOINLINE static void run(const Geometry& g, const std::int8_t* input, const std::uint32_t* packed,
                                std::int8_t* output, void* scratch) {
    static_assert(In == activation_format::plain, "mote: depthwise_conv reads plain activations");
    detail::depthwise_plan<Geometry> plan(g);
    auto* const planes = static_cast<std::uint32_t*>(scratch);
    const std::int32_t input_row = g.input_width() * g.input_depth();
    const std::int32_t plane = plan.blocks.plane;
    const std::int32_t pitch = plan.row.group * plane;
    const std::uint32_t padding = *packed++;
    const std::uint32_t padding_bytes = (padding & 0xff) * 0x01010101;
    for (std::int32_t b = 0; b < g.batches(); ++b, input += g.input_height() * input_row) {
      for (std::int32_t y = 0; y < g.output_height();) {
        const std::int32_t left = g.output_height() - y;
        const std::int32_t rows = left < plan.blocks.output_rows ? left : plan.blocks.output_rows;
        const std::int32_t top = y * g.stride_height() - g.padding_top();
        const std::int32_t needed = (rows - 1) * g.stride_height() + 3;
        const std::int32_t above = top < 0 ? -top : 0;
        const std::int32_t below = top + needed > g.input_height() ? top + needed - g.input_height() : 0;
        fill(planes, above * pitch, padding);
        fill(planes + (needed - below) * pitch, below * pitch, padding);
        for (std::int32_t c = 0; c < g.input_depth(); c += plan.row.group) {
          for (std::int32_t i = 0; i < plan.row.group; i += 4) {
            detail::gather_planes(g, input + (top + above) * input_row + c + i, needed - above - below,
                                  padding_bytes, {planes + above * pitch + i * plane, plane, pitch});
          }
          const std::uint32_t* channels = plan.template channels<Requantization>(packed, c);
          depthwise_rows<Requantization, Out>(plan.row, planes, channels, rows, padding, output + c);
        }
        y += rows;
        output += rows * g.output_width() * g.output_depth();
      }
    }
  }

 private:
  static constexpr std::uint32_t half(std::int32_t value) {
    return static_cast<std::uint32_t>(value) & 0xffff;
  }
  static constexpr std::uint32_t byte(std::int32_t value) { return static_cast<std::uint32_t>(value) & 0xff; }

  static void fill(std::uint32_t* words, std::int32_t count, std::uint32_t value) {
    for (std::int32_t i = 0; i < count; ++i) words[i] = value;
  }

  static constexpr conv_geometry<dynamic_extents<16>> geometry(const node_view& view) {
    return {ops::depthwise_conv_2d::extents(view)};
  }

  static constexpr kernel_limit limit_of_shape(const node_view& view) {
    const auto g = geometry(view);
    if (g.filter_height() != 3 || g.filter_width() != 3) return kernel_limit::filter_size;
    if (g.input_depth() != g.output_depth()) return kernel_limit::depth_multiplier;
    if (g.input_depth() % 4 != 0) return kernel_limit::depth_not_of_words;
    if (g.stride_height() != g.stride_width() || g.stride_width() > 2) return kernel_limit::stride;
    if (g.dilation_height() != 1 || g.dilation_width() != 1) return kernel_limit::dilation;
    // Wider images have offsets beyond those of a load, deeper ones beyond those of an addition.
    if (g.input_width() < 3 || g.input_width() > 240) return kernel_limit::image_size;
    if (g.output_depth() > 4092) return kernel_limit::too_deep;
    if (g.padding_left() > 1 || g.padding_top() > 2) return kernel_limit::padding;
    // The outputs that the steps along a row make.
    const std::int32_t words = (g.input_width() + 1) / 2;
    const std::int32_t last_centre = (g.output_width() - 1) * g.stride_width() + 1 - g.padding_left();
    const bool reaches = last_centre < g.input_width() && last_centre >= 2 * words - 3;
    return reaches ? kernel_limit::nothing : kernel_limit::image_size;
  }
};

/// For outputs with zero point -128, as behind any ReLU.
using depthwise_conv = basic_depthwise_conv<fitted_requantization<depthwise_shift>>;
/// For all others.
using depthwise_conv_rounding = basic_depthwise_conv<rounding_requantization>;

}  // namespace mote::armv7e_m

#endif
