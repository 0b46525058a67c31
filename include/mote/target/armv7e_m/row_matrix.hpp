// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_ARMV7E_M_ROW_MATRIX_HPP
#define MOTE_TARGET_ARMV7E_M_ROW_MATRIX_HPP

#include <cstdint>
#include <cstring>

#include "mote/config.hpp"
#include "mote/ops/extents.hpp"
#include "mote/target/armv7e_m/paired_products.hpp"
#include "mote/target/armv7e_m/row_loop.hpp"

namespace mote::armv7e_m {

/// output[b, c] = stage(multiplier[c] * (bias[c] + sum over k of (input[b, k] + input_offset) * weights[c,
/// k]))
///
/// input [batches, depth], weights [output_depth, depth], output [batches, output_depth], for few batches:
/// the weights are read once for each. 1, 4 or 5 output channels are a group whose weights are interleaved:
/// one stream of flash. The last group may do channels of the one before once more.
///
/// A packed layer: the header, row_constants of all channels if they have the same ones, and the groups.
///
/// Where rows are longer than 8 words, all layers of a program share one function for each group size.
struct row_matrix {
  template <class Op>
  static constexpr bool supports(const node_view& view) {
    return choose(paired_layer<Op>(view)).possible;
  }

  template <class Op>
  static constexpr std::uint32_t packed_words(const node_view& view) {
    const paired_layer<Op> layer(view);
    return words_of(choose(layer), layer.depth(), layer.output_depth());
  }

  template <class Op>
  static constexpr void pack(const node_view& view, std::uint32_t* words) {
    const paired_layer<Op> layer(view);
    const form chosen = choose(layer);
    layer.header(chosen.stage).write(words);
    words[0] |= (chosen.own_constants ? own_constants_bit : 0) | (chosen.halved ? halved_bit : 0);
    words += paired_header::words;
    if (!chosen.own_constants) words = write_constants(layer, chosen, layer[0].multiplier, words);
    const std::int32_t rows = group_rows(layer.output_depth());
    const std::int32_t passes = chosen.halved ? 2 : 1;
    const std::int32_t pass_depth = pass_steps(chosen, layer.depth()) * 4;
    for (std::int32_t group = 0; group < layer.output_depth(); group += rows) {
      const std::int32_t first = group + rows <= layer.output_depth() ? group : layer.output_depth() - rows;
      for (std::int32_t pass = 0; pass < passes; ++pass) {
        for (std::int32_t row = 0; row < rows; ++row) {
          const row_start start = start_of(layer, chosen, first + row);
          words[row] = start.sums[pass];
          std::uint32_t* to = words + rows + row;
          for (std::int32_t k = 0; k < pass_depth; k += 4, to += rows) {
            *to = start.is_constant ? 0 : layer.word(first + row, pass * pass_depth + k);
          }
        }
        words += rows * (1 + pass_depth / 4);
      }
      for (std::int32_t row = 0; chosen.own_constants && row < rows; ++row) {
        words = write_constants(layer, chosen, start_of(layer, chosen, first + row).multiplier, words);
      }
    }
  }

  /// Room for a row of input that is plain, or not of whole words.
  static constexpr std::uint32_t scratch_bytes(std::int32_t depth, activation_format in) {
    if (in == activation_format::mixed && depth % 4 == 0) return 0;
    return static_cast<std::uint32_t>((depth + 3) / 4 * 4);
  }

  /// Sizes are static_extents or dynamic_extents of depth and output depth.
  template <activation_format In, activation_format Out, class Sizes>
  [[gnu::always_inline]] static void run(const Sizes& sizes, std::int32_t batches, const std::int8_t* input,
                                         const std::uint32_t* packed, std::int8_t* output,
                                         std::int8_t* scratch) {
    const std::int32_t depth = sizes.template get<0>();
    const std::int32_t output_depth = sizes.template get<1>();
    for (std::int32_t b = 0; b < batches; ++b, input += depth, output += output_depth) {
      const std::int8_t* row = input;
      if (scratch_bytes(depth, In) != 0) {
        mix_row(depth, input, In == activation_format::plain ? mixed_bits : 0, scratch);
        row = scratch;
      }
      // The compiler knows the group size and the header of a static model, and makes one of these calls.
      switch (group_rows(output_depth)) {
        case 1:
          run_groups<1>(sizes, row, packed, output);
          break;
        case 4:
          run_groups<4>(sizes, row, packed, output);
          break;
        default:
          run_groups<5>(sizes, row, packed, output);
      }
      if (stage_of(packed) == sum_stage::clamping) clamp_row(packed, output_depth, output);
      if (Out == activation_format::mixed) mix_row(output_depth, output, mixed_bits, output);
    }
  }

  /// Output channels in a group. A word of input costs a group of r rows 4 * r + 3 cycles.
  static constexpr std::int32_t group_rows(std::int32_t output_depth) {
    if (output_depth < 4) return 1;
    if (output_depth == 4) return 4;
    const std::int32_t by_4 = (output_depth + 3) / 4 * (4 * 4 + 3);
    const std::int32_t by_5 = (output_depth + 4) / 5 * (4 * 5 + 3);
    return by_4 < by_5 ? 4 : 5;
  }

