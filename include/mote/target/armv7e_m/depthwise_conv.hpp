// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_ARMV7E_M_DEPTHWISE_CONV_HPP
#define MOTE_TARGET_ARMV7E_M_DEPTHWISE_CONV_HPP

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>

#include "mote/config.hpp"
#include "mote/ops/depthwise_conv_2d.hpp"
#include "mote/target/activation_format.hpp"
#include "mote/target/armv7e_m/depthwise_rows.hpp"
#include "mote/target/armv7e_m/paired_products.hpp"
#include "mote/target/armv7e_m/requantize.hpp"
#include "mote/target/dsp.hpp"
#include "mote/target/support.hpp"

// DEPTHWISE_CONV_2D with 3x3 filters and a depth multiplier of 1.
//
// A group of channels at a time is gathered from the interleaved image into planes of int16, one a channel,
// and convolved there: see depthwise_rows.hpp. Rows above and below the image are rows of zero points. A
// large image goes through the scratch in several blocks of rows.
//
// There is code for each shape, and staged code, which writes the outputs of four channels behind the planes,
// and from there to their places: for any sizes, and for small layers of a static model that share a width.

namespace mote::armv7e_m {

/// How a layer is cut into groups of channels and blocks of rows.
struct depthwise_blocks {
  std::int32_t group =
      4;               ///< channels that are packed together, and computed together where sizes are static
  std::int32_t plane;  ///< words from one plane's row to the next plane's
  std::int32_t output_rows;  ///< of a block; the last one may have fewer
  std::int32_t scratch_bytes = 0;
  bool is_shared;  ///< staged in static models too, in one function for each width

  /// What the planes of a block may take, unless that is less than one row of output needs, and what those of
  /// a group of more than four channels may.
  static constexpr std::int32_t target_bytes = 8 * 1024;
  static constexpr std::int32_t large_group_bytes = 3 * 1024;
  /// Layers with fewer outputs are shared.
  static constexpr std::int32_t few_outputs = 4096;

  template <class Geometry>
  constexpr explicit depthwise_blocks(const Geometry& g)
      : plane((g.input_width() + 1) / 2),
        output_rows(g.output_height()),
        is_shared(g.stride_height() == 1 && g.padding_left() == 1 && g.output_width() == g.input_width() &&
                  plane <= depthwise_large_plane &&
                  g.batches() * g.output_height() * g.output_width() < few_outputs / g.output_depth()) {
    const std::int32_t stride = g.stride_height();
    // Of staged blocks at least one row.
    const std::int32_t least = 3 * 16 * longer_plane() + 4 * g.output_width();
    if (is_shared) {
      stage(g, target_bytes);
      scratch_bytes = staged_bytes(g, output_rows);
      if (scratch_bytes < least) scratch_bytes = least;
      return;
    }
    const std::int32_t plane_bytes = ((g.output_height() - 1) * stride + 3) * plane * 4;
    while (group < 16 && g.input_depth() % (2 * group) == 0 && 2 * group * plane_bytes <= large_group_bytes) {
      group *= 2;
    }
    const std::int32_t rows = target_bytes / (4 * plane * group);
    // The loader admits positive strides only. NOLINTNEXTLINE(clang-analyzer-core.DivideZero)
    cut(g, rows > 3 ? (rows - 3) / stride + 1 : 1);
    scratch_bytes = ((output_rows - 1) * stride + 3) * 4 * plane * group;
    if (scratch_bytes < least) scratch_bytes = least;
  }

  /// For sizes known at run time only, in the same scratch: groups of four channels in longer rows.
  constexpr depthwise_blocks staged(const conv_geometry<dynamic_extents<16>>& g) const {
    depthwise_blocks result = *this;
    result.plane = longer_plane();
    result.stage(g, scratch_bytes);
    return result;
  }

