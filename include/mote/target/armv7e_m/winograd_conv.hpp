// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_ARMV7E_M_WINOGRAD_CONV_HPP
#define MOTE_TARGET_ARMV7E_M_WINOGRAD_CONV_HPP

#include <cstdint>

#include "mote/config.hpp"
#include "mote/ops/conv_2d.hpp"
#include "mote/target/armv7e_m/paired_products.hpp"
#include "mote/target/armv7e_m/requantize.hpp"
#include "mote/target/armv7e_m/tile_products.hpp"
#include "mote/target/dsp.hpp"

// Winograd's minimal filtering F(4x4, 3x3) (Lavin and Gray, "Fast Algorithms for Convolutional Neural
// Networks"), in integers and exact: 36 products in place of 144 give a tile of 4x4 outputs.
//
// Along each axis, for inputs d, weights g and outputs y of a tile:
//
//   t = | 4  0 -5  0  1  0 | d    u = | 1  0  0 | g    24 y = | 6  4  4  1  1  0 | (t * u)
//       | 0  4  4 -1 -1  0 |          | 1  1  1 |             | 0  4 -4  2 -2  0 |
//       | 0 -4  4  1 -1  0 |          | 1 -1  1 |             | 0  4  4  4  4  0 |
//       | 0 -2 -1  2  1  0 |          | 1  2  4 |             | 0  4 -4  8 -8 24 |
//       | 0  2 -1 -2  1  0 |          | 1 -2  4 |
//       | 0  4  0 -5  0  1 |          | 0  0  1 |
//
// Transformed inputs lie within +-100 * 128 and weights within +-49 * 128: halfwords. Sums are modulo 2^32.
// They end as 576 * accumulator; times the inverse of 9 modulo 2^32 that is 64 * accumulator, and right if
// the accumulator lies within +-2^25.

namespace mote::armv7e_m {

/// Two halfwords.
struct halves {
  std::uint32_t bits;

  friend halves operator+(halves a, halves b) { return {dsp::sadd16(a.bits, b.bits)}; }
  friend halves operator-(halves a, halves b) { return {dsp::ssub16(a.bits, b.bits)}; }
  halves doubled() const { return *this + *this; }
};

/// CONV_2D, int8, with filters of 3x3 at stride 1 and padding SAME: height and width multiples of 4, 16 input
/// channels or a multiple of 32, an even number of output channels, the full output range. Weights stay
/// bytes and are transformed for each strip of tiles.
///
/// A packed layer: 4 times the zero point of the input, as bytes; then for each pair of output channels the
/// constants of both, and for each 4 input channels 9 words of weights of one and of the other. Constants are
/// those of rounding_requantization, with 144 times what the accumulator begins with.
///
/// Reads the input as long as it writes the output: they must not overlap.
struct winograd_conv {
  using op = ops::conv_2d;

  static constexpr support supports(const node_view& view) {
    if (view.code() != builtin_operator::conv_2d) return kernel_limit::operation;
    const conv_geometry<dynamic_extents<16>> g{op::extents(view)};
    if (g.filter_height() != 3 || g.filter_width() != 3) return kernel_limit::filter_size;
    if (g.stride_height() != 1 || g.stride_width() != 1) return kernel_limit::stride;
    if (g.dilation_height() != 1 || g.dilation_width() != 1) return kernel_limit::dilation;
    if (g.output_height() != g.input_height() || g.output_width() != g.input_width()) {
      return kernel_limit::padding;
    }
    if (g.filter_depth() != g.input_depth()) return kernel_limit::groups;
    if (g.output_height() % tile != 0 || g.output_width() % tile != 0)
      return kernel_limit::image_not_of_tiles;
    if (g.output_depth() % 2 != 0) return kernel_limit::odd_output_channels;
    if (g.input_depth() != 16 && g.input_depth() % 32 != 0) return kernel_limit::depth;
    if (strip_rows(g) == 0) return kernel_limit::image_size;
    return pack_any(view, nullptr);
  }
  static constexpr std::uint32_t packed_words(const node_view& view) {
    const conv_geometry<dynamic_extents<16>> g{op::extents(view)};
    return 1 + static_cast<std::uint32_t>(g.output_depth() / 2) * pair_words(g);
  }
  static constexpr void pack(const node_view& view, std::uint32_t* words) { pack_any(view, words); }
  static constexpr std::uint32_t scratch_bytes(const node_view& view) {
    const conv_geometry<dynamic_extents<16>> g{op::extents(view)};
    return 4 * static_cast<std::uint32_t>(zero_words(g) + columns_words(g) + weights_words(g) +
                                          sums_words(g) + halves_of(g) * tiles_words(g));
  }