 private:
  // In the first word of the header, above the stage.
  static constexpr std::uint32_t stage_mask = 0xff;
  static constexpr std::uint32_t own_constants_bit = 0x100;
  static constexpr std::uint32_t halved_bit = 0x200;

  struct form {
    sum_stage stage = sum_stage::clamping;
    bool own_constants = true;
    bool halved = false;
    bool possible = false;
  };
  struct row_start {
    std::uint32_t sums[2] = {0, 0};
    quantized_multiplier multiplier;
    bool is_constant = false;
    bool possible = false;
  };

  static constexpr std::int32_t pass_steps(const form& of, std::int32_t depth) {
    return of.halved ? depth / 8 : (depth + 3) / 4;
  }
  static constexpr std::uint32_t group_words(const form& of, std::int32_t depth, std::int32_t rows) {
    const std::int32_t passes = of.halved ? 2 : 1;
    const std::int32_t constants = of.own_constants ? static_cast<std::int32_t>(row_constants::words) : 0;
    return static_cast<std::uint32_t>(rows * (passes * (1 + pass_steps(of, depth)) + constants));
  }
  static constexpr std::uint32_t words_of(const form& of, std::int32_t depth, std::int32_t output_depth) {
    const std::int32_t rows = group_rows(output_depth);
    const auto groups = static_cast<std::uint32_t>((output_depth + rows - 1) / rows);
    return paired_header::words + (of.own_constants ? 0 : row_constants::words) +
           groups * group_words(of, depth, rows);
  }
  static constexpr sum_stage stage_of(const std::uint32_t* packed) {
    return static_cast<sum_stage>(packed[0] & stage_mask);
  }

  /// The smallest form that all channels allow.
  template <class Op>
  static constexpr form choose(const paired_layer<Op>& layer) {
    for (const bool own_constants : {false, true}) {
      for (const bool halved : {false, true}) {
        for (const sum_stage stage : {sum_stage::flooring, sum_stage::rounding, sum_stage::clamping}) {
          const form candidate{stage, own_constants, halved, true};
          if (!layer.allows(stage) || (halved && layer.depth() % 8 != 0)) continue;
          bool possible = true;
          for (std::int32_t c = 0; possible && c < layer.output_depth(); ++c) {
            const bool same = layer[c].multiplier.value == layer[0].multiplier.value &&
                              layer[c].multiplier.exponent == layer[0].multiplier.exponent;
            possible = (own_constants || same) && start_of(layer, candidate, c).possible;
          }
          if (possible) return candidate;
        }
      }
    }
    return {};
  }

  template <class Op>
  static constexpr row_start start_of(const paired_layer<Op>& layer, const form& of, std::int32_t c) {
    row_start result;
    const channel reference = layer[c];
    result.multiplier = reference.multiplier;
    if (!of.halved && of.own_constants) {
      const auto found = layer.constants(c, of.stage);
      result.sums[0] = found.packed.start & ~std::uint32_t{31};
      result.multiplier = {found.packed.multiplier, -static_cast<std::int32_t>(found.packed.start & 31)};
      result.is_constant = found.is_constant;
      result.possible = found.possible;
      return result;
    }
    const std::int32_t middle = of.halved ? layer.depth() / 2 : layer.depth();
    const auto first = layer.sums(c, 0, middle);
    const auto second = layer.sums(c, middle, layer.depth());
    accumulator_range first_reach = layer.range(first);
    first_reach.low += reference.bias;
    first_reach.high += reference.bias;
    const accumulator_range second_reach = layer.range(second);
    const accumulator_range reach{first_reach.low + second_reach.low, first_reach.high + second_reach.high};
    if (!first.paired || !second.paired || !layer.is_monotone(reference, reach) ||
        !layer.fits(reference.multiplier, of.stage)) {
      return result;
    }
    const std::int64_t starts[] = {reference.bias + layer.correction(first), layer.correction(second)};
    if (first_reach.within(most_paired) && second_reach.within(most_paired) &&
        (reach.within(most_paired) || (of.halved && saturates(layer, c, reach)))) {
      for (int pass = 0; pass < 2; ++pass) {
        result.sums[pass] = static_cast<std::uint32_t>(256 * starts[pass]);
      }
      result.possible = true;
    } else if (layer.output(c, reach.low) == layer.output(c, reach.high)) {
      const std::int64_t any = reach.low > 0 ? reach.low : reach.high < 0 ? reach.high : 0;
      result.sums[0] = static_cast<std::uint32_t>(256 * any);
      result.is_constant = true;
      result.possible = any >= -most_paired && any < most_paired;
    }
    return result;
  }

