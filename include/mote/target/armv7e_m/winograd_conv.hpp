// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_ARMV7E_M_WINOGRAD_CONV_HPP
#define MOTE_TARGET_ARMV7E_M_WINOGRAD_CONV_HPP

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "mote/config.hpp"
#include "mote/ops/conv_2d.hpp"
#include "mote/target/armv7e_m/tile_layer.hpp"
#include "mote/target/armv7e_m/tile_products.hpp"
#include "mote/target/armv7e_m/winograd_transforms.hpp"
#include "mote/target/armv7e_m/winograd_transforms_assembly.hpp"
#include "mote/target/dsp.hpp"
#include "mote/target/support.hpp"

namespace mote::armv7e_m {

#if MOTE_HAS_DSP_AND_FPU
using winograd_transforms = assembly_winograd_transforms;
#else
using winograd_transforms = portable_winograd_transforms;
#endif

/// When weights are transformed: ahead, when they are packed; once an inference, into scratch that holds all
/// of them or all tiles of an image; or for each strip of tiles.
enum class winograd_weights : std::uint8_t { ahead, once, each_strip };

/// The work of basic_winograd_conv, strip of tiles by strip of tiles.
template <bool TransformsAhead>
struct winograd_strips {
  static constexpr std::int32_t tile = 4;
  static constexpr std::int32_t patch = 6;
  static constexpr std::int32_t taps = tile_taps;
  static constexpr std::int32_t block_words = tile_positions * position_weights;

  /// Words of transformed tiles that make a strip large enough; of an image that is one strip; and of a strip
  /// beside the weights of all channels.
  static constexpr std::int32_t enough_words = 4608;
  static constexpr std::int32_t image_words = 9216;
  static constexpr std::int32_t kept_strip_words = 2304;

  /// Sizes of a layer, and the parts of its scratch in words: the row above a strip, a row of zero points,
  /// columns transformed, weights, sums, tiles.
  struct sizes : tile_strips<tile, tile_positions> {
    /// The weights of all channels stay in the scratch, for all strips.
    bool keeps_weights = false;

    template <class Geometry>
    constexpr sizes(const Geometry& g, winograd_weights when)
        : tile_strips<tile, tile_positions>(g, when == winograd_weights::once ? image_words : enough_words) {
      if (when == winograd_weights::once && strip_rows * tile != height) {
        static_cast<tile_strips<tile, tile_positions>&>(*this) = {g, kept_strip_words};
        keeps_weights = true;
      }
    }

    constexpr std::int32_t columns_words() const { return patch * (width + 2); }
    constexpr std::int32_t weights_words() const {
      if (TransformsAhead) return 0;
      if (!keeps_weights) return block_words;
      return (pairs() == 8 ? (output_depth + 2) / 4 : output_depth / 2 * halves()) * block_words;
    }
    /// Where those of 2 output channels are, in blocks with room for 32 input channels: of 16, those of 2
    /// more output channels lie in the gaps.
    constexpr std::int32_t weights_at(std::int32_t channel, std::int32_t half) const {
      if (!keeps_weights) return 0;
      if (pairs() == 8) return channel / 4 * block_words + channel / 2 % 2 * (position_weights / 2);
      return (channel / 2 * halves() + half) * block_words;
    }
    constexpr std::int32_t sums_words() const { return groups() * tile_positions * 8; }
    constexpr std::uint32_t scratch_words() const {
      return static_cast<std::uint32_t>(2 * row_words() + columns_words() + weights_words() + sums_words() +
                                        halves() * tiles_words());
    }
  };

