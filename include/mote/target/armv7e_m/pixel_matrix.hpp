// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_ARMV7E_M_PIXEL_MATRIX_HPP
#define MOTE_TARGET_ARMV7E_M_PIXEL_MATRIX_HPP

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "mote/config.hpp"
#include "mote/target/armv7e_m/fitted_loop.hpp"
#include "mote/target/armv7e_m/fitted_loop_assembly.hpp"
#include "mote/target/armv7e_m/paired_products.hpp"
#include "mote/target/armv7e_m/pixel_loop.hpp"
#include "mote/target/armv7e_m/pixel_loop_assembly.hpp"
#include "mote/target/plane_layout.hpp"

namespace mote::armv7e_m {

#if MOTE_HAS_DSP_AND_FPU
template <activation_format In, activation_format Out, sum_stage Stage, int FirstParity, class Sizes>
using pixel_loop = assembly_pixel_loop<In, Out, Stage, FirstParity, Sizes>;
template <activation_format In, activation_format Out, class Shape>
using fitted_loop = assembly_fitted_loop<In, Out, Shape>;
#else
template <activation_format In, activation_format Out, sum_stage Stage, int FirstParity, class Sizes>
using pixel_loop = portable_pixel_loop<In, Out, Stage, FirstParity, Sizes>;
template <activation_format In, activation_format Out, class Shape>
using fitted_loop = portable_fitted_loop<In, Out, Shape>;
#endif

/// output[p, c] = stage(multiplier[c] * (bias[c] + sum over k of (input[p, k] + input_offset) * weights[c,
/// k]))
///
/// input [pixels, depth], weights [output_depth, depth], output [pixels, output_depth], at least 3 pixels and
/// 2 channels. Pairs of output channels are the outer loop; each reads the whole input. Layers of the fitted
/// stage with few input channels do four or eight channels at a time: see fitted_loop.hpp.
///
/// A packed layer: the header, then for each pair of channels start, start, multiplier, multiplier and
/// 2 words of weights, one a channel, for every 4 channels of the input. An odd number of output channels
/// ends with a pair that does its first channel once more.
struct pixel_matrix {
  static constexpr std::int32_t block = blocked_extents::block;
  /// Offsets within a block of pixels are immediates of 12 bits.
  static constexpr std::int32_t most_depth = 4092 / block;

  static constexpr std::uint32_t pair_words(std::int32_t depth) {
    return 4 + 2 * static_cast<std::uint32_t>((depth + 3) / 4);
  }
  static constexpr std::uint32_t packed_words(std::int32_t depth, std::int32_t output_depth) {
    return paired_header::words + static_cast<std::uint32_t>((output_depth + 1) / 2) * pair_words(depth);
  }
  [[gnu::always_inline]] static constexpr support supports_shape(std::int32_t pixels, std::int32_t depth,
                                                                 std::int32_t output_depth) {
    if (pixels < block) return kernel_limit::few_pixels;
    if (depth % 4 != 0) return kernel_limit::depth_not_of_words;
    if (depth > most_depth || output_depth > most_depth) return kernel_limit::too_deep;
    return output_depth < 2 ? kernel_limit::few_output_channels : kernel_limit::nothing;
  }

  /// The last stage takes nearly all that any does, and is cheap to ask.
  /// `shares_code`: with layers of any depth, which should all have the same stage.
  template <class Op>
  static constexpr support supports(const node_view& view, bool shares_code = false) {
    const paired_layer<Op> layer(view);
    const support any = pack_with(layer, sum_stage::clamping, nullptr);
    const bool fits =
        !any && is_worth_fitting(layer, shares_code) && pack_with(layer, sum_stage::fitted, nullptr);
    return fits ? kernel_limit::nothing : any;
  }
  /// Packs with the cheapest stage that all channels allow.
  template <class Op>
  static constexpr void pack(const node_view& view, std::uint32_t* words, bool shares_code = false) {
    const paired_layer<Op> layer(view);
    if (is_worth_fitting(layer, shares_code) && pack_with(layer, sum_stage::fitted, words)) return;
    for (const sum_stage stage : {sum_stage::flooring, sum_stage::rounding, sum_stage::clamping}) {
      if (layer.allows(stage) && pack_with(layer, stage, words)) return;
    }
  }