  /// Whether sums beyond 32 bits, which QADD saturates, have the output of the largest ones within.
  template <class Op>
  static constexpr bool saturates(const paired_layer<Op>& layer, std::int32_t c,
                                  const accumulator_range& reach) {
    const bool low = reach.low >= -most_paired || layer.output(c, -most_paired) == layer.output(c, reach.low);
    const bool high =
        reach.high < most_paired || layer.output(c, most_paired - 1) == layer.output(c, reach.high);
    return low && high;
  }

  template <class Op>
  static constexpr std::uint32_t* write_constants(const paired_layer<Op>& layer, const form& of,
                                                  quantized_multiplier multiplier, std::uint32_t* words) {
    const bool flooring = of.stage == sum_stage::flooring;
    const auto constants = sum_constants::of(
        static_cast<std::uint32_t>(-multiplier.exponent), static_cast<std::uint32_t>(multiplier.value),
        flooring ? sum_stage::flooring : sum_stage::rounding, layer.header(of.stage).zero_point);
    words[0] = static_cast<std::uint32_t>(constants.multiplier);
    words[1] = static_cast<std::uint32_t>(constants.offset);
    words[2] = static_cast<std::uint32_t>(constants.shift) | (flooring ? 0 : row_constants::rounding_bit);
    return words + row_constants::words;
  }

  template <int Rows, class Sizes>
  [[gnu::always_inline]] static void run_groups(const Sizes& sizes, const std::int8_t* row,
                                                const std::uint32_t* packed, std::int8_t* output) {
    (packed[0] & own_constants_bit) != 0 ? run_groups<Rows, true>(sizes, row, packed, output)
                                         : run_groups<Rows, false>(sizes, row, packed, output);
  }
  template <int Rows, bool OwnConstants, class Sizes>
  [[gnu::always_inline]] static void run_groups(const Sizes& sizes, const std::int8_t* row,
                                                const std::uint32_t* packed, std::int8_t* output) {
    const std::int32_t depth = sizes.template get<0>();
    const std::int32_t output_depth = sizes.template get<1>();
    const form of{stage_of(packed), OwnConstants, (packed[0] & halved_bit) != 0, true};
    const std::uint32_t* words = packed + paired_header::words;
    row_job job{};
    job.steps = pass_steps(of, depth);
    job.input = row;
    job.halved = of.halved ? 1 : 0;
    if (!OwnConstants) {
      job.by = {words[0], words[1], words[2]};
      words += row_constants::words;
    }
    const std::uint32_t size = group_words(of, depth, Rows);
    const std::int32_t groups = output_depth / Rows;
    job.words = words;
    job.end_words = words + static_cast<std::uint32_t>(groups) * size;
    job.output = output;
    loop<Rows, OwnConstants>(sizes, job);
    if (groups * Rows != output_depth) {
      job.words = job.end_words;
      job.end_words = job.words + size;
      job.output = output + output_depth - Rows;
      loop<Rows, OwnConstants>(sizes, job);
    }
  }

  template <int Rows, bool OwnConstants, std::int32_t Depth, std::int32_t OutputDepth>
  [[gnu::always_inline]] static void loop(const static_extents<Depth, OutputDepth>&, const row_job& job) {
    constexpr int steps = (Depth + 3) / 4;
    constexpr int most_short = 8;
    if constexpr (steps <= most_short) {
      if (job.halved == 0) return run_short_loop<Rows, OwnConstants, steps>(job);
    }
    run_loop<Rows, OwnConstants>(job);
  }
  template <int Rows, bool OwnConstants>
  [[gnu::always_inline]] static void loop(const dynamic_extents<2>&, const row_job& job) {
    run_loop<Rows, OwnConstants>(job);
  }
  template <int Rows, bool OwnConstants>
  MOTE_NOINLINE static void run_loop(const row_job& job) {
    row_loop<Rows, OwnConstants>::run(job);
  }
  template <int Rows, bool OwnConstants, int Steps>
  MOTE_NOINLINE static void run_short_loop(const row_job& job) {
    short_row_loop<Rows, OwnConstants, Steps>::run(job);
  }

  /// Copies a row and flips bits of each word, the last one filled with anything. `to` may be `from`, of
  /// which then no byte behind the end changes.
  MOTE_NOINLINE static void mix_row(std::int32_t depth, const std::int8_t* from, std::uint32_t bits,
                                    std::int8_t* to) {
    std::int32_t k = 0;
    for (; k + 4 <= depth; k += 4) {
      const std::uint32_t word = load_word(from + k) ^ bits;
      std::memcpy(to + k, &word, sizeof word);
    }
    for (; k < depth; ++k) {
      to[k] = static_cast<std::int8_t>(static_cast<std::uint32_t>(from[k]) ^ bits >> k % 4 * 8);
    }
  }

  MOTE_NOINLINE static void clamp_row(const std::uint32_t* packed, std::int32_t output_depth,
                                      std::int8_t* output) {
    const paired_header header = paired_header::read(packed);
    for (std::int32_t c = 0; c < output_depth; ++c) {
      output[c] = static_cast<std::int8_t>(clamp<std::int32_t>(output[c], header.low, header.high));
    }
  }
};

}  // namespace mote::armv7e_m

#endif