  template <activation_format In, activation_format Out, class Geometry>
  [[gnu::always_inline]] static void run(const Geometry& g, const std::int8_t* input,
                                         const std::uint32_t* packed, std::int8_t* output, void* scratch) {
    run_strips<In, Out>(g, input, packed, output, static_cast<std::uint32_t*>(scratch));
  }

 private:
  static constexpr std::int32_t tile = 4;
  static constexpr std::int32_t patch = 6;
  static constexpr std::int32_t positions = patch * patch;
  static constexpr std::int32_t taps = 9;
  static constexpr std::uint32_t constants_words = rounding_requantization::packed_words;
  static constexpr std::uint32_t inverse_of_9 = 0x38e38e39;

  /// Rows of tiles that are worked at a time: whole groups of 4 tiles, two of them if there are; 0 if none
  /// do.
  template <class Geometry>
  static constexpr std::int32_t strip_rows(const Geometry& g) {
    const std::int32_t rows = g.output_height() / tile;
    const std::int32_t columns = g.output_width() / tile;
    std::int32_t best = 0;
    for (std::int32_t count = 1; count <= rows; ++count) {
      if (rows % count != 0 || count * columns % 4 != 0) continue;
      best = count;
      if (count * columns >= 8) break;
    }
    return best;
  }
  template <class Geometry>
  static constexpr std::int32_t groups(const Geometry& g) {
    return strip_rows(g) * (g.output_width() / tile) / 4;
  }
  /// Pairs of input channels whose weights are in registers at a time.
  template <class Geometry>
  static constexpr std::int32_t pairs(const Geometry& g) {
    return g.input_depth() == 16 ? 8 : 16;
  }
  template <class Geometry>
  static constexpr std::int32_t halves_of(const Geometry& g) {
    return g.input_depth() / 2 / pairs(g);
  }
  template <class Geometry>
  static constexpr std::uint32_t pair_words(const Geometry& g) {
    return 2 * (constants_words + static_cast<std::uint32_t>(g.input_depth() / 4 * taps));
  }

  // Parts of the scratch, in words: a row of zero points, columns transformed, weights, sums, tiles.
  template <class Geometry>
  static constexpr std::int32_t zero_words(const Geometry& g) {
    return g.input_width() * g.input_depth() / 4;
  }
  template <class Geometry>
  static constexpr std::int32_t columns_words(const Geometry& g) {
    return patch * (g.input_width() + 2);
  }
  template <class Geometry>
  static constexpr std::int32_t weights_words(const Geometry& g) {
    return positions * pairs(g) * 2;
  }
  template <class Geometry>
  static constexpr std::int32_t sums_words(const Geometry& g) {
    return positions * groups(g) * 8;
  }
  template <class Geometry>
  static constexpr std::int32_t tiles_words(const Geometry& g) {
    return positions * groups(g) * pairs(g) * 4;
  }

