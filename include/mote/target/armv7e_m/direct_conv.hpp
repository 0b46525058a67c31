// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_ARMV7E_M_DIRECT_CONV_HPP
#define MOTE_TARGET_ARMV7E_M_DIRECT_CONV_HPP

#include <cstdint>
#include <cstring>
#include <type_traits>

#include "mote/config.hpp"
#include "mote/ops/conv_2d.hpp"
#include "mote/target/armv7e_m/filter_words.hpp"
#include "mote/target/armv7e_m/pixel_matrix.hpp"
#include "mote/target/kernel_constants.hpp"

namespace mote::armv7e_m {

/// CONV_2D, int8, with filters of any size: any stride, padding and vertical dilation, no groups, up to 1364
/// weights an output channel. All that an output reads is gathered into a row of mixed activations; those of
/// some outputs at a time are the pixels of a pixel_matrix.
///
/// With an odd number of input channels the rows of the filter begin with an even or an odd byte, and only a
/// plain input can be mixed by words: direct_conv is for even depths, odd_depth_direct_conv for odd ones.
///
/// A packed layer: 4 times the zero point of the input, as bytes, then that of pixel_matrix.
///
/// Reads the input as long as it writes the output: they must not overlap.
template <bool OddDepth>
struct basic_direct_conv {
  static constexpr const char* name = OddDepth ? "odd_depth_direct_conv" : "direct_conv";
  using op = ops::conv_2d;

  static constexpr support supports(const node_view& view) {
    if (view.code() != builtin_operator::conv_2d) return kernel_limit::operation;
    const geometry g{op::extents(view)};
    if ((g.input_depth() % 2 != 0) != OddDepth) {
      return OddDepth ? kernel_limit::even_depth : kernel_limit::odd_depth;
    }
    if (g.filter_depth() != g.input_depth()) return kernel_limit::groups;
    if (g.dilation_width() != 1 && g.filter_width() != 1) return kernel_limit::dilation;
    if (std::int64_t{g.filter_height()} * g.filter_width() * g.filter_depth() > pixel_matrix::most_depth) {
      return kernel_limit::too_deep;
    }
    const support shape = pixel_matrix::supports_shape(pixels(g), gathered_depth(g), g.output_depth());
    return shape ? pixel_matrix::supports<op>(view) : shape;
  }
  static constexpr bool writes_planes(const node_view& view) {
    return pixel_matrix::writes_planes(view.output().shape);
  }
  static constexpr std::uint32_t packed_words(const node_view& view) {
    const geometry g{op::extents(view)};
    return 1 + pixel_matrix::packed_words(gathered_depth(g), g.output_depth());
  }
  static constexpr void pack(const node_view& view, std::uint32_t* words) {
    constexpr std::uint32_t each_byte = 0x01010101;
    words[0] = (static_cast<std::uint32_t>(view.input(0).quantization.zero_point()) & 0xff) * each_byte;
    pixel_matrix::pack<op>(view, words + 1);
  }
  /// Room for what some outputs read, and for the weights of two output channels.
  static constexpr std::uint32_t scratch_bytes(const node_view& view) {
    const geometry g{op::extents(view)};
    return gathered_bytes(g) + (copies_weights(g) ? 2 * static_cast<std::uint32_t>(gathered_depth(g)) : 0);
  }

  template <activation_format In, activation_format Out, class Geometry>
  [[gnu::always_inline]] static void run(const Geometry& g, const std::int8_t* input,
                                         const kernel_constants& packed, std::int8_t* output, void* scratch) {
    auto* const gathered = static_cast<std::int8_t*>(scratch);
    const auto copy = room_for_weights(g, gathered + gathered_bytes(g));
    const auto sizes = sizes_of<Out>(g);
    output = pixel_matrix::first_pixel<Out>(g, output);
    const std::int32_t all = pixels(g);
    const std::int32_t most = round_pixels(g);
    const sum_stage stage = pixel_matrix::stage_of(packed.header() + 1);
    for (std::int32_t first = 0; first < all; first += most) {
      std::int32_t count = most;
      if (first + count > all) {
        // The last round does pixels of the one before once more if it would have too few.
        count = all - first < pixel_matrix::block ? pixel_matrix::block : all - first;
        first = all - count;
      }
      gather<In>(g, first, count, input, packed.header()[0], gathered);
      pixel_matrix::run<activation_format::mixed, Out>(sizes, count, gathered, stage, packed + 1,
                                                       output + first * pixel_step(sizes), copy);
    }
  }

 private:
  using geometry = conv_geometry<dynamic_extents<16>>;