  /// Weights of 2 output channels as portable_winograd_transforms::weights makes them, without gaps, and
  /// times 6 where the third transform wants it.
  static constexpr std::uint32_t* write_transformed(const char* weights, const bool* left_out,
                                                    std::int32_t depth, std::uint32_t* words) {
    const std::int32_t together = depth == 16 ? depth : 32;
    for (std::int32_t k = 0; k < depth; ++k) {
      // A pair has channels k and k + 2 of 4.
      const std::int32_t place = k % together / 4 * 4 + k % 2 * 2;
      std::uint32_t* const to = words + k / together * tile_positions * together + place;
      for (std::int32_t c = 0; c < 2; ++c) {
        std::int32_t u[tile_positions]{};
        if (!left_out[c]) transform_filter(weights + c * taps * depth + k, depth, u);
        for (std::int32_t i = 0; i < tile_positions; ++i) {
          const std::uint32_t half = static_cast<std::uint32_t>(u[i]) & 0xffff;
          if (k % 4 < 2) {
            to[i * together + c] = half;
          } else {
            to[i * together + c] |= half << 16;
          }
        }
      }
    }
    return words + tile_positions * depth;
  }
  /// The second matrix of winograd_transforms.hpp along both axes.
  static constexpr void transform_filter(const char* weights, std::int32_t depth, std::int32_t* u) {
    std::int32_t rows[3 * patch]{};
    for (std::int32_t j = 0; j < 3; ++j) {
      const auto at = [&](std::int32_t i) {
        return static_cast<std::int32_t>(static_cast<signed char>(weights[(3 * i + j) * depth]));
      };
      transform_line(at(0), at(1), at(2), rows + j, 3);
    }
    for (std::int32_t i = 0; i < patch; ++i) {
      transform_line(rows[3 * i], rows[3 * i + 1], rows[3 * i + 2], u + patch * i, 1);
    }
  }
  static constexpr void transform_line(std::int32_t a, std::int32_t b, std::int32_t c, std::int32_t* to,
                                       std::int32_t stride) {
    to[0] = 6 * a;
    to[stride] = a + b + c;
    to[2 * stride] = a - b + c;
    to[3 * stride] = a + 2 * b + 4 * c;
    to[4 * stride] = a - 2 * b + 4 * c;
    to[5 * stride] = 6 * c;
  }

  /// Those of a static shape are constants.
  template <winograd_weights When, std::int32_t... Values>
  static const sizes& sizes_of(const conv_geometry<static_extents<Values...>>&) {
    static constexpr sizes fixed{conv_geometry<static_extents<Values...>>{}, When};
    return fixed;
  }
  template <winograd_weights When>
  static sizes sizes_of(const tile_geometry& g) {
    return {g, When};
  }

  MOTE_NOINLINE static void run(const sizes& l, const output_functions<output_job>& finish,
                                const std::int8_t* input, const std::uint32_t* packed, std::int8_t* output,
                                std::uint32_t* scratch) {
    std::uint32_t* const above = scratch;
    std::uint32_t* const zeros = above + l.row_words();
    std::uint32_t* const columns = zeros + l.row_words();
    std::uint32_t* const weights = columns + l.columns_words();
    auto* const sums = reinterpret_cast<std::int32_t*>(weights + l.weights_words());
    std::uint32_t* const tiles = weights + l.weights_words() + l.sums_words();
    std::fill_n(zeros, l.row_words(), packed[0]);
    // Zero points, transformed, left and right of the image.
    const std::uint32_t zero = dsp::sxtb16(packed[0]) & 0xffff;
    for (std::uint32_t* border : {columns, columns + patch * (l.width + 1)}) {
      std::memset(border, 0, patch * sizeof *border);
      border[1] = 6 * zero % 0x10000 * 0x10001;
    }
    const std::int32_t strip = l.strip_rows * tile;
    const std::int32_t pairs = l.pairs();
    const std::int32_t halves = l.halves();
    const std::int32_t half_words = l.tiles_words();
    tile_job products{};
    products.sums = sums;
    products.position_weights = TransformsAhead ? 2 * pairs : position_weights;
    products.positions = tile_positions;
    products.groups = l.groups();
    products.group_words = l.group_words();
    output_job outputs{};
    outputs.depth = l.output_depth;
    outputs.row = l.width * l.output_depth;
    outputs.in_row = l.in_row();
    outputs.rows = l.strip_rows;
    for (std::int32_t y = 0; y < l.batches * l.height; y += strip) {
      const bool is_first = y % l.height == 0;
      const bool is_last = (y + strip) % l.height == 0;
      if (is_first) std::memcpy(above, zeros, static_cast<std::size_t>(l.row_bytes()));
      transform_inputs(l, input, is_last, zeros, columns, tiles, above);
      input += strip * l.row_bytes();
      std::memcpy(above, input - l.row_bytes(), static_cast<std::size_t>(l.row_bytes()));
      const std::uint32_t* words = packed + 1;
      for (std::int32_t c = 0; c < l.output_depth; c += 2) {
        const std::uint32_t* const constants = words;
        words += 2 * finish.constants_words;
        products.tiles = tiles;
        for (std::int32_t half = 0; half < halves; ++half) {
          if constexpr (TransformsAhead) {
            products.weights = words;
            words += tile_positions * 2 * pairs;
          } else {
            std::uint32_t* const to = weights + l.weights_at(c, half);
            if (y == 0 || !l.keeps_weights) winograd_transforms::weights(words, to, pairs / 2);
            products.weights = to;
            words += pairs * taps;
          }
          multiply_tiles(pairs, half != 0, products);
          products.tiles += half_words;
        }
        outputs.sums = sums;
        outputs.output = output + c;
        outputs.constants = constants;
        finish.even(outputs);
        outputs.sums += 4;
        ++outputs.output;
        outputs.constants += finish.constants_words;
        finish.odd(outputs);
      }
      output += strip * l.width * l.output_depth;
    }
  }