  static constexpr support pack_any(const node_view& view, std::uint32_t* words) {
    constexpr std::uint32_t each_byte = 0x01010101;
    constexpr std::int64_t most = std::int64_t{1} << 25;
    const paired_layer<op> layer(view);
    const output_stage stage = op::parameters(view).stage;
    const std::int32_t depth = view.input(1).shape[3];
    const std::int32_t zero_point = view.input(0).quantization.zero_point();
    if (words != nullptr) *words++ = (static_cast<std::uint32_t>(zero_point) & 0xff) * each_byte;
    for (std::int32_t pair = 0; pair < layer.output_depth(); pair += 2) {
      for (std::int32_t c = pair; c < pair + 2; ++c) {
        const channel reference = layer[c];
        const auto sums = layer.sums(c, 0, layer.depth());
        const accumulator_range reach = layer.plus(layer.range(sums), reference.bias);
        const auto fit = rounding_requantization::fit(reference.multiplier, reach, stage);
        if (!fit.found)
          return is_full_range(stage) ? kernel_limit::multiplier : kernel_limit::activation_range;
        if (!fit.is_constant && !reach.within(most)) return kernel_limit::accumulator_range;
        if (words == nullptr) continue;
        const std::int64_t start =
            reference.bias - std::int64_t{zero_point} * (sums.positive + sums.negative);
        words = fit.store(words, start);
        words[-static_cast<int>(constants_words)] = static_cast<std::uint32_t>(144 * start);
      }
      if (words == nullptr) continue;
      const char* const weights = view.input(1).data.data();
      for (std::int32_t k = 0; k < depth; k += 4) {
        for (std::int32_t c = pair; c < pair + 2; ++c) {
          for (std::int32_t i = 0; i < taps; ++i) {
            const char* const from = weights + (c * taps + i) * depth + k;
            *words++ = byte(from[0]) | byte(from[1]) << 8 | byte(from[2]) << 16 | byte(from[3]) << 24;
          }
        }
      }
    }
    return kernel_limit::nothing;
  }
  static constexpr std::uint32_t byte(char from) { return static_cast<unsigned char>(from); }

  template <activation_format In, activation_format Out, class Geometry>
  MOTE_NOINLINE static void run_strips(const Geometry& g, const std::int8_t* input,
                                       const std::uint32_t* packed, std::int8_t* output,
                                       std::uint32_t* scratch) {
    std::uint32_t* const zeros = scratch;
    std::uint32_t* const columns = zeros + zero_words(g);
    std::uint32_t* const weights = columns + columns_words(g);
    auto* const sums = reinterpret_cast<std::int32_t*>(weights + weights_words(g));
    std::uint32_t* const tiles = weights + weights_words(g) + sums_words(g);
    const std::uint32_t zero = In == activation_format::mixed ? packed[0] ^ mixed_bits : packed[0];
    for (std::int32_t i = 0; i < zero_words(g); ++i) zeros[i] = zero;
    const std::int32_t strip = strip_rows(g) * tile;
    for (std::int32_t b = 0; b < g.batches(); ++b) {
      for (std::int32_t y = 0; y < g.output_height(); y += strip) {
        for (std::int32_t row = 0; row < strip_rows(g); ++row) {
          transform_inputs<In>(g, input, y + row * tile - 1, zeros, columns, tiles,
                               row * (g.output_width() / tile));
        }
        const std::uint32_t* words = packed + 1;
        for (std::int32_t c = 0; c < g.output_depth(); c += 2) {
          const std::uint32_t* const constants = words;
          words += 2 * constants_words;
          for (std::int32_t half = 0; half < halves_of(g); ++half) {
            words = transform_weights(pairs(g), words, weights);
            const tile_job job{tiles + half * tiles_words(g), weights, sums, positions, groups(g)};
            multiply_tiles(pairs(g), half != 0, job);
          }
          transform_outputs<Out, 0>(g, sums, constants, output + c);
          transform_outputs<Out, Out == activation_format::mixed ? 1 : 0>(
              g, sums + 4, constants + constants_words, output + c + 1);
        }
        output += strip * g.output_width() * g.output_depth();
      }
      input += g.input_height() * g.input_width() * g.input_depth();
    }
  }

  /// Six inputs in a row, two channels of each. Members, not an array: compilers keep them in registers.
  struct line {
    halves d0, d1, d2, d3, d4, d5;