  /// Whether outputs can be written as planes: they are those of one image.
  static constexpr bool writes_planes(const shape& output) {
    constexpr std::int32_t most = 0xffff;
    return plane_layout::fits(output) && plane_layout::of(output).plane_bytes() <= most;
  }
  /// The sizes of a layer whose image the compiler knows.
  template <activation_format Out, std::int32_t Depth, class Geometry>
  static constexpr auto sizes_of() {
    constexpr Geometry g{};
    if constexpr (Out == activation_format::planes) {
      constexpr plane_layout layout{g.output_height(), g.output_width(), g.output_depth()};
      return plane_extents<Depth, layout.depth, layout.plane_bytes()>{};
    } else {
      return static_extents<Depth, g.output_depth()>{};
    }
  }
  /// Where the first pixel of an output begins.
  template <activation_format Out, class Geometry>
  static std::int8_t* first_pixel(const Geometry& g, std::int8_t* output) {
    if constexpr (Out != activation_format::planes) return output;
    return output + plane_layout{g.output_height(), g.output_width(), g.output_depth()}.first();
  }

  /// Bytes of an input in blocks.
  static constexpr std::int32_t blocked_bytes(std::int32_t pixels, std::int32_t depth) {
    return (pixels + block - 1) / block * block * depth;
  }
  /// Makes it, mixed.
  template <activation_format In>
  MOTE_NOINLINE static void make_blocks(std::int32_t pixels, std::int32_t depth, const std::int8_t* input,
                                        std::int8_t* blocks) {
    for (std::int32_t first = 0; first < pixels; first += block) {
      const std::int8_t* from = input + (first + block <= pixels ? first : pixels - block) * depth;
      for (std::int32_t k = 0; k < depth; k += 4, from += 4, blocks += 4 * block) {
        const std::uint32_t a = load_mixed<In>(from);
        const std::uint32_t b = load_mixed<In>(from + depth);
        const std::uint32_t c = load_mixed<In>(from + 2 * depth);
        store_word(a, blocks);
        store_word(b, blocks + 4);
        store_word(c, blocks + 8);
      }
    }
  }

  /// Room for a copy of a pair's weights, or no room.
  template <bool Copies>
  static auto room_if([[maybe_unused]] std::int8_t* room) {
    if constexpr (Copies) {
      return reinterpret_cast<std::uint32_t*>(room);
    } else {
      return nullptr;
    }
  }

  static constexpr sum_stage stage_of(const std::uint32_t* header) {
    return paired_header::read(header).stage;
  }

  /// Sizes are static_extents, dynamic_extents or blocked_extents of depth and output depth, or plane_extents
  /// for outputs in planes, with `output` where the first plane's pixels begin. `copy_if_any`, unless null,
  /// has room for the weights of a pair: where the pixels are many they are then read from there. A
  /// std::nullptr_t spares the code for that. `stage` is that of the header: that of a static model is known
  /// to the compiler, which then makes one of the calls.
  template <activation_format In, activation_format Out, class Sizes, class Copy>
  [[gnu::always_inline]] static void run(const Sizes& sizes, std::int32_t pixels, const std::int8_t* input,
                                         sum_stage stage, const std::uint32_t* packed, std::int8_t* output,
                                         Copy copy_if_any) {
    // Layers whose sizes are known at run time only share their code.
    using room = std::conditional_t<std::is_same_v<Sizes, dynamic_extents<2>>, std::uint32_t*, Copy>;
    const room copy = copy_if_any;
    switch (stage) {
      case sum_stage::fitted:
        if constexpr (fitted_shape_of<Sizes>::channels != 0) {
          using shape = fitted_shape_of<Sizes>;
          return run_fitted<In, Out, shape>(output, packed + paired_header::words, input, pixels,
                                            sizes.template get<1>(),
                                            shape::has_pixel_step ? channel_step(sizes) : pixel_step(sizes));
        } else {
          return run_pairs<In, Out, sum_stage::fitted>(sizes, pixels, input, packed, output, copy);
        }
      case sum_stage::flooring:
        return run_pairs<In, Out, sum_stage::flooring>(sizes, pixels, input, packed, output, copy);
      case sum_stage::rounding:
        return run_pairs<In, Out, sum_stage::rounding>(sizes, pixels, input, packed, output, copy);
      case sum_stage::clamping:
        return run_pairs<In, Out, sum_stage::clamping>(sizes, pixels, input, packed, output, copy);
    }
  }

 private:
  /// The fitted stage saves a cycle an output, and its search costs a compiler time: it is tried where
  /// outputs have few products.
  template <class Op>
  static constexpr bool is_worth_fitting(const paired_layer<Op>& layer, bool shares_code) {
    return layer.allows(sum_stage::fitted) && (shares_code || layer.depth() <= 64);
  }

