// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_ARMV7E_M_ROW_MATRIX_HPP
#define MOTE_TARGET_ARMV7E_M_ROW_MATRIX_HPP

#include <cstdint>
#include <cstring>

#include "mote/config.hpp"
#include "mote/ops/extents.hpp"
#include "mote/target/armv7e_m/paired_products.hpp"
#include "mote/target/armv7e_m/row_loop.hpp"
#include "mote/target/armv7e_m/row_loop_assembly.hpp"
#include "mote/target/kernel_constants.hpp"

namespace mote::armv7e_m {

#if MOTE_HAS_DSP_AND_FPU
template <int Rows, bool OwnConstants>
using row_loop = assembly_row_loop<Rows, OwnConstants>;
/// The same, where the steps are few and known and the sums not halved.
template <int Rows, bool OwnConstants, int Steps>
using short_row_loop = assembly_short_row_loop<Rows, OwnConstants, Steps>;
#else
template <int Rows, bool OwnConstants>
using row_loop = portable_row_loop<Rows, OwnConstants>;
template <int Rows, bool OwnConstants, int Steps>
using short_row_loop = portable_short_row_loop<Rows, OwnConstants, Steps>;
#endif

/// output[b, c] = stage(multiplier[c] * (bias[c] + sum over k of (input[b, k] + input_offset) * weights[c,
/// k]))
///
/// input [batches, depth], weights [output_depth, depth], output [batches, output_depth], for few batches:
/// the weights are read once for each. 1, 4 or 5 output channels are a group whose weights are interleaved:
/// one stream of flash. Channels that are left over are a last group that does some of the one before once
/// more; in large layers groups of 4 follow those of 5 instead, so that no weight is there twice.
///
/// A packed layer: the header, row_constants of all channels if they have the same ones, and the groups.
///
/// Where rows are longer than 8 words, all layers of a program share one function for each group size.
struct row_matrix {
  /// The last stage takes all that any does.
  template <class Op>
  static constexpr support supports(const node_view& view) {
    const paired_layer<Op> layer(view);
    return pack_with(layer, form_of(layer), sum_stage::clamping, nullptr);
  }
  template <class Op>
  static constexpr std::uint32_t packed_words(const node_view& view) {
    const paired_layer<Op> layer(view);
    return words_of(form_of(layer), layer.depth(), layer.output_depth());
  }
  /// Packs with the cheapest stage that all channels allow.
  template <class Op>
  static constexpr void pack(const node_view& view, std::uint32_t* words) {
    const paired_layer<Op> layer(view);
    const form of = form_of(layer);
    for (const sum_stage stage : {sum_stage::flooring, sum_stage::rounding, sum_stage::clamping}) {
      if (layer.allows(stage) && pack_with(layer, of, stage, words)) return;
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
                                         const kernel_constants& packed, std::int8_t* output,
                                         std::int8_t* scratch) {
    const std::uint32_t header = packed.header()[0];
    const std::int32_t depth = sizes.template get<0>();
    const std::int32_t output_depth = sizes.template get<1>();
    for (std::int32_t b = 0; b < batches; ++b, input += depth, output += output_depth) {
      const std::int8_t* row = input;
      if (scratch_bytes(depth, In) != 0) {
        mix<Sizes>(depth, input, In == activation_format::plain ? mixed_bits : 0, scratch);
        row = scratch;
      }
      // The compiler knows the group size and the header of a static model, and makes one of these calls.
      switch (groups_of(depth, output_depth).rows) {
        case 1:
          run_groups<1>(sizes, header, row, packed, output);
          break;
        case 4:
          run_groups<4>(sizes, header, row, packed, output);
          break;
        default:
          run_groups<5>(sizes, header, row, packed, output);
      }
      if (stage_of(header) == sum_stage::clamping) clamp_row(packed, output_depth, output);
      if (Out == activation_format::mixed) mix<Sizes>(output_depth, output, mixed_bits, output);
    }
  }

 private:
  // In the first word of the header, above the stage.
  static constexpr std::uint32_t stage_mask = 0xff;
  static constexpr std::uint32_t own_constants_bit = 0x100;
  static constexpr std::uint32_t halved_bit = 0x200;

  /// Bytes of rows that are worth no call, or a loop over words, if the compiler knows how many they are.
  static constexpr std::int32_t most_short = 32;
  template <std::int32_t... Values>
  static constexpr bool are_known(const static_extents<Values...>&) {
    return true;
  }
  static constexpr bool are_known(const dynamic_extents<2>&) { return false; }

  struct form {
    bool own_constants = true;
    bool halved = false;
  };
  /// `count` groups of `rows` channels, and then `last_count` of `last_rows`, of which the last one ends with
  /// the last channel.
  struct row_groups {
    std::int32_t rows;
    std::int32_t count;
    std::int32_t last_rows;
    std::int32_t last_count;
  };
  /// A word of input costs a group of r rows 4 * r + 3 cycles.
  static constexpr row_groups groups_of(std::int32_t depth, std::int32_t output_depth) {
    // Weights from which on the code of another group size is small beside them.
    constexpr std::int32_t large = 16 * 1024;
    const std::int32_t fours = (5 - output_depth % 5) % 5;
    if (depth * output_depth >= large && 4 * fours < output_depth) {
      return {5, (output_depth - 4 * fours) / 5, 4, fours};
    }
    const std::int32_t by_4 = (output_depth + 3) / 4 * (4 * 4 + 3);
    const std::int32_t by_5 = (output_depth + 4) / 5 * (4 * 5 + 3);
    const std::int32_t rows = output_depth < 4 ? 1 : output_depth == 4 || by_4 < by_5 ? 4 : 5;
    return {rows, output_depth / rows, rows, output_depth % rows != 0 ? 1 : 0};
  }

  struct row_start {
    std::uint32_t sums[2] = {0, 0};
    quantized_multiplier multiplier;
    bool is_constant = false;
    kernel_limit limit = kernel_limit::nothing;
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
    const row_groups groups = groups_of(depth, output_depth);
    return paired_header::words + (of.own_constants ? 0 : row_constants::words) +
           static_cast<std::uint32_t>(groups.count) * group_words(of, depth, groups.rows) +
           static_cast<std::uint32_t>(groups.last_count) * group_words(of, depth, groups.last_rows);
  }
  static constexpr sum_stage stage_of(std::uint32_t header) {
    return static_cast<sum_stage>(header & stage_mask);
  }

  template <class Op>
  static constexpr form form_of(const paired_layer<Op>& layer) {
    form result{layer.per_channel(), false};
    for (std::int32_t c = 0; c < layer.output_depth(); ++c) {
      const channel reference = layer[c];
      // Most layers need no look at their weights.
      const std::int64_t bias = reference.bias < 0 ? -std::int64_t{reference.bias} : reference.bias;
      if (bias + std::int64_t{layer.depth()} * (127 * 255) < most_paired) continue;
      const auto sums = layer.sums(c, 0, layer.depth());
      const accumulator_range reach = layer.plus(layer.range(sums), reference.bias);
      if (layer.depth() % 8 == 0 && !reach.within(most_paired) && !layer.is_constant(reference, reach)) {
        result.halved = true;
      }
    }
    return result;
  }

  /// Without `words` only in thought.
  template <class Op>
  static constexpr support pack_with(const paired_layer<Op>& layer, const form& of, sum_stage stage,
                                     std::uint32_t* words) {
    // The constants that rows share are written before any row is looked at.
    if (!of.own_constants && !layer.fits(layer[0].multiplier, stage)) return kernel_limit::multiplier;
    if (words != nullptr) {
      layer.header(stage).write(words);
      words[0] |= (of.own_constants ? own_constants_bit : 0) | (of.halved ? halved_bit : 0);
      words += paired_header::words;
      if (!of.own_constants) words = write_constants(layer, of, stage, layer[0].multiplier, words);
    }
    const row_groups groups = groups_of(layer.depth(), layer.output_depth());
    const std::int32_t first_last = layer.output_depth() - groups.last_count * groups.last_rows;
    for (std::int32_t group = 0; group < groups.count + groups.last_count; ++group) {
      const bool is_last = group >= groups.count;
      const std::int32_t rows = is_last ? groups.last_rows : groups.rows;
      const std::int32_t first = is_last ? first_last + (group - groups.count) * rows : group * rows;
      const support packs = pack_group(layer, of, stage, first, rows, words);
      if (!packs) return packs;
      if (words != nullptr) words += group_words(of, layer.depth(), rows);
    }
    return kernel_limit::nothing;
  }
  template <class Op>
  static constexpr support pack_group(const paired_layer<Op>& layer, const form& of, sum_stage stage,
                                      std::int32_t first, std::int32_t rows, std::uint32_t* words) {
    const std::int32_t passes = of.halved ? 2 : 1;
    const std::int32_t steps = pass_steps(of, layer.depth());
    const std::int32_t pass_words = rows * (1 + steps);
    for (std::int32_t row = 0; row < rows; ++row) {
      const row_start start = start_of(layer, of, stage, first + row);
      if (start.limit != kernel_limit::nothing) return start.limit;
      if (words == nullptr) continue;
      for (std::int32_t pass = 0; pass < passes; ++pass) {
        std::uint32_t* const to = words + pass * pass_words + row;
        to[0] = start.sums[pass];
        if (start.is_constant) {
          for (std::int32_t i = 1; i <= steps; ++i) to[i * rows] = 0;
        } else {
          layer.write_weights(first + row, pass * steps * 4, steps, to + rows, rows);
        }
      }
      if (of.own_constants) {
        write_constants(layer, of, stage, start.multiplier,
                        words + passes * pass_words + row * static_cast<std::int32_t>(row_constants::words));
      }
    }
    return kernel_limit::nothing;
  }

  template <class Op>
  static constexpr row_start start_of(const paired_layer<Op>& layer, const form& of, sum_stage stage,
                                      std::int32_t c) {
    row_start result;
    const channel reference = layer[c];
    if (!of.halved && of.own_constants) {
      const auto found = layer.constants(c, stage);
      result.sums[0] = found.packed.start & ~std::uint32_t{31};
      result.multiplier = {found.packed.multiplier, -static_cast<std::int32_t>(found.packed.start & 31)};
      result.is_constant = found.is_constant;
      result.limit = found.limit;
      return result;
    }
    result.multiplier = reference.multiplier;
    const std::int32_t middle = of.halved ? layer.depth() / 2 : layer.depth();
    const auto first = layer.sums(c, 0, middle);
    const auto second = layer.sums(c, middle, layer.depth());
    const accumulator_range first_reach = layer.plus(layer.range(first), reference.bias);
    const accumulator_range second_reach = layer.range(second);
    const accumulator_range reach{first_reach.low + second_reach.low, first_reach.high + second_reach.high};
    auto all = first;
    all.paired = first.paired && second.paired;
    result.limit = layer.limit_of(all, reference, reach);
    if (!layer.fits(reference.multiplier, stage)) result.limit = kernel_limit::multiplier;
    if (result.limit != kernel_limit::nothing) return result;
    if (first_reach.within(most_paired) && second_reach.within(most_paired) &&
        (reach.within(most_paired) || (of.halved && saturates(layer, reference, reach)))) {
      result.sums[0] = static_cast<std::uint32_t>(256 * (reference.bias + layer.correction(first)));
      result.sums[1] = static_cast<std::uint32_t>(256 * layer.correction(second));
      return result;
    }
    if (layer.is_constant(reference, reach)) {
      const auto any = clamp<std::int64_t>(reach.low, -most_paired, most_paired - 1);
      result.sums[0] = static_cast<std::uint32_t>(256 * any);
      result.is_constant = true;
      if (layer.output(reference, any) == layer.output(reference, reach.low)) return result;
    }
    result.limit = kernel_limit::accumulator_range;
    return result;
  }

  /// Whether sums beyond 32 bits, which QADD saturates, have the output of the largest ones within.
  template <class Op>
  static constexpr bool saturates(const paired_layer<Op>& layer, const channel& reference,
                                  const accumulator_range& reach) {
    const bool low = reach.low >= -most_paired ||
                     layer.output(reference, -most_paired) == layer.output(reference, reach.low);
    const bool high = reach.high < most_paired ||
                      layer.output(reference, most_paired - 1) == layer.output(reference, reach.high);
    return low && high;
  }

  template <class Op>
  static constexpr std::uint32_t* write_constants(const paired_layer<Op>& layer, const form& of,
                                                  sum_stage stage, quantized_multiplier multiplier,
                                                  std::uint32_t* words) {
    const bool flooring = stage == sum_stage::flooring;
    const auto constants = sum_constants::of(
        static_cast<std::uint32_t>(-multiplier.exponent), static_cast<std::uint32_t>(multiplier.value),
        flooring ? sum_stage::flooring : sum_stage::rounding, layer.header(stage).zero_point);
    words[0] = static_cast<std::uint32_t>(constants.multiplier);
    words[1] = static_cast<std::uint32_t>(constants.offset);
    words[2] = static_cast<std::uint32_t>(constants.shift) | constant_bits(of, stage);
    return words + row_constants::words;
  }

  /// What the constants say of the layer, above the shift.
  static constexpr std::uint32_t constant_bits(const form& of, sum_stage stage) {
    return (stage == sum_stage::flooring ? 0 : row_constants::rounding_bit) |
           (of.halved ? row_constants::halved_bit : 0);
  }

  template <int Rows, class Sizes>
  [[gnu::always_inline]] static void run_groups(const Sizes& sizes, std::uint32_t header,
                                                const std::int8_t* row, const std::uint32_t* packed,
                                                std::int8_t* output) {
    (header & own_constants_bit) != 0 ? run_groups<Rows, true>(sizes, header, row, packed, output)
                                      : run_groups<Rows, false>(sizes, header, row, packed, output);
  }
  template <int Rows, bool OwnConstants, class Sizes>
  [[gnu::always_inline]] static void run_groups(const Sizes& sizes, std::uint32_t header,
                                                const std::int8_t* row, const std::uint32_t* packed,
                                                std::int8_t* output) {
    const std::int32_t depth = sizes.template get<0>();
    const std::int32_t output_depth = sizes.template get<1>();
    const row_groups groups = groups_of(depth, output_depth);
    const form of{OwnConstants, (header & halved_bit) != 0};
    const sum_stage stage = stage_of(header);
    const std::uint32_t* const constants = packed + paired_header::words;
    const std::uint32_t* const words = constants + (OwnConstants ? 0 : row_constants::words);
    const std::uint32_t* const last =
        words + static_cast<std::uint32_t>(groups.count) * group_words(of, depth, Rows);
    loop<Rows, OwnConstants>(sizes, of, stage, row, words, last, output, constants);
    if (groups.last_count == 0) return;
    output += output_depth - groups.last_count * groups.last_rows;
    const std::uint32_t* const end =
        last + static_cast<std::uint32_t>(groups.last_count) * group_words(of, depth, groups.last_rows);
    if constexpr (Rows == 5) {
      if (groups.last_rows == 4) {
        loop<4, OwnConstants>(sizes, of, stage, row, last, end, output, constants);
        return;
      }
    }
    loop<Rows, OwnConstants>(sizes, of, stage, row, last, end, output, constants);
  }

  template <int Rows, bool OwnConstants, class Sizes>
  [[gnu::always_inline]] static void loop(const Sizes& sizes, const form& of, sum_stage stage,
                                          const std::int8_t* row, const std::uint32_t* words,
                                          const std::uint32_t* end, std::int8_t* output,
                                          const std::uint32_t* constants) {
    if constexpr (are_known(Sizes{})) {
      constexpr std::int32_t depth = Sizes::template get<0>();
      if constexpr (depth <= most_short) {
        constexpr int steps = (depth + 3) / 4;
        if (!of.halved) return run_short_loop<Rows, OwnConstants, steps>(row, words, end, output, constants);
      }
    }
    row_job job{pass_steps(of, sizes.template get<0>()), row, words, end, output, {}};
    if (OwnConstants) {
      job.by.shift = constant_bits(of, stage);
    } else {
      job.by = {constants[0], constants[1], constants[2]};
    }
    run_loop<Rows, OwnConstants>(job);
  }
  template <int Rows, bool OwnConstants>
  MOTE_NOINLINE static void run_loop(const row_job& job) {
    row_loop<Rows, OwnConstants>::run(job);
  }
  template <int Rows, bool OwnConstants, int Steps>
  MOTE_NOINLINE static void run_short_loop(const std::int8_t* row, const std::uint32_t* words,
                                           const std::uint32_t* end, std::int8_t* output,
                                           const std::uint32_t* constants) {
    short_row_loop<Rows, OwnConstants, Steps>::run(row, words, end, output, constants);
  }

  /// Copies a row and flips bits of each word, the last one filled with anything. `to` may be `from`, of
  /// which then no byte behind the end changes.
  template <class Sizes>
  [[gnu::always_inline]] static void mix(std::int32_t depth, const std::int8_t* from, std::uint32_t bits,
                                         std::int8_t* to) {
    are_known(Sizes{}) && depth <= most_short ? mix_words(depth, from, bits, to)
                                              : mix_row(depth, from, bits, to);
  }
  MOTE_NOINLINE static void mix_row(std::int32_t depth, const std::int8_t* from, std::uint32_t bits,
                                    std::int8_t* to) {
    for (; depth >= 16; depth -= 16, from += 16, to += 16) {
      // All loads come first: those behind another take one cycle.
      const std::uint32_t a = load_word(from);
      const std::uint32_t b = load_word(from + 4);
      const std::uint32_t c = load_word(from + 8);
      const std::uint32_t d = load_word(from + 12);
      store_word(a ^ bits, to);
      store_word(b ^ bits, to + 4);
      store_word(c ^ bits, to + 8);
      store_word(d ^ bits, to + 12);
    }
    mix_words(depth, from, bits, to);
  }
  [[gnu::always_inline]] static void mix_words(std::int32_t depth, const std::int8_t* from,
                                               std::uint32_t bits, std::int8_t* to) {
    std::int32_t k = 0;
    for (; k + 4 <= depth; k += 4) store_word(load_word(from + k) ^ bits, to + k);
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
