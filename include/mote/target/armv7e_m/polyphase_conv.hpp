// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_ARMV7E_M_POLYPHASE_CONV_HPP
#define MOTE_TARGET_ARMV7E_M_POLYPHASE_CONV_HPP

#include <algorithm>
#include <cstdint>

#include "mote/config.hpp"
#include "mote/ops/conv_2d.hpp"
#include "mote/target/activation_format.hpp"
#include "mote/target/armv7e_m/paired_products.hpp"
#include "mote/target/armv7e_m/polyphase_outputs.hpp"
#include "mote/target/armv7e_m/tile_layer.hpp"
#include "mote/target/armv7e_m/tile_products.hpp"
#include "mote/target/dsp.hpp"
#include "mote/target/support.hpp"

// Filters of 3x3 at stride 2, split into the phases of the stride: along an axis, two outputs
//
//   y0 = g0 d0 + g1 d1 + g2 d2
//   y1 = g0 d2 + g1 d3 + g2 d4
//
// are a filter (g0, g2) at stride 1 of the even inputs, for which 3 products do in place of 4, and the filter
// (g1) of the odd ones:
//
//   a = g0 (d0 - d2) + g1 d1    b = (g0 + g2) d2    c = g2 (d4 - d2) + g1 d3    y0 = a + b    y1 = b + c
//
// Along both axes 25 products in place of 36 give 2x2 outputs, in 9 sums.

namespace mote::armv7e_m {

namespace detail {

/// The 5 products along an axis, and the sums that they are part of.
enum polyphase : std::int8_t { a_even, b_even, c_even, a_odd, c_odd };

/// Where the products of a tile lie, in the order in which they are multiplied: in rounds, each of the sums
/// aa, ac, ca, cc, ab, cb, ba, bc, bb or the first few of them. With 8 pairs of input channels two products
/// are as one of 16, and the last has weights of 0 beside it.
template <int Pairs>
struct polyphase_order {
  static constexpr std::int32_t products = 25;

  /// The place of a product, in units of Pairs.
  static constexpr std::int32_t place(int row, int column) {
    const int row_class = row % 3 == 0 ? 0 : row == b_even ? 2 : 1;
    const int column_class = column % 3 == 0 ? 0 : column == b_even ? 2 : 1;
    constexpr std::int8_t sums[3][3] = {{0, 1, 4}, {2, 3, 5}, {6, 7, 8}};
    const int sum = sums[row_class][column_class];
    const int row_term = row >= a_odd ? 1 : 0;
    const int column_term = column >= a_odd ? 1 : 0;
    const int term = sum >= 4 ? row_term + column_term : 2 * row_term + column_term;
    if (Pairs == 8) return sum == 8 ? 24 : 2 * sum + term % 2 + (term >= 2 ? 16 : 0);
    constexpr std::int8_t rounds[] = {0, 9, 17, 21};
    return rounds[term] + sum;
  }
};

}  // namespace detail

/// The work of basic_polyphase_conv, strip of tiles by strip of tiles.
struct polyphase_strips {
  static constexpr std::int32_t tile = 2;
  static constexpr std::int32_t patch = 5;
  static constexpr std::int32_t products = 25;
  static constexpr std::int32_t round_pairs = 16;

  /// Words of transformed tiles that make a strip large enough.
  static constexpr std::int32_t enough_words = 6400;

  /// Sizes of a layer, and the parts of its scratch in words: a row of zero points, columns transformed,
  /// weights, sums, tiles.
  struct sizes : tile_strips<tile, products> {
    std::int32_t top;
    std::int32_t left;

    template <class Geometry>
    constexpr explicit sizes(const Geometry& g)
        : tile_strips<tile, products>(g, enough_words), top(g.padding_top()), left(g.padding_left()) {}

    constexpr std::int32_t columns_words() const { return patch * (2 * output_width + 1); }
    constexpr std::int32_t weights_words() const {
      return (products * pairs() + round_pairs - 1) / round_pairs * round_pairs * 2;
    }
    /// What is multiplied by 0 behind the last tiles.
    constexpr std::int32_t behind_words() const { return (round_pairs - pairs()) * 4; }
    /// Words from the sums of a group to those of the next.
    constexpr std::int32_t sums_of_group() const { return group_sums(group_words(), round_pairs); }
    constexpr std::int32_t sums_words() const { return groups() * sums_of_group(); }
    constexpr std::uint32_t scratch_words() const {
      return static_cast<std::uint32_t>(row_words() + columns_words() + weights_words() + sums_words() +
                                        halves() * tiles_words() + behind_words());
    }
  };