  /// A strip, all input channels.
  static void transform_inputs(const sizes& l, const std::int8_t* input, bool is_last,
                               const std::uint32_t* zeros, std::uint32_t* columns, std::uint32_t* tiles,
                               const std::uint32_t* above) {
    for (std::int32_t row = 0; row < l.strip_rows; ++row, input += tile * l.row_bytes()) {
      const std::int32_t pitch = l.row_bytes();
      const auto* const first = row == 0 ? reinterpret_cast<const std::int8_t*>(above) : input - pitch;
      const auto* const last = row + 1 == l.strip_rows && is_last
                                   ? reinterpret_cast<const std::int8_t*>(zeros)
                                   : input + tile * pitch;
      const std::int32_t tiles_before = row * l.in_row();
      column_job to_columns{
          columns + patch, columns + patch * (l.width + 1), l.depth, first, input, last, pitch};
      tile_row_job to_tiles{columns, nullptr, 4 - tiles_before % 4, 4 * l.group_words() - 16, l.in_row()};
      const std::int32_t pairs = l.pairs();
      const auto rows = pairs == 8 ? winograd_transforms::rows<8> : winograd_transforms::rows<16>;
      std::uint32_t* begin = tiles + tiles_before / 4 * l.group_words() + tiles_before % 4;
      for (std::int32_t half = l.halves(); half > 0; --half, begin += l.tiles_words()) {
        to_tiles.tiles = begin;
        for (std::int32_t pair = 0; pair < pairs; pair += 2) {
          winograd_transforms::columns<0>(to_columns);
          rows(to_tiles);
          to_tiles.tiles += 4;
          winograd_transforms::columns<8>(to_columns);
          rows(to_tiles);
          to_tiles.tiles += 4;
          to_columns.first += 4;
          to_columns.second += 4;
          to_columns.last += 4;
        }
      }
    }
  }
};

/// CONV_2D, int8, with filters of 3x3 at stride 1 and padding SAME: height and width multiples of 4, sizes of
/// tile_layer, the full output range, sums of products within +-most_winograd or, with an instruction more an
/// output, +-most_wide_winograd. Packed as a tile_layer.
///
/// Weights stay bytes and are transformed by the inference, with more scratch where that is done once; or
/// they are transformed when they are packed, which saves 5 to 20 percent of the time and takes 8 bytes of
/// flash for each weight.
///
/// The output may lie where the input lies: a strip's inputs are transformed, and its last row kept for the
/// next strip, before its outputs are written.
template <winograd_weights When, winograd_stage Stage>
struct basic_winograd_conv {
  static constexpr const char* name =
      Stage == winograd_stage::wide_rounding ? "wide_winograd_conv"
      : Stage == winograd_stage::fitted
          ? (When == winograd_weights::ahead  ? "winograd_conv_transformed"
             : When == winograd_weights::once ? "winograd_conv_transforming_once"
                                              : "winograd_conv")
          : (When == winograd_weights::ahead  ? "winograd_conv_transformed_rounding"
             : When == winograd_weights::once ? "winograd_conv_transforming_once_rounding"
                                              : "winograd_conv_rounding");
  using op = ops::conv_2d;

