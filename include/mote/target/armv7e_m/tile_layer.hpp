// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_ARMV7E_M_TILE_LAYER_HPP
#define MOTE_TARGET_ARMV7E_M_TILE_LAYER_HPP

#include <cstdint>

#include "mote/ops/conv_2d.hpp"
#include "mote/target/armv7e_m/paired_products.hpp"
#include "mote/target/armv7e_m/requantize.hpp"
#include "mote/target/armv7e_m/tile_products.hpp"
#include "mote/target/support.hpp"

namespace mote::armv7e_m {

/// Sizes of a layer whose outputs are computed in strips of tiles of Tile x Tile, each by Positions products
/// of transformed inputs and weights.
template <std::int32_t Tile, std::int32_t Positions>
struct tile_strips {
  std::int32_t batches;
  std::int32_t height;
  std::int32_t width;
  std::int32_t depth;
  std::int32_t output_height;
  std::int32_t output_width;
  std::int32_t output_depth;
  /// Rows of tiles that are worked at a time, in groups of 4 tiles, the last of which may have gaps: as many
  /// as take little memory; 0 if there are too few.
  std::int32_t strip_rows = 0;

  template <class Geometry>
  constexpr tile_strips(const Geometry& g, std::int32_t enough_words)
      : batches(g.batches()),
        height(g.input_height()),
        width(g.input_width()),
        depth(g.input_depth()),
        output_height(g.output_height()),
        output_width(g.output_width()),
        output_depth(g.output_depth()) {
    constexpr std::int32_t least_tiles = 3;
    const std::int32_t rows = output_height / Tile;
    for (std::int32_t count = 1; count <= rows; ++count) {
      if (rows % count != 0 || count * in_row() < least_tiles) continue;
      if (strip_rows != 0 && groups(count) * halves() * group_words() > enough_words) break;
      strip_rows = count;
    }
  }

  constexpr std::int32_t in_row() const { return output_width / Tile; }
  constexpr std::int32_t groups(std::int32_t rows) const { return (rows * in_row() + 3) / 4; }
  constexpr std::int32_t groups() const { return groups(strip_rows); }
  /// Pairs of input channels whose weights are in registers at a time.
  constexpr std::int32_t pairs() const { return depth == 16 ? 8 : 16; }
  constexpr std::int32_t halves() const { return depth / 2 / pairs(); }
  constexpr std::int32_t row_bytes() const { return width * depth; }
  constexpr std::int32_t row_words() const { return row_bytes() / 4; }
  /// Words of the transformed tiles of a group, and of all of a strip.
  constexpr std::int32_t group_words() const { return Positions * pairs() * 4; }
  constexpr std::int32_t tiles_words() const { return groups() * group_words(); }
};

/// Of a layer of any size.
using tile_geometry = conv_geometry<dynamic_extents<16>>;

/// Weights of a filter for an input channel.
inline constexpr std::int32_t tile_taps = 9;

/// The packed form of a CONV_2D with filters of 3x3 whose weights are transformed at run time: 4 times the
/// zero point of the input, as bytes; then for each pair of output channels the constants of both, and for
/// each 4 input channels 9 words of weights of one and of the other. Constants are those of Form, one of the
/// forms of requantize.hpp. A channel whose output doesn't depend on the products has weights of 0.
template <class Form>
struct tile_layer {
  using op = ops::conv_2d;
  using geometry = tile_geometry;

  static constexpr std::int32_t taps = tile_taps;
  static constexpr std::uint32_t constants_words = Form::packed_words;

  /// What all such kernels want of a layer: 16 input channels or a multiple of 32, an even number of output
  /// channels.
  static constexpr support supports_shape(const geometry& g) {
    if (g.filter_height() != 3 || g.filter_width() != 3) return kernel_limit::filter_size;
    if (g.dilation_height() != 1 || g.dilation_width() != 1) return kernel_limit::dilation;
    if (g.filter_depth() != g.input_depth()) return kernel_limit::groups;
    if (g.output_depth() % 2 != 0) return kernel_limit::odd_output_channels;
    if (g.input_depth() != 16 && g.input_depth() % 32 != 0) return kernel_limit::depth;
    return kernel_limit::nothing;
  }
  static constexpr std::uint32_t packed_words(const geometry& g) {
    return 1 + static_cast<std::uint32_t>(g.output_depth() / 2) *
                   (2 * constants_words + static_cast<std::uint32_t>(g.input_depth() / 4 * 2 * taps));
  }