    [[gnu::always_inline]] static line of(const std::uint32_t* from) {
      return {{from[0]}, {from[1]}, {from[2]}, {from[3]}, {from[4]}, {from[5]}};
    }
    [[gnu::always_inline]] void store(std::uint32_t* to, std::int32_t stride) const {
      to[0] = d0.bits;
      to[stride] = d1.bits;
      to[2 * stride] = d2.bits;
      to[3 * stride] = d3.bits;
      to[4 * stride] = d4.bits;
      to[5 * stride] = d5.bits;
    }
    /// The first matrix above.
    [[gnu::always_inline]] line transformed() const {
      const halves a = d4 - d2;
      const halves e = (d3 - d1).doubled();
      const halves p = d2.doubled().doubled() - d4;
      const halves q = d1.doubled().doubled() - d3;
      return {(d0 - d2).doubled().doubled() + a, p + q, p - q, a + e, a - e, d5 - d3 - e.doubled()};
    }
  };

  template <activation_format In, int Rotation>
  [[gnu::always_inline]] static halves extended(std::uint32_t word) {
    return {dsp::sxtb16<Rotation>(In == activation_format::mixed ? word ^ mixed_bits : word)};
  }
  template <activation_format In, int Rotation>
  [[gnu::always_inline]] static line column_at(const std::int8_t* const* rows, std::int32_t at) {
    return {extended<In, Rotation>(load_word(rows[0] + at)), extended<In, Rotation>(load_word(rows[1] + at)),
            extended<In, Rotation>(load_word(rows[2] + at)), extended<In, Rotation>(load_word(rows[3] + at)),
            extended<In, Rotation>(load_word(rows[4] + at)), extended<In, Rotation>(load_word(rows[5] + at))};
  }

  /// One row of tiles, all input channels. `top` is the first of the 6 rows of the input that they cover.
  template <activation_format In, class Geometry>
  [[gnu::always_inline]] static void transform_inputs(const Geometry& g, const std::int8_t* input,
                                                      std::int32_t top, const std::uint32_t* zeros,
                                                      std::uint32_t* columns, std::uint32_t* tiles,
                                                      std::int32_t first_tile) {
    const std::int8_t* rows[patch];
    for (std::int32_t i = 0; i < patch; ++i) {
      const bool inside = top + i >= 0 && top + i < g.input_height();
      rows[i] = inside ? input + (top + i) * g.input_width() * g.input_depth()
                       : reinterpret_cast<const std::int8_t*>(zeros);
    }
    for (std::int32_t k = 0; k < g.input_depth(); k += 4) {
      std::uint32_t* const to = tiles + k / 2 / pairs(g) * tiles_words(g) + k / 2 % pairs(g) * 4;
      transform_pair<In, 0>(g, rows, k, zeros[0], columns, to, first_tile);
      transform_pair<In, 8>(g, rows, k, zeros[0], columns, to + 4, first_tile);
    }
  }

  /// Bytes 0 and 2 of words, or 1 and 3.
  template <activation_format In, int Rotation, class Geometry>
  MOTE_NOINLINE static void transform_pair(const Geometry& g, const std::int8_t* const* rows, std::int32_t at,
                                           std::uint32_t zero, std::uint32_t* columns, std::uint32_t* tiles,
                                           std::int32_t first_tile) {
    const std::int32_t pitch = g.input_width() + 2;
    const halves border = extended<In, Rotation>(zero);
    const line outside = line{border, border, border, border, border, border}.transformed();
    outside.store(columns, pitch);
    outside.store(columns + pitch - 1, pitch);
    std::uint32_t* column = columns + 1;
    for (std::int32_t x = 0; x < g.input_width(); ++x, at += g.input_depth(), ++column) {
      column_at<In, Rotation>(rows, at).transformed().store(column, pitch);
    }
    const std::int32_t stride = groups(g) * pairs(g) * 4;
    for (std::int32_t i = 0; i < patch; ++i, tiles += patch * stride) {
      const std::uint32_t* from = columns + i * pitch;
      for (std::int32_t n = first_tile; n < first_tile + g.input_width() / tile; ++n, from += tile) {
        line::of(from).transformed().store(tiles + tile_offset(n, pairs(g) * 4), stride);
      }
    }
  }
  /// Of a tile in words that have `group` ones for every 4 tiles.
  static constexpr std::uint32_t tile_offset(std::int32_t index, std::int32_t group) {
    const auto n = static_cast<std::uint32_t>(index);
    return n / 4 * static_cast<std::uint32_t>(group) + n % 4;
  }