  /// Without `words` only in thought.
  template <class Op>
  static constexpr support pack_with(const paired_layer<Op>& layer, sum_stage stage, std::uint32_t* words) {
    if (words != nullptr) {
      layer.header(stage).write(words);
      words += paired_header::words;
    }
    for (std::int32_t pair = 0; pair < layer.output_depth(); pair += 2) {
      for (std::int32_t c = 0; c < 2; ++c) {
        const std::int32_t channel = first_of(pair, layer.output_depth()) + c;
        const auto constants = layer.constants(channel, stage);
        if (constants.limit != kernel_limit::nothing) return constants.limit;
        if (words == nullptr) continue;
        words[c] = constants.packed.start;
        words[2 + c] = static_cast<std::uint32_t>(constants.packed.multiplier);
        const std::int32_t count = (layer.depth() + 3) / 4;
        if (constants.is_constant) {
          for (std::int32_t i = 0; i < count; ++i) words[4 + c + 2 * i] = 0;
        } else {
          layer.write_weights(channel, 0, count, words + 4 + c, 2);
        }
      }
      if (words != nullptr) words += pair_words(layer.depth());
    }
    return kernel_limit::nothing;
  }

  static constexpr std::int32_t first_of(std::int32_t pair, std::int32_t output_depth) {
    return pair + 2 <= output_depth ? pair : output_depth - 2;
  }

  /// What is done for each pair beside its sums, the same in all layers of a program.
  struct pair_sequence {
    std::int32_t depth;
    std::int32_t channel_bytes;
    std::int32_t last_pixels;  ///< bytes from the outputs of the first pixel to those of the last block
    const std::uint32_t* words;
    std::int8_t* output;
    paired_header header;
    pixel_job job;

    // prepare() writes the rest of the job before it is used, as zeros would cost cycles.
    MOTE_NOINLINE pair_sequence(std::int32_t k, std::int32_t channel, std::int32_t last,
                                std::int32_t input_count, const std::int8_t* input,
                                const std::uint32_t* packed, std::int8_t* to)
        : depth(k),
          channel_bytes(channel),
          last_pixels(last),
          words(packed + paired_header::words),
          output(to),
          header(paired_header::read(packed)) {
      job.low = header.low;
      job.high = header.high;
      job.input = input;
      job.last_input = input + (input_count - block) * depth;
      job.end_input = input + input_count * depth;
    }
    template <sum_stage Stage, class Copy>
    [[gnu::always_inline]] void prepare(std::int32_t first, [[maybe_unused]] Copy copy) {
      for (int c = 0; c < 2; ++c) {
        job.by[c] = sum_constants::of(words[c], words[2 + c], Stage, header.zero_point);
      }
      job.output = output + first * channel_bytes;
      job.last_output = job.output + last_pixels;
      job.weights = words + 4;
      if constexpr (!std::is_null_pointer_v<Copy>) {
        if (copy != nullptr) {
          std::memcpy(copy, job.weights, static_cast<std::size_t>(depth) * 2);
          job.weights = copy;
        }
      }
      words += pair_words(depth);
    }
  };

  template <activation_format In, activation_format Out, class Shape>
  MOTE_NOINLINE static void run_fitted(std::int8_t* output, const std::uint32_t* pairs,
                                       const std::int8_t* input, std::int32_t pixels,
                                       std::int32_t output_depth, std::int32_t step) {
    const std::int8_t* const end = input + pixels * Shape::depth;
    for (std::int32_t first = 0; first < output_depth; first += Shape::channels) {
      fitted_loop<In, Out, Shape>::run({output, pairs, input, end, step});
      output += Shape::channels * Shape::channel_step(step);
      pairs += Shape::channels / 2 * pair_words(Shape::depth);
    }
  }

  template <activation_format In, activation_format Out, sum_stage Stage, class Sizes, class Copy>
  MOTE_NOINLINE static void run_pairs(const Sizes& sizes, std::int32_t pixels, const std::int8_t* input,
                                      const std::uint32_t* packed, std::int8_t* output, Copy copy) {
    const std::int32_t output_depth = sizes.template get<1>();
    const std::int32_t input_pixels =
        std::is_same_v<Sizes, blocked_extents> ? blocked_bytes(pixels, 1) : pixels;
    pair_sequence pairs(sizes.template get<0>(), channel_step(sizes), (pixels - block) * pixel_step(sizes),
                        input_pixels, input, packed, output);
    for (std::int32_t pair = 0; pair < output_depth; pair += 2) {
      const std::int32_t first = first_of(pair, output_depth);
      pairs.template prepare<Stage>(first, copy);
      if (Out == activation_format::mixed && output_depth % 2 != 0 && first != pair) {
        pixel_loop<In, activation_format::mixed, Stage, 1, Sizes>::run(sizes, pairs.job);
      } else {
        pixel_loop<In, Out, Stage, 0, Sizes>::run(sizes, pairs.job);
      }
    }
  }
};

}  // namespace mote::armv7e_m

#endif