 private:
  constexpr std::int32_t longer_plane() const {
    return plane <= depthwise_small_plane   ? depthwise_small_plane
           : plane <= depthwise_large_plane ? depthwise_large_plane
                                            : plane;
  }
  /// Groups of four channels with their outputs behind them.
  template <class Geometry>
  constexpr void stage(const Geometry& g, std::int32_t bytes) {
    std::int32_t most = 1;
    while (most < g.output_height() && staged_bytes(g, most + 1) <= bytes) ++most;
    cut(g, most);
  }
  template <class Geometry>
  constexpr std::int32_t staged_bytes(const Geometry& g, std::int32_t rows) const {
    return ((rows - 1) * g.stride_height() + 3) * 16 * plane + 4 * rows * g.output_width();
  }
  /// Blocks of equal size, of at most that many rows.
  template <class Geometry>
  constexpr void cut(const Geometry& g, std::int32_t most) {
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

/// Two pixels with four channels each into the words of four planes that lie `plane` words apart.
[[gnu::always_inline]] inline void put_pixels(std::uint32_t a, std::uint32_t b, std::int32_t plane,
                                              std::uint32_t* planes) {
  const std::uint32_t low = dsp::pkhbt<16>(a, b);
  const std::uint32_t high = dsp::pkhtb<16>(b, a);
  planes[0] = dsp::sxtb16(low);
  planes[plane] = dsp::sxtb16<8>(low);
  planes[2 * plane] = dsp::sxtb16(high);
  planes[3 * plane] = dsp::sxtb16<8>(high);
}

/// Writes word by word into the rows of four of the planes that lie side by side.
struct plane_writer {
  std::uint32_t* planes;
  std::int32_t plane;  ///< words from one plane's row to the next plane's
  std::int32_t pitch;  ///< words from one row to the next

  void operator()(std::uint32_t a, std::uint32_t b) { put_pixels(a, b, plane, planes++); }
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
template <std::int32_t Width>
inline void gather_planes(std::int32_t depth, const std::int8_t* input, std::int32_t rows,
                          std::uint32_t padding, plane_writer put) {
  constexpr std::int32_t groups = (Width + 7) / 8;
  constexpr std::int32_t group = groups == 1 ? Width : (Width / groups + 1) / 2 * 2;
  constexpr std::int32_t whole = Width / group;
  for (std::int32_t y = 0; y < rows; ++y) {
    for (std::int32_t i = 0; i < whole; ++i, input += group * depth) {
      gather_pixels(input, depth, padding, put, std::make_index_sequence<group>{});
    }
    if constexpr (Width % group != 0) {
      gather_pixels(input, depth, padding, put, std::make_index_sequence<Width % group>{});
      input += Width % group * depth;
    }
    put.next_row((Width + 1) / 2);
  }
}
/// The same for sizes known at run time, in planes that the compiler knows the places of unless Plane is 0.
template <std::int32_t Plane>
MOTE_NOINLINE void gather_staged(std::int32_t width, std::int32_t depth, const std::int8_t* input,
                                 std::int32_t rows, std::uint32_t padding, std::int32_t plane,
                                 std::uint32_t* planes) {
  if (Plane != 0) plane = Plane;
  for (; rows > 0; --rows, planes += 4 * plane) {
    std::uint32_t* to = planes;
    std::int32_t left = width;
    for (; left >= 4; left -= 4, input += 4 * depth, to += 2) {
      const std::int8_t* const third = input + 2 * depth;
      const std::uint32_t four[] = {load_word(input), load_word(input + depth), load_word(third),
                                    load_word(third + depth)};
      put_pixels(four[0], four[1], plane, to);
      put_pixels(four[2], four[3], plane, to + 1);
    }
    for (; left > 0; left -= 2, input += depth, ++to) {
      const std::uint32_t first = load_word(input);
      if (left > 1) input += depth;
      put_pixels(first, left > 1 ? load_word(input) : padding, plane, to);
    }
  }
}

/// The outputs of four channels, pixel by pixel, to their places `depth` bytes apart. Bits of `mask` flip.
MOTE_NOINLINE inline void put_staged(const std::uint32_t* staged, std::int32_t count, std::int32_t depth,
                                     std::uint32_t mask, std::int8_t* output) {
  for (; count >= 4; count -= 4, staged += 4, output += 4 * depth) {
    const std::uint32_t a = staged[0];
    const std::uint32_t b = staged[1];
    const std::uint32_t c = staged[2];
    const std::uint32_t d = staged[3];
    std::int8_t* const third = output + 2 * depth;
    store_word(a ^ mask, output);
    store_word(b ^ mask, output + depth);
    store_word(c ^ mask, third);
    store_word(d ^ mask, third + depth);
  }
  for (; count > 0; --count, output += depth) store_word(*staged++ ^ mask, output);
}

/// A layer as one function for all of them sees it. Small, as each layer has one in flash.
struct depthwise_task {
  std::int16_t batches;
  std::int16_t input_height;
  std::int16_t input_width;
  std::int16_t output_height;
  std::int16_t output_width;
  std::int16_t depth;
  std::int16_t stride;
  std::int16_t padding_top;
  std::int16_t padding_left;
  std::int16_t group;         ///< channels that are computed together
  std::int16_t packed_group;  ///< channels that are packed together
  std::int16_t plane;
  std::int16_t block_rows;
  bool is_shared;

  static constexpr std::int32_t most = 0x7fff;

  template <class Geometry>
  constexpr depthwise_task(const Geometry& g, const depthwise_blocks& blocks, std::int32_t together)
      : batches(static_cast<std::int16_t>(g.batches())),
        input_height(static_cast<std::int16_t>(g.input_height())),
        input_width(static_cast<std::int16_t>(g.input_width())),
        output_height(static_cast<std::int16_t>(g.output_height())),
        output_width(static_cast<std::int16_t>(g.output_width())),
        depth(static_cast<std::int16_t>(g.input_depth())),
        stride(static_cast<std::int16_t>(g.stride_height())),
        padding_top(static_cast<std::int16_t>(g.padding_top())),
        padding_left(static_cast<std::int16_t>(g.padding_left())),
        group(static_cast<std::int16_t>(together)),
        packed_group(static_cast<std::int16_t>(blocks.group)),
        plane(static_cast<std::int16_t>(blocks.plane)),
        block_rows(static_cast<std::int16_t>(blocks.output_rows)),
        is_shared(blocks.is_shared) {}

  /// Rows of the planes for some rows of output.
  constexpr std::int32_t plane_rows(std::int32_t rows) const { return (rows - 1) * stride + 3; }
};

/// What there is code for. Gathers whole rows of a group of channels, and computes rows of it.
struct depthwise_code {
  void (*gather)(const depthwise_task& task, const std::int8_t* input, std::int32_t rows,
                 std::uint32_t padding, std::uint32_t* planes);
  void (*compute)(const depthwise_task& task, const std::uint32_t* packed, std::int32_t c,
                  std::uint32_t* planes, std::int32_t rows, std::uint32_t padding, std::int8_t* output);
};

/// For sizes that are types: straight from planes to the outputs' places.
template <class Geometry>
struct unstaged_depthwise {
  static constexpr Geometry g{};
  static constexpr depthwise_blocks blocks{g};
  static constexpr static_depthwise_row<g.input_width(), g.output_width(), g.output_depth(), g.stride_width(),
                                        g.padding_left(), blocks.group>
      row{};

  static void gather(const depthwise_task&, const std::int8_t* input, std::int32_t rows,
                     std::uint32_t padding, std::uint32_t* planes) {
    for (std::int32_t i = 0; i < row.group; i += 4) {
      gather_planes<g.input_width()>(g.input_depth(), input + i, rows, padding,
                                     {planes + i * blocks.plane, blocks.plane, row.group * blocks.plane});
    }
  }
  template <class Requantization, activation_format Out>
  static void compute(const depthwise_task&, const std::uint32_t* packed, std::int32_t c,
                      std::uint32_t* planes, std::int32_t rows, std::uint32_t padding, std::int8_t* output) {
    packed += static_cast<std::uint32_t>(c) * depthwise_channel_words<Requantization>;
    depthwise_rows<Requantization, Out>(row, planes, packed, rows, padding, output);
  }
};

/// The stage, which lies behind the planes of four channels.
inline std::uint32_t* depthwise_stage(const depthwise_task& task, std::int32_t rows, std::uint32_t* planes) {
  return planes + task.plane_rows(rows) * 4 * task.plane;
}

/// For shared layers of one width.
template <std::int32_t Width>
struct shared_depthwise {
  static constexpr static_depthwise_row<Width, Width, 4, 1, 1, 4> row{};

  static void gather(const depthwise_task& task, const std::int8_t* input, std::int32_t rows,
                     std::uint32_t padding, std::uint32_t* planes) {
    gather_planes<Width>(task.depth, input, rows, padding, {planes, row.plane, 4 * row.plane});
  }
  template <class Requantization, activation_format Out>
  static void compute(const depthwise_task& task, const std::uint32_t* packed, std::int32_t c,
                      std::uint32_t* planes, std::int32_t rows, std::uint32_t padding, std::int8_t* output) {
    constexpr auto plain = activation_format::plain;
    std::uint32_t* const stage = depthwise_stage(task, rows, planes);
    packed += static_cast<std::uint32_t>(c) * depthwise_channel_words<Requantization>;
    depthwise_rows<Requantization, plain>(row, planes, packed, rows, padding,
                                          reinterpret_cast<std::int8_t*>(stage));
    put_staged(stage, rows * Width, task.depth, Out == plain ? 0 : mixed_bits, output);
  }
};

/// For any sizes.
struct staged_depthwise {
  static void gather(const depthwise_task& task, const std::int8_t* input, std::int32_t rows,
                     std::uint32_t padding, std::uint32_t* planes) {
    const std::int32_t plane = task.plane;
    auto* const gather_rows = plane == depthwise_small_plane   ? gather_staged<depthwise_small_plane>
                              : plane == depthwise_large_plane ? gather_staged<depthwise_large_plane>
                                                               : gather_staged<0>;
    gather_rows(task.input_width, task.depth, input, rows, padding, plane, planes);
  }
  template <class Requantization, activation_format Out>
  static void compute(const depthwise_task& task, const std::uint32_t* packed, std::int32_t c,
                      std::uint32_t* planes, std::int32_t rows, std::uint32_t padding, std::int8_t* output) {
    constexpr std::uint32_t each = depthwise_channel_words<Requantization>;
    constexpr auto plain = activation_format::plain;
    const std::int32_t group = task.packed_group;
    // Even channels of a packed group come before the odd ones.
    packed += static_cast<std::uint32_t>(c / group * group + c % group / 2) * each;
    const dynamic_depthwise_row row{task.output_width,
                                    4,
                                    task.stride,
                                    task.padding_left,
                                    (task.input_width + 1) / 2,
                                    task.plane,
                                    static_cast<std::uint32_t>(group / 2 - 2) * each};
    std::uint32_t* const stage = depthwise_stage(task, rows, planes);
    auto* const staged = reinterpret_cast<std::int8_t*>(stage);
    std::uint32_t mask = 0;
    if (Out == plain || task.is_shared) {
      depthwise_rows<Requantization, plain>(row, planes, packed, rows, padding, staged);
      if (Out != plain) mask = mixed_bits;
    } else {
      depthwise_rows<Requantization, Out>(row, planes, packed, rows, padding, staged);
    }
    put_staged(stage, rows * task.output_width, task.depth, mask, output);
  }
};

/// All blocks and groups of a layer.
MOTE_NOINLINE inline void run_depthwise(const depthwise_task& task, const depthwise_code& code,
                                        const std::int8_t* input, const std::uint32_t* packed,
                                        std::int8_t* output, std::uint32_t* planes) {
  const auto fill = [](std::uint32_t* words, std::int32_t count, std::uint32_t value) {
    for (std::int32_t i = 0; i < count; ++i) words[i] = value;
  };
  const std::int32_t input_row = task.input_width * task.depth;
  const std::int32_t pitch = task.group * task.plane;
  const std::uint32_t padding = *packed++;
  const std::uint32_t padding_bytes = (padding & 0xff) * 0x01010101;
  for (std::int32_t b = 0; b < task.batches; ++b, input += task.input_height * input_row) {
    for (std::int32_t y = 0; y < task.output_height;) {
      const std::int32_t left = task.output_height - y;
      const std::int32_t rows = left < task.block_rows ? left : task.block_rows;
      const std::int32_t top = y * task.stride - task.padding_top;
      const std::int32_t needed = task.plane_rows(rows);
      const std::int32_t above = top < 0 ? -top : 0;
      const std::int32_t below = top + needed > task.input_height ? top + needed - task.input_height : 0;
      fill(planes, above * pitch, padding);
      fill(planes + (needed - below) * pitch, below * pitch, padding);
      for (std::int32_t c = 0; c < task.depth; c += task.group) {
        code.gather(task, input + (top + above) * input_row + c, needed - above - below, padding_bytes,
                    planes + above * pitch);
        code.compute(task, packed, c, planes, rows, padding, output + c);
      }
      y += rows;
      output += rows * task.output_width * task.depth;
    }
  }
}

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

  constexpr kernel_limit limit(bool only_plain = false) const {
    if (!is_full_range(stage)) return kernel_limit::activation_range;
    // The format of the output is decided on later.
    for (std::int32_t c = 0; c < depth; ++c) {
      const Requantization plain = requantization(c, activation_format::plain);
      if (!plain.found) return Requantization::limit;
      if (only_plain || c % 2 != 0 || plain.fits_mixed) continue;
      if (!requantization(c, activation_format::mixed).found) return Requantization::limit;
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

namespace detail {

/// Packed constants of a layer: the input's zero point in both halves of a word, then the channels, group by
/// group, as depthwise_rows.hpp has them.
template <class Requantization>
constexpr std::uint32_t depthwise_packed_words(const node_view& view) {
  return 1 + static_cast<std::uint32_t>(view.output().shape[3]) * depthwise_channel_words<Requantization>;
}
template <class Requantization>
constexpr void pack_depthwise(const node_view& view, std::int32_t group, std::uint32_t* words,
                              activation_format out) {
  const auto half = [](std::int32_t value) { return static_cast<std::uint32_t>(value) & 0xffff; };
  const auto byte = [](std::int32_t value) { return static_cast<std::uint32_t>(value) & 0xff; };
  const depthwise_layer<Requantization> from(view);
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

}  // namespace detail

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
    if (limit != kernel_limit::nothing) return limit;
    return depthwise_layer<Requantization>(view).limit(depthwise_blocks(geometry(view)).is_shared);
  }

  static constexpr std::uint32_t packed_words(const node_view& view) {
    return detail::depthwise_packed_words<Requantization>(view);
  }

  static constexpr void pack(const node_view& view, std::uint32_t* words,
                             activation_format out = activation_format::plain) {
    const depthwise_blocks blocks(geometry(view));
    // Staged outputs become mixed on the way to their places.
    if (blocks.is_shared) out = activation_format::plain;
    detail::pack_depthwise<Requantization>(view, blocks.group, words, out);
  }

  static constexpr std::uint32_t scratch_bytes(const node_view& view) {
    return static_cast<std::uint32_t>(depthwise_blocks(geometry(view)).scratch_bytes);
  }

  template <activation_format In, activation_format Out, class Geometry>
  [[gnu::always_inline]] static void run(const Geometry& g, const std::int8_t* input,
                                         const std::uint32_t* packed, std::int8_t* output, void* scratch) {
    static_assert(In == activation_format::plain, "mote: depthwise_conv reads plain activations");
    run_with<Out>(g, input, packed, output, static_cast<std::uint32_t*>(scratch));
  }

 private:
  template <activation_format Out, std::int32_t... Sizes>
  static void run_with(const conv_geometry<static_extents<Sizes...>>&, const std::int8_t* input,
                       const std::uint32_t* packed, std::int8_t* output, std::uint32_t* scratch) {
    using unstaged = detail::unstaged_depthwise<conv_geometry<static_extents<Sizes...>>>;
    using shared = detail::shared_depthwise<unstaged::g.output_width()>;
    using code = std::conditional_t<unstaged::blocks.is_shared, shared, unstaged>;
    static constexpr detail::depthwise_task task(unstaged::g, unstaged::blocks, code::row.group);
    detail::run_depthwise(task, {code::gather, code::template compute<Requantization, Out>}, input, packed,
                          output, scratch);
  }
  template <activation_format Out>
  static void run_with(const conv_geometry<dynamic_extents<16>>& g, const std::int8_t* input,
                       const std::uint32_t* packed, std::int8_t* output, std::uint32_t* scratch) {
    using code = detail::staged_depthwise;
    const detail::depthwise_task task(g, depthwise_blocks(g).staged(g), dynamic_depthwise_row::group);
    detail::run_depthwise(task, {code::gather, code::compute<Requantization, Out>}, input, packed, output,
                          scratch);
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
    constexpr std::int32_t most = detail::depthwise_task::most;
    if (g.batches() > most || g.input_height() > most) return kernel_limit::image_size;
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
