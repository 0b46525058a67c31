// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_ARMV7E_M_WINOGRAD_TRANSFORMS_HPP
#define MOTE_TARGET_ARMV7E_M_WINOGRAD_TRANSFORMS_HPP

#include <cstdint>
#include <type_traits>

#include "mote/target/activation_format.hpp"
#include "mote/target/armv7e_m/paired_products.hpp"
#include "mote/target/armv7e_m/tile_layer.hpp"
#include "mote/target/armv7e_m/tile_products.hpp"
#include "mote/target/dsp.hpp"

// The transforms of Winograd's minimal filtering F(4x4, 3x3) (Lavin and Gray, "Fast Algorithms for
// Convolutional Neural Networks"), in integers and exact: 36 products in place of 144 give a tile of 4x4
// outputs.
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
// Weights that are transformed ahead have the first and the last line of the second matrix times 6, which
// takes the 6 and the 24 / 4 out of the third.
//
// Transformed inputs lie within +-100 * 128 and weights within +-49 * 128: halfwords. Sums are modulo 2^32.
// They end as 576 * accumulator, or a half, a quarter, ... of that where rows of the third matrix leave out
// a factor of 2 or 4. Where the accumulator lies within +-most_winograd, this is right as it is. Fitted
// outputs start from it, bias included and factors put back. Others need the accumulator, of which the high
// word of a product makes twice that, bias not included. Up to +-most_wide_winograd the inverse of 9 modulo
// 2^32 and a shift do, with an instruction more.

namespace mote::armv7e_m {

/// Largest accumulators of which 576 times, or 64 times, fits in 32 bits.
inline constexpr std::int64_t most_winograd = 3728270;
inline constexpr std::int64_t most_wide_winograd = (std::int64_t{1} << 25) - 1;

/// How 576 * accumulator becomes an output: by fitted_requantization, or divided, and by
/// rounding_requantization.
enum class winograd_stage : std::uint8_t { fitted, rounding, wide_rounding };

template <winograd_stage Stage>
using winograd_form = std::conditional_t<Stage == winograd_stage::fitted, fitted_requantization<13, 576>,
                                         rounding_requantization>;

/// What becomes 2 * accumulator in the high word of a product, 2^33 / 576, or 64 * accumulator in the low
/// one.
constexpr std::int32_t winograd_inverse(bool is_wide) { return is_wide ? 0x38e38e39 : 14913081; }

/// What the third transform multiplies the first and the last sum of a line by.
constexpr std::int32_t winograd_outer(bool is_ahead) { return is_ahead ? 1 : 6; }

/// The first transform along the columns of the image, for 6 rows and 2 channels. The assembly loads these
/// structs into registers: their order counts.
struct column_job {
  std::uint32_t* columns;  ///< 6 words for each column
  const std::uint32_t* end;
  std::int32_t depth;         ///< bytes from a pixel to the next
  const std::int8_t* first;   ///< row
  const std::int8_t* second;  ///< row
  const std::int8_t* last;    ///< row
  std::int32_t pitch;         ///< bytes from the second row to the third, fourth and fifth
};

/// The first transform along the rows, from 6 columns for each tile.
struct tile_row_job {
  const std::uint32_t* columns;  ///< of the first tile
  std::uint32_t* tiles;          ///< where the first tile goes
  std::int32_t lanes;            ///< tiles up to the end of a group
  std::int32_t next_group;       ///< bytes from the end of the first words of a group to the next group
  std::int32_t count;            ///< of tiles
};

inline constexpr std::int32_t tile_positions = 36;

/// Words from a position to the next of weights transformed at run time: room for 2 output channels of 32
/// input channels.
inline constexpr std::int32_t position_weights = 32;

/// In C++, for any machine.
struct portable_winograd_transforms {
  static constexpr std::int32_t patch = 6;
  static constexpr std::int32_t taps = 3;