  /// Those of a static shape are constants.
  template <std::int32_t... Values>
  static const sizes& sizes_of(const conv_geometry<static_extents<Values...>>&) {
    static constexpr sizes fixed{conv_geometry<static_extents<Values...>>{}};
    return fixed;
  }
  static sizes sizes_of(const tile_geometry& g) { return sizes(g); }

  MOTE_NOINLINE static void run(const sizes& l, const output_functions<polyphase_output_job>& finish,
                                const std::int8_t* input, const std::uint32_t* packed, std::int8_t* output,
                                std::uint32_t* scratch) {
    std::uint32_t* const zeros = scratch;
    std::uint32_t* const columns = zeros + l.row_words();
    std::uint32_t* const weights = columns + l.columns_words();
    auto* const sums = reinterpret_cast<std::int32_t*>(weights + l.weights_words());
    std::uint32_t* const tiles = weights + l.weights_words() + l.sums_words();
    std::fill_n(zeros, l.row_words(), packed[0]);
    std::fill(weights + products * l.pairs() * 2, weights + l.weights_words(), 0U);
    const std::int32_t strip = l.strip_rows * tile;
    polyphase_output_job outputs{};
    outputs.depth = l.output_depth;
    outputs.row = l.output_width * l.output_depth;
    outputs.in_row = l.in_row();
    outputs.rows = l.strip_rows;
    outputs.group_sums = l.sums_of_group();
    for (std::int32_t y = 0; y < l.batches * l.output_height; y += strip) {
      transform_inputs(l, input + y / l.output_height * l.height * l.row_bytes(), y % l.output_height, zeros,
                       columns, tiles);
      const std::uint32_t* words = packed + 1;
      for (std::int32_t c = 0; c < l.output_depth; c += 2) {
        const std::uint32_t* const constants = words;
        words += 2 * finish.constants_words;
        for (std::int32_t half = 0; half < l.halves(); ++half) {
          if (l.pairs() == 8) {
            transform_weights<8>(words, weights);
          } else {
            transform_weights<16>(words, weights);
          }
          words += l.pairs() * tile_taps;
          multiply(l, half != 0, tiles + half * l.tiles_words(), weights, sums);
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
      output += strip * l.output_width * l.output_depth;
    }
  }

  /// A strip, all input channels. `y` is its first row of outputs.
  static void transform_inputs(const sizes& l, const std::int8_t* image, std::int32_t y,
                               const std::uint32_t* zeros, std::uint32_t* columns, std::uint32_t* tiles) {
    // Zero points, transformed, left and right of the image.
    const std::uint32_t zero = dsp::sxtb16(zeros[0]);
    const std::int32_t behind = 2 * l.output_width + 1;
    for (std::int32_t x = 0; x < behind; ++x) {
      if (x >= l.left && x < l.left + l.width) continue;
      std::uint32_t* const to = columns + patch * x;
      to[detail::a_even] = to[detail::c_even] = 0;
      to[detail::b_even] = to[detail::a_odd] = to[detail::c_odd] = zero;
    }
    const std::int32_t last = l.left + l.width < behind ? l.left + l.width : behind;
    for (std::int32_t row = 0; row < l.strip_rows; ++row) {
      const std::int8_t* rows[patch];
      for (std::int32_t i = 0; i < patch; ++i) {
        const std::int32_t from = 2 * (y + row * tile) - l.top + i;
        rows[i] = from >= 0 && from < l.height ? image + from * l.row_bytes()
                                               : reinterpret_cast<const std::int8_t*>(zeros);
      }
      const std::int32_t pairs = l.pairs();
      const auto to_tiles = pairs == 8 ? transform_rows<8> : transform_rows<16>;
      std::int32_t at = 0;
      for (std::int32_t half = 0; half < l.halves(); ++half) {
        std::uint32_t* to = tiles + half * l.tiles_words();
        for (std::int32_t pair = 0; pair < pairs; pair += 2, at += 4) {
          transform_columns<0>(rows, at, l.depth, columns + patch * l.left, columns + patch * last);
          to_tiles(columns, to, row * l.in_row(), l.in_row());
          to += 4;
          transform_columns<8>(rows, at, l.depth, columns + patch * l.left, columns + patch * last);
          to_tiles(columns, to, row * l.in_row(), l.in_row());
          to += 4;
        }
      }
    }
  }

  /// Bytes 0 and 2 of words, or with a rotation by 8 bytes 1 and 3.
  template <int Rotation>
  MOTE_NOINLINE static void transform_columns(const std::int8_t* const* rows, std::int32_t at,
                                              std::int32_t depth, std::uint32_t* to,
                                              const std::uint32_t* end) {
    const std::int8_t* d0 = rows[0] + at;
    const std::int8_t* d1 = rows[1] + at;
    const std::int8_t* d2 = rows[2] + at;
    const std::int8_t* d3 = rows[3] + at;
    const std::int8_t* d4 = rows[4] + at;
    for (std::int32_t x = 0; to != end; to += patch, x += depth) {
      const halves e0{dsp::sxtb16<Rotation>(load_word(d0 + x))};
      const halves o0{dsp::sxtb16<Rotation>(load_word(d1 + x))};
      const halves e1{dsp::sxtb16<Rotation>(load_word(d2 + x))};
      const halves o1{dsp::sxtb16<Rotation>(load_word(d3 + x))};
      const halves e2{dsp::sxtb16<Rotation>(load_word(d4 + x))};
      to[detail::a_even] = (e0 - e1).bits;
      to[detail::b_even] = e1.bits;
      to[detail::c_even] = (e2 - e1).bits;
      to[detail::a_odd] = o0.bits;
      to[detail::c_odd] = o1.bits;
    }
  }

  /// Tiles in a row, from `first` of the strip on.
  template <int Pairs>
  MOTE_NOINLINE static void transform_rows(const std::uint32_t* columns, std::uint32_t* tiles,
                                           std::int32_t first, std::int32_t count) {
    for (std::int32_t n = first; n < first + count; ++n, columns += 2 * tile * patch) {
      std::uint32_t* const to = tiles + n / 4 * (products * Pairs * 4) + n % 4;
      transform_row<Pairs, 0>(columns, to);
      transform_row<Pairs, 1>(columns, to);
      transform_row<Pairs, 2>(columns, to);
      transform_row<Pairs, 3>(columns, to);
      transform_row<Pairs, 4>(columns, to);
    }
  }
  template <int Pairs, int Row>
  [[gnu::always_inline]] static void transform_row(const std::uint32_t* columns, std::uint32_t* to) {
    const halves e0{columns[Row]};
    const halves o0{columns[patch + Row]};
    const halves e1{columns[2 * patch + Row]};
    const halves o1{columns[3 * patch + Row]};
    const halves e2{columns[4 * patch + Row]};
    store<4 * Pairs, Pairs, Row>({e0 - e1, e1, e2 - e1, o0, o1}, to);
  }

  /// Products of a line where they belong, in units of Unit words.
  struct line {
    halves of[patch];
  };
  template <int Unit, int Pairs, int Row>
  [[gnu::always_inline]] static void store(const line& values, std::uint32_t* to) {
    using order = detail::polyphase_order<Pairs>;
    to[Unit * order::place(Row, 0)] = values.of[0].bits;
    to[Unit * order::place(Row, 1)] = values.of[1].bits;
    to[Unit * order::place(Row, 2)] = values.of[2].bits;
    to[Unit * order::place(Row, 3)] = values.of[3].bits;
    to[Unit * order::place(Row, 4)] = values.of[4].bits;
  }

  /// Of 2 output channels.
  template <int Pairs>
  MOTE_NOINLINE static void transform_weights(const std::uint32_t* words, std::uint32_t* to) {
    for (std::int32_t k = 0; k < Pairs; k += 2, to += 4) {
      for (std::int32_t channel = 0; channel < 2; ++channel, words += tile_taps) {
        for (std::int32_t odd = 0; odd < 2; ++odd) {
          transform_filter<Pairs>(words, 8 * odd, to + channel + 2 * odd);
        }
      }
    }
  }
  /// Bytes 0 and 2 of words, or with a rotation by 8 bytes 1 and 3.
  template <int Pairs>
  [[gnu::always_inline]] static void transform_filter(const std::uint32_t* g, std::int32_t rotation,
                                                      std::uint32_t* out) {
    const halves g0 = extended(g[0], rotation);
    const halves g1 = extended(g[1], rotation);
    const halves g2 = extended(g[2], rotation);
    const halves h0 = extended(g[6], rotation);
    const halves h1 = extended(g[7], rotation);
    const halves h2 = extended(g[8], rotation);
    store<2 * Pairs, Pairs, detail::a_even>({g0, g0 + g2, g2, g1, g1}, out);
    store<2 * Pairs, Pairs, detail::c_even>({h0, h0 + h2, h2, h1, h1}, out);
    const halves b0 = g0 + h0;
    const halves b1 = g1 + h1;
    const halves b2 = g2 + h2;
    store<2 * Pairs, Pairs, detail::b_even>({b0, b0 + b2, b2, b1, b1}, out);
    const halves m0 = extended(g[3], rotation);
    const halves m1 = extended(g[4], rotation);
    const halves m2 = extended(g[5], rotation);
    const line odd{m0, m0 + m2, m2, m1, m1};
    store<2 * Pairs, Pairs, detail::a_odd>(odd, out);
    store<2 * Pairs, Pairs, detail::c_odd>(odd, out);
  }
  [[gnu::always_inline]] static halves extended(std::uint32_t word, std::int32_t rotation) {
    return {dsp::sxtb16(word >> rotation | word << (32 - rotation) % 32)};
  }

  /// The rounds of detail::polyphase_order.
  static void multiply(const sizes& l, bool adds, const std::uint32_t* tiles, const std::uint32_t* weights,
                       std::int32_t* sums) {
    struct round {
      std::int8_t positions;
      std::int8_t sum;  ///< the first
      bool adds;
    };
    static constexpr round of_8[] = {{8, 0, false}, {4, 0, true}, {1, 8, false}};
    static constexpr round of_16[] = {{9, 0, false}, {8, 0, true}, {4, 0, true}, {4, 0, true}};
    const round* const rounds = l.pairs() == 8 ? of_8 : of_16;
    const std::int32_t count = l.pairs() == 8 ? 3 : 4;
    tile_job job{tiles, weights, nullptr, 2 * round_pairs, 0, l.groups(), l.group_words()};
    for (std::int32_t i = 0; i < count; ++i) {
      job.sums = sums + rounds[i].sum * 8;
      job.positions = rounds[i].positions;
      multiply_tiles(round_pairs, adds || rounds[i].adds, job);
      job.tiles += job.positions * round_pairs * 4;
      job.weights += job.positions * round_pairs * 2;
    }
  }
};

/// CONV_2D, int8, with filters of 3x3 at stride 2: an even height and width of the output, sizes of
/// tile_layer, the full output range. Packed as a tile_layer.
///
/// Reads the input as long as it writes the output: they must not overlap.
template <class Form>
struct basic_polyphase_conv {
  static constexpr const char* name = Form::is_fitted ? "polyphase_conv" : "polyphase_conv_rounding";
  using op = ops::conv_2d;

  static constexpr bool spends_memory = Form::is_fitted;

  static constexpr support supports(const node_view& view) {
    if (view.code() != builtin_operator::conv_2d) return kernel_limit::operation;
    const tile_geometry g{op::extents(view)};
    if (g.stride_height() != 2 || g.stride_width() != 2) return kernel_limit::stride;
    if (const support shape = layer::supports_shape(g); !shape) return shape;
    if (g.output_height() % strips::tile != 0 || g.output_width() % strips::tile != 0 ||
        strips::sizes(g).strip_rows == 0) {
      return kernel_limit::image_size;
    }
    return layer::pack(view, most_accumulator, nullptr);
  }
  static constexpr std::uint32_t packed_words(const node_view& view) {
    return layer::packed_words(tile_geometry{op::extents(view)});
  }
  static constexpr void pack(const node_view& view, std::uint32_t* words) {
    layer::pack(view, most_accumulator, words);
  }
  static constexpr std::uint32_t scratch_bytes(const node_view& view) {
    return strips::sizes(tile_geometry{op::extents(view)}).scratch_words() * 4;
  }

  template <activation_format In, activation_format Out, class Geometry>
  [[gnu::always_inline]] static void run(const Geometry& g, const std::int8_t* input,
                                         const std::uint32_t* packed, std::int8_t* output, void* scratch) {
    static_assert(In == activation_format::plain);
    static constexpr output_functions<polyphase_output_job> finish{
        polyphase_outputs<Form, Out == activation_format::mixed>::run, polyphase_outputs<Form, false>::run,
        layer::constants_words};
    strips::run(strips::sizes_of(g), finish, input, packed, output, static_cast<std::uint32_t*>(scratch));
  }

 private:
  using layer = tile_layer<Form>;
  using strips = polyphase_strips;

  static constexpr std::int64_t most_accumulator = std::int64_t{1} << 30;
};

/// For outputs with a zero point of -128, as behind any ReLU.
using polyphase_conv = basic_polyphase_conv<paired_fit>;
/// For any zero point.
using polyphase_conv_rounding = basic_polyphase_conv<rounding_requantization>;

}  // namespace mote::armv7e_m

#endif