  static const std::uint32_t* transform_weights(std::int32_t pairs, const std::uint32_t* words,
                                                std::uint32_t* to) {
    return pairs == 8 ? transform_weights<8>(words, to) : transform_weights<16>(words, to);
  }
  template <int Pairs>
  MOTE_NOINLINE static const std::uint32_t* transform_weights(const std::uint32_t* words, std::uint32_t* to) {
    transform_weights<Pairs, 0>(words, to);
    transform_weights<Pairs, 8>(words, to + 2);
    return words + Pairs * taps;
  }
  /// One loop for each half of the channels: both in one would not fit in an instruction cache of 1 KiB.
  template <int Pairs, int Rotation>
  [[gnu::always_inline]] static void transform_weights(const std::uint32_t* words, std::uint32_t* to) {
    for (std::int32_t c = 0; c < 2; ++c, words += taps, ++to) {
      for (std::int32_t k = 0; k < Pairs / 2; ++k) {
        transform_taps<2 * Pairs, Rotation>(words + k * 2 * taps, to + 4 * k);
      }
    }
  }

  /// Three weights, two input channels of each.
  struct taps_line {
    halves a, b, c;

    friend taps_line operator+(const taps_line& x, const taps_line& y) {
      return {x.a + y.a, x.b + y.b, x.c + y.c};
    }
    friend taps_line operator-(const taps_line& x, const taps_line& y) {
      return {x.a - y.a, x.b - y.b, x.c - y.c};
    }
    taps_line doubled() const { return {a.doubled(), b.doubled(), c.doubled()}; }

    template <int Rotation>
    [[gnu::always_inline]] static taps_line of(const std::uint32_t* words) {
      return {{dsp::sxtb16<Rotation>(words[0])},
              {dsp::sxtb16<Rotation>(words[1])},
              {dsp::sxtb16<Rotation>(words[2])}};
    }
    /// Stores them transformed along the line.
    template <int Stride>
    [[gnu::always_inline]] void store(std::uint32_t* to) const {
      to[0] = a.bits;
      to[5 * Stride] = c.bits;
      const halves outer = a + c;
      to[Stride] = (outer + b).bits;
      to[2 * Stride] = (outer - b).bits;
      const halves wide = a + c.doubled().doubled();
      const halves middle = b.doubled();
      to[3 * Stride] = (wide + middle).bits;
      to[4 * Stride] = (wide - middle).bits;
    }
  };
  /// The second matrix above, for 3x3 weights of two input channels.
  template <int Stride, int Rotation>
  [[gnu::always_inline]] static void transform_taps(const std::uint32_t* words, std::uint32_t* to) {
    constexpr int row = patch * Stride;
    const taps_line top = taps_line::of<Rotation>(words);
    top.store<Stride>(to);
    const taps_line bottom = taps_line::of<Rotation>(words + 6);
    bottom.store<Stride>(to + 5 * row);
    const taps_line middle = taps_line::of<Rotation>(words + 3);
    const taps_line outer = top + bottom;
    (outer + middle).template store<Stride>(to + row);
    (outer - middle).template store<Stride>(to + 2 * row);
    const taps_line wide = top + bottom.doubled().doubled();
    const taps_line twice = middle.doubled();
    (wide + twice).template store<Stride>(to + 3 * row);
    (wide - twice).template store<Stride>(to + 4 * row);
  }