  /// Packs, without `words` only in thought. Takes outputs of the full range, and sums of products of inputs
  /// as they are, zero points included, within +-`most`. `write_pair(weights, left_out, depth, words)`, where
  /// given, writes those of 2 output channels in another form, zeros for one that is left out, and returns
  /// what is behind.
  static constexpr support pack(const node_view& view, std::int64_t most, std::uint32_t* words) {
    return pack(view, most, words, write_bytes);
  }
  template <class WritePair>
  static constexpr support pack(const node_view& view, std::int64_t most, std::uint32_t* words,
                                WritePair write_pair) {
    constexpr std::uint32_t each_byte = 0x01010101;
    const paired_layer<op> layer(view);
    const output_stage stage = op::parameters(view).stage;
    const std::int32_t depth = view.input(1).shape[3];
    const std::int32_t zero_point = view.input(0).quantization.zero_point();
    if (words != nullptr) *words++ = (static_cast<std::uint32_t>(zero_point) & 0xff) * each_byte;
    for (std::int32_t pair = 0; pair < layer.output_depth(); pair += 2) {
      bool left_out[2]{};
      for (std::int32_t c = pair; c < pair + 2; ++c) {
        const channel reference = layer[c];
        const auto sums = layer.sums(c, 0, layer.depth());
        const accumulator_range reach = paired_layer<op>::plus(layer.range(sums), reference.bias);
        const auto fit = Form::fit(reference.multiplier, reach, stage);
        const std::int64_t start =
            reference.bias - std::int64_t{zero_point} * (sums.positive + sums.negative);
        const accumulator_range products{reach.low - start, reach.high - start};
        if (!fit.found) return is_full_range(stage) ? Form::limit : kernel_limit::activation_range;
        if (!fit.is_constant && !products.within(most)) return kernel_limit::accumulator_range;
        left_out[c - pair] = fit.is_constant;
        if (words != nullptr) words = fit.store(words, start);
      }
      if (words == nullptr) continue;
      words = write_pair(view.input(1).data.data() + pair * taps * depth, left_out, depth, words);
    }
    return kernel_limit::nothing;
  }

 private:
  static constexpr std::uint32_t* write_bytes(const char* weights, const bool* left_out, std::int32_t depth,
                                              std::uint32_t* words) {
    for (std::int32_t k = 0; k < depth; k += 4) {
      for (std::int32_t i = 0; i < 2 * taps; ++i) {
        const char* const from = weights + i * depth + k;
        *words++ = left_out[i / taps]
                       ? 0
                       : byte(from[0]) | byte(from[1]) << 8 | byte(from[2]) << 16 | byte(from[3]) << 24;
      }
    }
    return words;
  }
  static constexpr std::uint32_t byte(char from) { return static_cast<unsigned char>(from); }
};

/// Multiplies all positions of a job, with 8 or 16 pairs of input channels at each.
inline void multiply_tiles(std::int32_t pairs, bool adds, const tile_job& job) {
  if (pairs == 8) {
    tile_products<8, false>::run(job);
  } else if (adds) {
    tile_products<16, true>::run(job);
  } else {
    tile_products<16, false>::run(job);
  }
}

/// Constants of a channel in registers, and what they make of Form::scale * accumulator.
template <class Form>
struct tile_constants;

template <>
struct tile_constants<rounding_requantization> {
  std::int32_t start;  ///< 2 * what the accumulator begins with
  std::int32_t multiplier;
  std::int32_t offset;
  std::int32_t shift;

  static tile_constants of(const std::uint32_t* words) {
    return {static_cast<std::int32_t>(words[0]), static_cast<std::int32_t>(words[1]),
            static_cast<std::int32_t>(words[2]), static_cast<std::int32_t>(words[3])};
  }
  /// As rounding_requantization does, with the sign of the accumulator for that of the product. They differ
  /// where the product is rounded to 0, and so is the output then.
  std::int32_t output(std::int32_t doubled) const {
    return dsp::ssat<8>((dsp::smmlar(doubled, multiplier, offset) + (doubled >> 31)) >> shift);
  }
};

template <int Shift, std::int32_t Scale>
struct tile_constants<fitted_requantization<Shift, Scale>> {
  std::int32_t start;  ///< Scale * what the accumulator begins with, and the bias of the fit
  std::int32_t multiplier;

  static tile_constants of(const std::uint32_t* words) {
    return {static_cast<std::int32_t>(words[1]), static_cast<std::int32_t>(words[0])};
  }
  std::int32_t output(std::int32_t scaled) const {
    return dsp::ssat<8, Shift>(dsp::smmul(scaled, multiplier));
  }
};

/// The byte of an output; `Flips` plain ones to mixed ones.
template <bool Flips>
inline std::int8_t tile_output(std::int32_t plain) {
  return static_cast<std::int8_t>(Flips ? plain ^ 0x80 : plain);
}

/// From sums to the outputs of one channel. The assembly loads this struct into registers: the order counts.
struct output_job {
  std::int32_t* sums;  ///< of the first tile; kernels may transform them in place
  std::int8_t* output;
  const std::uint32_t* constants;  ///< of the channel: those of tile_constants
  std::int32_t depth;              ///< bytes from an output to the next
  std::int32_t row;                ///< bytes from a row of outputs to the next
  std::int32_t in_row;             ///< tiles in a row
  std::int32_t rows;               ///< of tiles
};

/// How a layer turns sums into outputs: those of even channels, in the format of the output, and of odd ones.
template <class Job>
struct output_functions {
  void (*even)(const Job&);
  void (*odd)(const Job&);
  std::uint32_t constants_words;  ///< of a channel
};

/// Two halfwords.
struct halves {
  std::uint32_t bits;

  friend halves operator+(halves a, halves b) { return {dsp::sadd16(a.bits, b.bits)}; }
  friend halves operator-(halves a, halves b) { return {dsp::ssub16(a.bits, b.bits)}; }
  halves doubled() const { return *this + *this; }
};

}  // namespace mote::armv7e_m

#endif
