// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_ARMV7E_M_ROW_LOOP_HPP
#define MOTE_TARGET_ARMV7E_M_ROW_LOOP_HPP

#include <cstdint>

#include "mote/target/armv7e_m/paired_products.hpp"

// The inner loops of row_matrix: groups of output channels of one row of input.

namespace mote::armv7e_m {

/// Multiplier, offset and shift as the instructions want them, in the order in which they are loaded.
/// Instructions shift by the low byte: the bits above say what a layer is like.
struct row_constants {
  std::uint32_t multiplier;
  std::uint32_t offset;
  std::uint32_t shift;

  static constexpr std::uint32_t rounding_bit = 0x80000000;  ///< the stage is `rounding`, not `flooring`
  /// There are two sums, each with a start and half of the weights, that QADD makes one.
  static constexpr std::uint32_t halved_bit = 0x40000000;
  static constexpr std::uint32_t words = 3;
};

/// What some groups need. The assembly loads this struct into registers: the order counts.
struct row_job {
  std::int32_t steps;          ///< words of input, of half a row where the sums are halved
  const std::int8_t* input;    ///< mixed
  const std::uint32_t* words;  ///< of the first group
  const std::uint32_t* end_words;
  std::int8_t* output;
  row_constants by;  ///< of all rows; where each has its own, only the bits above the shift count
};

/// In C++, for any machine. The words of a group of Rows rows: Rows starts and, for each word of the input,
/// Rows words of weights; that twice if the sums are halved; if OwnConstants, row_constants of each row.
template <int Rows, bool OwnConstants>
struct portable_row_loop {
  static void run(const row_job& job) {
    const std::uint32_t* w = job.words;
    std::int8_t* out = job.output;
    const bool is_rounding = (job.by.shift & row_constants::rounding_bit) != 0;
    while (w != job.end_words) {
      std::int32_t sums[Rows];
      const std::int8_t* x = job.input;
      add_products(job.steps, w, x, sums);
      if ((job.by.shift & row_constants::halved_bit) != 0) {
        std::int32_t others[Rows];
        add_products(job.steps, w, x, others);
        for (int row = 0; row < Rows; ++row) sums[row] = dsp::qadd(sums[row], others[row]);
      }
      row_constants by = job.by;
      for (int row = 0; row < Rows; ++row) {
        if (OwnConstants) {
          by = {w[0], w[1], w[2]};
          w += row_constants::words;
        }
        *out++ = static_cast<std::int8_t>(finish(sums[row], by, is_rounding));
      }
    }
  }

 private:
  static void add_products(std::int32_t steps, const std::uint32_t*& w, const std::int8_t*& x,
                           std::int32_t (&sums)[Rows]) {
    for (int row = 0; row < Rows; ++row) sums[row] = static_cast<std::int32_t>(*w++);
    for (std::int32_t step = 0; step < steps; ++step, x += 4) {
      const std::uint32_t activations = load_word(x);
      for (int row = 0; row < Rows; ++row) sums[row] = add_paired_products(*w++, activations, sums[row]);
    }
  }
  static std::int32_t finish(std::int32_t sum, const row_constants& by, bool is_rounding) {
    const sum_constants constants{0, static_cast<std::int32_t>(by.multiplier),
                                  static_cast<std::int32_t>(by.offset),
                                  static_cast<std::int32_t>(by.shift & 0xff)};
    return is_rounding ? finish_sum<sum_stage::rounding>(sum, constants, 0, 0)
                       : finish_sum<sum_stage::flooring>(sum, constants, 0, 0);
  }
};

/// The same for rows of Steps words whose sums are whole. `constants` are row_constants of all rows, unless
/// each has its own.
template <int Rows, bool OwnConstants, int Steps>
struct portable_short_row_loop {
  static void run(const std::int8_t* input, const std::uint32_t* words, const std::uint32_t* end_words,
                  std::int8_t* output, const std::uint32_t* constants) {
    row_job job{Steps, input, words, end_words, output, {}};
    if (OwnConstants) {
      job.by.shift = words[Rows * (1 + Steps) + 2];
    } else {
      job.by = {constants[0], constants[1], constants[2]};
    }
    portable_row_loop<Rows, OwnConstants>::run(job);
  }
};

}  // namespace mote::armv7e_m

#endif