  template <class Geometry>
  static constexpr std::int32_t pixels(const Geometry& g) {
    return g.batches() * g.output_height() * g.output_width();
  }
  /// What one output reads, in whole words.
  template <class Geometry>
  static constexpr std::int32_t gathered_depth(const Geometry& g) {
    return (g.filter_height() * g.filter_width() * g.filter_depth() + 3) / 4 * 4;
  }
  /// Outputs of a round: enough to make up for what each pair of output channels costs to begin.
  template <class Geometry>
  static constexpr std::int32_t round_pixels(const Geometry& g) {
    constexpr std::int32_t bytes = 7 * 1024;
    constexpr std::int32_t enough = 96;
    constexpr std::int32_t few = 12;
    std::int32_t count = bytes / gathered_depth(g) / pixel_matrix::block * pixel_matrix::block;
    count = count < few ? few : count > enough ? enough : count;
    return count < pixels(g) ? count : pixels(g);
  }
  template <class Geometry>
  static constexpr std::uint32_t gathered_bytes(const Geometry& g) {
    return static_cast<std::uint32_t>(round_pixels(g) * gathered_depth(g));
  }
  /// As in pointwise_conv.
  template <class Geometry>
  static constexpr bool copies_weights(const Geometry& g) {
    constexpr std::int32_t cached_depth = 128;
    constexpr std::int32_t few_pixels = 12;
    return gathered_depth(g) > cached_depth && round_pixels(g) >= few_pixels;
  }
  template <std::int32_t... Values>
  static auto room_for_weights(const conv_geometry<static_extents<Values...>>& /*g*/, std::int8_t* room) {
    return pixel_matrix::room_if<copies_weights(conv_geometry<static_extents<Values...>>{})>(room);
  }
  static std::uint32_t* room_for_weights(const geometry& g, std::int8_t* room) {
    return copies_weights(g) ? pixel_matrix::room_if<true>(room) : nullptr;
  }

  /// Layers that differ only in their images share the inner loops.
  template <activation_format Out, std::int32_t... Values>
  static constexpr auto sizes_of(const conv_geometry<static_extents<Values...>>& g) {
    using fixed = std::decay_t<decltype(g)>;
    return pixel_matrix::sizes_of<Out, gathered_depth(fixed{}), fixed>();
  }
  template <activation_format Out>
  static constexpr dynamic_extents<2> sizes_of(const geometry& g) {
    return {{gathered_depth(g), g.output_depth()}};
  }

  /// What makes 4 plain bytes at an offset mixed.
  static constexpr std::uint32_t mixed_at(std::int32_t offset) {
    return OddDepth && offset % 2 != 0 ? mixed_bits << 8 : mixed_bits;
  }

  /// What `count` outputs from `first` on read, each in whole words, mixed.
  template <activation_format In, class Geometry>
  MOTE_NOINLINE static void gather(const Geometry& g, std::int32_t first, std::int32_t count,
                                   const std::int8_t* input, std::uint32_t zero_points, std::int8_t* to) {
    static_assert(!OddDepth || In == activation_format::plain);
    const std::int32_t depth = g.input_depth();
    const std::int32_t image_row = g.input_width() * depth;
    std::int32_t x = first % g.output_width();
    const std::int32_t row = first / g.output_width();
    std::int32_t y = row % g.output_height();
    const std::int8_t* image = input + row / g.output_height() * g.input_height() * image_row;
    // Outputs of a row that read nothing beyond the image's sides.
    const std::int32_t room = g.input_width() - g.filter_width() + g.padding_left();
    const std::int32_t inner_first = (g.padding_left() + g.stride_width() - 1) / g.stride_width();
    const std::int32_t fitting = room < 0 ? 0 : room / g.stride_width() + 1;
    const std::int32_t inner_last = fitting < g.output_width() ? fitting : g.output_width();
    while (count > 0) {
      const std::int32_t top = y * g.stride_height() - g.padding_top();
      const std::int32_t left = x * g.stride_width() - g.padding_left();
      const std::int32_t bottom = top + (g.filter_height() - 1) * g.dilation_height();
      if (x >= inner_first && x < inner_last && top >= 0 && bottom < g.input_height()) {
        const std::int32_t inner = inner_last - x < count ? inner_last - x : count;
        const std::int8_t* from = image + top * image_row + left * depth;
        for (std::int32_t i = 0; i < inner; ++i, from += g.stride_width() * depth, to += gathered_depth(g)) {
          copy_window<In>(g, from, g.dilation_height() * image_row, to);
        }
        x += inner;
        count -= inner;
      } else {
        const tap_range columns(left, g.input_width(), g.filter_width(), 1);
        gather_at_border<In>(g, top, left, columns, image, zero_points, to);
        to += gathered_depth(g);
        ++x;
        --count;
      }
      if (x == g.output_width()) {
        x = 0;
        if (++y == g.output_height()) {
          y = 0;
          image += g.input_height() * image_row;
        }
      }
    }
  }