  static constexpr bool overwrites_input = true;
  static constexpr bool spends_memory =
      When != winograd_weights::each_strip || Stage == winograd_stage::fitted;

  static constexpr support supports(const node_view& view) {
    if (view.code() != builtin_operator::conv_2d) return kernel_limit::operation;
    const tile_geometry g{op::extents(view)};
    if (g.stride_height() != 1 || g.stride_width() != 1) return kernel_limit::stride;
    if (g.output_height() != g.input_height() || g.output_width() != g.input_width()) {
      return kernel_limit::padding;
    }
    if (g.output_height() % strips::tile != 0 || g.output_width() % strips::tile != 0) {
      return kernel_limit::image_not_of_tiles;
    }
    if (const support shape = layer::supports_shape(g); !shape) return shape;
    if (typename strips::sizes(g, When).strip_rows == 0) return kernel_limit::image_size;
    return layer::pack(view, most, nullptr);
  }
  static constexpr std::uint32_t packed_words(const node_view& view) {
    const tile_geometry g{op::extents(view)};
    if (!transforms_ahead) return layer::packed_words(g);
    return 1 +
           static_cast<std::uint32_t>(g.output_depth() / 2) *
               (2 * layer::constants_words + static_cast<std::uint32_t>(tile_positions * g.input_depth()));
  }
  static constexpr void pack(const node_view& view, std::uint32_t* words) {
    if constexpr (transforms_ahead) {
      layer::pack(view, most, words, strips::write_transformed);
    } else {
      layer::pack(view, most, words);
    }
  }
  static constexpr std::uint32_t scratch_bytes(const node_view& view) {
    return typename strips::sizes(tile_geometry{op::extents(view)}, When).scratch_words() * 4;
  }

  template <activation_format In, activation_format Out, class Geometry>
  [[gnu::always_inline]] static void run(const Geometry& g, const std::int8_t* input,
                                         const std::uint32_t* packed, std::int8_t* output, void* scratch) {
    static_assert(In == activation_format::plain);
    static constexpr output_functions<output_job> finish{
        winograd_transforms::outputs<Out == activation_format::mixed, transforms_ahead, Stage>,
        winograd_transforms::outputs<false, transforms_ahead, Stage>, layer::constants_words};
    strips::run(strips::template sizes_of<When>(g), finish, input, packed, output,
                static_cast<std::uint32_t*>(scratch));
  }

 private:
  static constexpr bool transforms_ahead = When == winograd_weights::ahead;
  using layer = tile_layer<winograd_form<Stage>>;
  using strips = winograd_strips<transforms_ahead>;

  static constexpr std::int64_t most =
      Stage == winograd_stage::wide_rounding ? most_wide_winograd : most_winograd;
};

/// For outputs with a zero point of -128, as behind any ReLU.
using winograd_conv = basic_winograd_conv<winograd_weights::each_strip, winograd_stage::fitted>;
using winograd_conv_transforming_once = basic_winograd_conv<winograd_weights::once, winograd_stage::fitted>;
using winograd_conv_transformed = basic_winograd_conv<winograd_weights::ahead, winograd_stage::fitted>;
/// For any zero point.
using winograd_conv_rounding = basic_winograd_conv<winograd_weights::each_strip, winograd_stage::rounding>;
using winograd_conv_transforming_once_rounding =
    basic_winograd_conv<winograd_weights::once, winograd_stage::rounding>;
using winograd_conv_transformed_rounding =
    basic_winograd_conv<winograd_weights::ahead, winograd_stage::rounding>;
/// For accumulators beyond those of the others, as 128 input channels and more may have them.
using wide_winograd_conv = basic_winograd_conv<winograd_weights::each_strip, winograd_stage::wide_rounding>;

}  // namespace mote::armv7e_m

#endif