  /// Bytes 0 and 2 of words, or with a rotation by 8 bytes 1 and 3.
  template <int Rotation>
  static void columns(const column_job& job) {
    const std::int8_t* const second = job.second;
    const std::int8_t* const rows[] = {
        job.first, second, second + job.pitch, second + 2 * job.pitch, second + 3 * job.pitch, job.last};
    std::int32_t at = 0;
    for (std::uint32_t* to = job.columns; to != job.end; to += patch, at += job.depth) {
      halves d[patch];
      for (int i = 0; i < patch; ++i) d[i] = {dsp::sxtb16<Rotation>(load_word(rows[i] + at))};
      store(d, to, 1);
    }
  }

  template <int Pairs>
  static void rows(const tile_row_job& job) {
    std::int32_t lanes = job.lanes;
    std::uint32_t* to = job.tiles;
    for (std::int32_t tile = 0; tile < job.count; ++tile, ++to) {
      const std::uint32_t* const from = job.columns + tile * 4 * patch;
      for (int i = 0; i < patch; ++i) {
        halves d[patch];
        for (int k = 0; k < patch; ++k) d[k] = {from[k * patch + i]};
        store(d, to + i * patch * 4 * Pairs, 4 * Pairs);
      }
      if (--lanes == 0) {
        lanes = 4;
        to += job.next_group / 4;
      }
    }
  }

  /// The second transform of 2 output channels. `words` has 9 for each 4 input channels and output channel:
  /// bytes 0 and 2 make a pair, 1 and 3 the next. `count` is that of the input channels / 4.
  static void weights(const std::uint32_t* words, std::uint32_t* to, std::int32_t count) {
    for (std::int32_t c = 0; c < 2; ++c) {
      for (std::int32_t k = 0; k < count; ++k) {
        transform_filter<0>(words + (2 * k + c) * taps * taps, to + c + 4 * k);
        transform_filter<8>(words + (2 * k + c) * taps * taps, to + c + 4 * k + 2);
      }
    }
  }

  /// `Ahead` if the weights were transformed ahead.
  template <bool Flips, bool Ahead, winograd_stage Stage>
  static void outputs(const output_job& job) {
    const auto by = tile_constants<winograd_form<Stage>>::of(job.constants);
    std::int32_t* sums = job.sums;
    std::int8_t* to = job.output;
    std::int32_t lane = 0;
    for (std::int32_t row = 0; row < job.rows; ++row, to += 3 * job.row) {
      for (std::int32_t column = 0; column < job.in_row; ++column) {
        finish_tile<Flips, Ahead, Stage>(job, by, sums, to);
        to += 4 * job.depth;
        ++sums;
        if (++lane % 4 == 0) sums += (tile_positions - 1) * 8 + 4;
      }
    }
  }

 private:
  static void store(const halves* d, std::uint32_t* to, std::int32_t stride) {
    const halves a = d[4] - d[2];
    const halves e = (d[3] - d[1]).doubled();
    const halves p = d[2].doubled().doubled() - d[4];
    const halves q = d[1].doubled().doubled() - d[3];
    to[0] = ((d[0] - d[2]).doubled().doubled() + a).bits;
    to[stride] = (p + q).bits;
    to[2 * stride] = (p - q).bits;
    to[3 * stride] = (a + e).bits;
    to[4 * stride] = (a - e).bits;
    to[5 * stride] = (d[5] - d[3] - e.doubled()).bits;
  }