  /// What a window within the image covers, whose rows begin `pitch` bytes apart.
  template <activation_format In, class Geometry>
  [[gnu::always_inline]] static void copy_rows(const Geometry& g, const std::int8_t* from, std::int32_t pitch,
                                               std::int8_t* to) {
    const std::int32_t row = g.filter_width() * g.input_depth();
    for (std::int32_t at = 0; at < g.filter_height() * row; at += row, from += pitch) {
      copy<In>(g, from, row, at, to);
    }
  }
  template <activation_format In>
  [[gnu::always_inline]] static void copy_window(const geometry& g, const std::int8_t* from,
                                                 std::int32_t pitch, std::int8_t* to) {
    copy_rows<In>(g, from, pitch, to);
  }
  template <activation_format In, std::int32_t... Values>
  [[gnu::always_inline]] static void copy_window(const conv_geometry<static_extents<Values...>>& g,
                                                 const std::int8_t* from, std::int32_t pitch,
                                                 std::int8_t* to) {
    constexpr std::int32_t most_words = 12;
    constexpr conv_geometry<static_extents<Values...>> fixed{};
    constexpr std::int32_t row = fixed.filter_width() * fixed.input_depth();
    if constexpr (row >= 4 && gathered_depth(fixed) <= 4 * most_words) {
      filter_words<row, fixed.filter_height()>::template copy<In>(from, pitch, to);
    } else {
      copy_rows<In>(g, from, pitch, to);
    }
  }

  /// One output's that reads beyond the image: all zero points first, then what lies within.
  template <activation_format In, class Geometry>
  MOTE_NOINLINE static void gather_at_border(const Geometry& g, std::int32_t top, std::int32_t left,
                                             const tap_range& columns, const std::int8_t* image,
                                             std::uint32_t zero_points, std::int8_t* to) {
    for (std::int32_t at = 0; at < gathered_depth(g); at += 4) store_word(zero_points ^ mixed_bits, to + at);
    if (columns.first >= columns.last) return;
    const std::int32_t depth = g.input_depth();
    const std::int32_t filter_row = g.filter_width() * depth;
    const std::int32_t before = columns.first * depth;
    const std::int32_t behind = columns.last * depth;
    for (std::int32_t at = before; at < g.filter_height() * filter_row; at += filter_row) {
      if (top >= 0 && top < g.input_height()) {
        copy<In>(g, image + (top * g.input_width() + left) * depth + before, behind - before, at, to);
      }
      top += g.dilation_height();
    }
  }

  /// Writes `bytes` activations, at most a row of the filter, at an offset of `to`.
  template <activation_format In, class Geometry>
  [[gnu::always_inline]] static void copy(const Geometry& g, const std::int8_t* from, std::int32_t bytes,
                                          std::int32_t offset, std::int8_t* to) {
    const std::uint32_t mask = In == activation_format::plain ? mixed_at(offset) : 0;
    to += offset;
    constexpr std::int32_t stretch = 16;
    const bool may_stretch = g.filter_width() * g.input_depth() >= stretch;
    for (; may_stretch && bytes >= stretch; bytes -= stretch, from += stretch, to += stretch) {
      // All loads, then all stores: neighbours take a cycle each.
      const std::uint32_t a = load_word(from);
      const std::uint32_t b = load_word(from + 4);
      const std::uint32_t c = load_word(from + 8);
      const std::uint32_t d = load_word(from + 12);
      store_word(a ^ mask, to);
      store_word(b ^ mask, to + 4);
      store_word(c ^ mask, to + 8);
      store_word(d ^ mask, to + 12);
    }
    for (; bytes >= 4; bytes -= 4, from += 4, to += 4) {
      store_word(load_word(from) ^ mask, to);
    }
    for (std::int32_t i = 0; i < bytes; ++i) {
      to[i] = static_cast<std::int8_t>(static_cast<std::uint8_t>(from[i]) ^ (mask >> 8 * i & 0xff));
    }
  }
};

using direct_conv = basic_direct_conv<false>;
using odd_depth_direct_conv = basic_direct_conv<true>;

}  // namespace mote::armv7e_m

#endif