  static void multiply_tiles(std::int32_t pairs, bool adds, const tile_job& job) {
    if (pairs == 8) {
      multiply_tiles<8, false>(job);
    } else if (adds) {
      multiply_tiles<16, true>(job);
    } else {
      multiply_tiles<16, false>(job);
    }
  }
  template <int Pairs, bool Adds>
  MOTE_NOINLINE static void multiply_tiles(const tile_job& job) {
    tile_products<Pairs, Adds>::run(job);
  }

  /// The third matrix above and the requantization, for one output channel of a strip.
  template <activation_format Out, int Parity, class Geometry>
  MOTE_NOINLINE static void transform_outputs(const Geometry& g, const std::int32_t* sums,
                                              const std::uint32_t* constants, std::int8_t* output) {
    const std::uint32_t by[] = {constants[0], constants[1], constants[2], constants[3]};
    const std::int32_t stride = groups(g) * 8;
    const std::int32_t columns = g.output_width() / tile;
    std::int32_t column = 0;
    for (std::int32_t n = 0; n < groups(g) * 4; ++n) {
      const std::int32_t* from = sums + tile_offset(n, 8);
      std::uint32_t rows[tile][patch];  // the transform along the columns
      for (std::int32_t j = 0; j < patch; ++j, from += stride) {
        const std::int32_t row = patch * stride;
        const sums_of_tile y(from[0], from[row], from[2 * row], from[3 * row], from[4 * row], from[5 * row]);
        rows[0][j] = y.v0;
        rows[1][j] = y.v1 << 1;
        rows[2][j] = y.v2 << 2;
        rows[3][j] = y.v3 << 2;
      }
      std::int8_t* to = output;
      for (std::int32_t i = 0; i < tile; ++i, to += g.output_width() * g.output_depth()) {
        const std::uint32_t* const m = rows[i];
        const sums_of_tile y(m[0], m[1] + by[0], m[2], m[3], m[4], m[5]);
        const std::int32_t depth = g.output_depth();
        to[0] = finish<Out, Parity, 5>(y.v0, by);
        to[depth] = finish<Out, Parity, 4>(y.v1, by);
        to[2 * depth] = finish<Out, Parity, 3>(y.v2, by);
        to[3 * depth] = finish<Out, Parity, 3>(y.v3, by);
      }
      output += tile * g.output_depth();
      if (++column == columns) {
        column = 0;
        output += (tile - 1) * g.output_width() * g.output_depth();
      }
    }
  }
  /// 24 y, with factors of 1, 2, 4 and 4 left out.
  struct sums_of_tile {
    std::uint32_t v0, v1, v2, v3;

    template <class Sum>
    [[gnu::always_inline]] sums_of_tile(Sum m0, Sum m1, Sum m2, Sum m3, Sum m4, Sum m5) {
      const auto near0 = static_cast<std::uint32_t>(m1);
      const auto near1 = static_cast<std::uint32_t>(m2);
      const auto far0 = static_cast<std::uint32_t>(m3);
      const auto far1 = static_cast<std::uint32_t>(m4);
      const std::uint32_t sum = near0 + near1;
      const std::uint32_t difference = near0 - near1;
      const std::uint32_t far_sum = far0 + far1;
      const std::uint32_t far_difference = far0 - far1;
      v0 = 6 * static_cast<std::uint32_t>(m0) + 4 * sum + far_sum;
      v1 = 2 * difference + far_difference;
      v2 = sum + far_sum;
      v3 = difference + 2 * far_difference + 6 * static_cast<std::uint32_t>(m5);
    }
  };
  /// From 9 * 2^(Shift + 1) times an accumulator.
  template <activation_format Out, int Parity, int Shift>
  [[gnu::always_inline]] static std::int8_t finish(std::uint32_t sum, const std::uint32_t* by) {
    const std::int32_t doubled = static_cast<std::int32_t>(sum * inverse_of_9) >> Shift;
    return stored<Out>(rounding_requantization::finish(doubled, by), Parity == 0);
  }
};

}  // namespace mote::armv7e_m

#endif