  template <int Rotation>
  static void transform_filter(const std::uint32_t* from, std::uint32_t* to) {
    std::uint32_t rows[patch][taps];
    for (int j = 0; j < taps; ++j) {
      const halves column[] = {{dsp::sxtb16<Rotation>(from[j])},
                               {dsp::sxtb16<Rotation>(from[taps + j])},
                               {dsp::sxtb16<Rotation>(from[2 * taps + j])}};
      store_weights(column, &rows[0][j], taps);
    }
    for (int i = 0; i < patch; ++i) {
      const halves row[] = {{rows[i][0]}, {rows[i][1]}, {rows[i][2]}};
      store_weights(row, to + i * patch * position_weights, position_weights);
    }
  }
  static void store_weights(const halves* g, std::uint32_t* to, std::int32_t stride) {
    const halves outer = g[0] + g[2];
    const halves wide = g[0] + g[2].doubled().doubled();
    const halves twice = g[1].doubled();
    to[0] = g[0].bits;
    to[stride] = (outer + g[1]).bits;
    to[2 * stride] = (outer - g[1]).bits;
    to[3 * stride] = (wide + twice).bits;
    to[4 * stride] = (wide - twice).bits;
    to[5 * stride] = g[2].bits;
  }

  /// 24 y, with factors of 1, 2, 4 and 4 left out.
  template <bool Ahead>
  struct line {
    static constexpr auto outer = static_cast<std::uint32_t>(winograd_outer(Ahead));

    std::uint32_t v[4]{};

    template <class At>
    explicit line(At at) {
      const std::uint32_t sum = at(1) + at(2);
      const std::uint32_t difference = at(1) - at(2);
      const std::uint32_t far_sum = at(3) + at(4);
      const std::uint32_t far_difference = at(3) - at(4);
      v[0] = outer * at(0) + 4 * sum + far_sum;
      v[1] = 2 * difference + far_difference;
      v[2] = sum + far_sum;
      v[3] = difference + 2 * far_difference + outer * at(5);
    }
  };

  /// The accumulator in the scale of the form, less what it begins with, from a sum with factors left out.
  template <winograd_stage Stage>
  static std::uint32_t scaled(std::uint32_t sum, int left_out) {
    constexpr bool wide = Stage == winograd_stage::wide_rounding;
    const std::uint32_t inverse = static_cast<std::uint32_t>(winograd_inverse(wide)) << left_out;
    if constexpr (Stage == winograd_stage::fitted) {
      return sum << left_out;
    } else if constexpr (wide) {
      return static_cast<std::uint32_t>(static_cast<std::int32_t>(sum * inverse) >> 5);
    } else {
      return static_cast<std::uint32_t>(
          dsp::smmulr(static_cast<std::int32_t>(sum), static_cast<std::int32_t>(inverse)));
    }
  }

  template <bool Flips, bool Ahead, winograd_stage Stage>
  static void finish_tile(const output_job& job, const tile_constants<winograd_form<Stage>>& by,
                          const std::int32_t* sums, std::int8_t* to) {
    constexpr int left_out[] = {0, 1, 2, 2};
    using sums_line = line<Ahead>;
    const sums_line columns[] = {
        sums_line([&](int i) { return static_cast<std::uint32_t>(sums[i * patch * 8]); }),
        sums_line([&](int i) { return static_cast<std::uint32_t>(sums[(i * patch + 1) * 8]); }),
        sums_line([&](int i) { return static_cast<std::uint32_t>(sums[(i * patch + 2) * 8]); }),
        sums_line([&](int i) { return static_cast<std::uint32_t>(sums[(i * patch + 3) * 8]); }),
        sums_line([&](int i) { return static_cast<std::uint32_t>(sums[(i * patch + 4) * 8]); }),
        sums_line([&](int i) { return static_cast<std::uint32_t>(sums[(i * patch + 5) * 8]); })};
    for (int i = 0; i < 4; ++i, to += job.row) {
      const sums_line row([&](int k) { return columns[k].v[i]; });
      for (int k = 0; k < 4; ++k) {
        const std::uint32_t sum = scaled<Stage>(row.v[k], left_out[i] + left_out[k]);
        const auto start = static_cast<std::uint32_t>(by.start);
        to[k * job.depth] = tile_output<Flips>(by.output(static_cast<std::int32_t>(start + sum)));
      }
    }
  }
};

}  // namespace mote::armv7e_m

#endif
