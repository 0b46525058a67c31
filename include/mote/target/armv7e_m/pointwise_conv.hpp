// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_ARMV7E_M_POINTWISE_CONV_HPP
#define MOTE_TARGET_ARMV7E_M_POINTWISE_CONV_HPP

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "mote/config.hpp"
#include "mote/ops/conv_2d.hpp"
#include "mote/ops/fully_connected.hpp"
#include "mote/target/armv7e_m/paired_products.hpp"
#include "mote/target/armv7e_m/pixel_loop.hpp"

namespace mote::armv7e_m {

/// output[p, c] = stage(multiplier[c] * (bias[c] + sum over k of (input[p, k] + input_offset) * weights[c,
/// k]))
///
/// input [pixels, depth], weights [output_depth, depth], output [pixels, output_depth], at least 3 pixels and
/// 2 channels. Pairs of output channels are the outer loop; each reads the whole input.
///
/// A packed layer: the header, then for each pair of channels start, start, multiplier, multiplier and
/// 2 words of weights, one a channel, for every 4 channels of the input. An odd number of output channels
/// ends with a pair that does its first channel once more.
struct pixel_matrix {
  static constexpr std::int32_t block = 3;
  /// Offsets within a block of pixels are immediates of 12 bits.
  static constexpr std::int32_t most_depth = 4092 / block;

  static constexpr std::uint32_t pair_words(std::int32_t depth) {
    return 4 + static_cast<std::uint32_t>(depth / 2);
  }
  static constexpr std::uint32_t packed_words(std::int32_t depth, std::int32_t output_depth) {
    return paired_header::words + static_cast<std::uint32_t>((output_depth + 1) / 2) * pair_words(depth);
  }
  static constexpr bool supports_shape(std::int32_t pixels, std::int32_t depth, std::int32_t output_depth) {
    return pixels >= block && depth % 4 == 0 && depth <= most_depth && output_depth >= 2 &&
           output_depth <= most_depth;
  }

  template <class Op>
  static constexpr bool supports(const node_view& view) {
    sum_stage stage{};
    return paired_layer<Op>(view).choose(stage, most_paired);
  }

  template <class Op>
  static constexpr void pack(const node_view& view, std::uint32_t* words) {
    const paired_layer<Op> layer(view);
    sum_stage stage{};
    layer.choose(stage, most_paired);
    layer.header(stage).write(words);
    words += paired_header::words;
    for (std::int32_t pair = 0; pair < layer.output_depth(); pair += 2) {
      const std::int32_t first = first_of(pair, layer.output_depth());
      for (std::int32_t c = 0; c < 2; ++c) {
        const auto constants = layer.constants(first + c, stage, most_paired);
        words[c] = constants.packed.start;
        words[2 + c] = static_cast<std::uint32_t>(constants.packed.multiplier);
        for (std::int32_t k = 0; k < layer.depth(); k += 4) {
          words[4 + c + k / 2] = constants.is_constant ? 0 : layer.word(first + c, k);
        }
      }
      words += pair_words(layer.depth());
    }
  }

  /// Sizes are static_extents or dynamic_extents of depth and output depth. `copy`, unless null, has room for
  /// the weights of a pair: where the pixels are many they are then read from there.
  template <activation_format In, activation_format Out, class Sizes>
  static void run(const Sizes& sizes, std::int32_t pixels, const std::int8_t* input,
                  const std::uint32_t* packed, std::int8_t* output, std::uint32_t* copy) {
    // The header of a static model is known to the compiler, which then makes one of these.
    switch (paired_header::read(packed).stage) {
      case sum_stage::fitted:
        return run_pairs<In, Out, sum_stage::fitted>(sizes, pixels, input, packed, output, copy);
      case sum_stage::flooring:
        return run_pairs<In, Out, sum_stage::flooring>(sizes, pixels, input, packed, output, copy);
      case sum_stage::rounding:
        return run_pairs<In, Out, sum_stage::rounding>(sizes, pixels, input, packed, output, copy);
      case sum_stage::clamping:
        return run_pairs<In, Out, sum_stage::clamping>(sizes, pixels, input, packed, output, copy);
    }
  }

 private:
  static constexpr std::int32_t first_of(std::int32_t pair, std::int32_t output_depth) {
    return pair + 2 <= output_depth ? pair : output_depth - 2;
  }

  template <activation_format In, activation_format Out, sum_stage Stage, class Sizes>
  MOTE_NOINLINE static void run_pairs(const Sizes& sizes, std::int32_t pixels, const std::int8_t* input,
                                      const std::uint32_t* packed, std::int8_t* output, std::uint32_t* copy) {
    const paired_header header = paired_header::read(packed);
    const std::int32_t depth = sizes.template get<0>();
    const std::int32_t output_depth = sizes.template get<1>();
    const std::uint32_t* words = packed + paired_header::words;
    pixel_job job;
    job.low = header.low;
    job.high = header.high;
    job.input = input;
    job.last_input = input + (pixels - block) * depth;
    job.end_input = input + pixels * depth;
    for (std::int32_t pair = 0; pair < output_depth; pair += 2) {
      const std::int32_t first = first_of(pair, output_depth);
      for (int c = 0; c < 2; ++c) {
        job.by[c] = sum_constants::of(words[c], words[2 + c], Stage, header.zero_point);
      }
      job.output = output + first;
      job.last_output = job.output + (pixels - block) * output_depth;
      job.weights = words + 4;
      if (copy != nullptr) {
        std::memcpy(copy, job.weights, static_cast<std::size_t>(depth) * 2);
        job.weights = copy;
      }
      if (Out == activation_format::mixed && first % 2 != 0) {
        pixel_loop<In, activation_format::mixed, Stage, 1, Sizes>::run(sizes, job);
      } else {
        pixel_loop<In, Out, Stage, 0, Sizes>::run(sizes, job);
      }
      words += pair_words(depth);
    }
  }
};

/// CONV_2D with filters of one pixel, int8: any stride, no groups, input channels a multiple of 4.
///
/// Reads the input as long as it writes the output: they must not overlap.
struct pointwise_conv {
  using op = ops::conv_2d;

  static constexpr bool supports(const node_view& view) {
    if (view.code() != builtin_operator::conv_2d) return false;
    const shape& filter = view.input(1).shape;
    return filter[1] == 1 && filter[2] == 1 && filter[3] == view.input(0).shape[3] &&
           pixel_matrix::supports_shape(pixels(view), filter[3], filter[0]) &&
           pixel_matrix::supports<op>(view);
  }
  static constexpr std::uint32_t packed_words(const node_view& view) {
    return pixel_matrix::packed_words(view.input(1).shape[3], view.input(1).shape[0]);
  }
  static constexpr void pack(const node_view& view, std::uint32_t* words) {
    pixel_matrix::pack<op>(view, words);
  }
  /// Room for the pixels that a stride leaves, and for the weights of two output channels.
  static constexpr std::uint32_t scratch_bytes(const node_view& view) {
    const conv_geometry<dynamic_extents<16>> g{op::extents(view)};
    return gathered_bytes(g) + (copies_weights(g) ? 2 * static_cast<std::uint32_t>(g.input_depth()) : 0);
  }

  template <activation_format In, activation_format Out, class Geometry>
  static void run(const Geometry& g, const std::int8_t* input, const std::uint32_t* packed,
                  std::int8_t* output, void* scratch) {
    auto* const gathered = static_cast<std::int8_t*>(scratch);
    std::uint32_t* const copy =
        copies_weights(g) ? reinterpret_cast<std::uint32_t*>(gathered + gathered_bytes(g)) : nullptr;
    const auto sizes = sizes_of(g);
    const std::int32_t pixels = g.batches() * g.output_height() * g.output_width();
    if (strided(g)) {
      gather<In>(g, input, gathered);
      pixel_matrix::run<activation_format::mixed, Out>(sizes, pixels, gathered, packed, output, copy);
    } else {
      pixel_matrix::run<In, Out>(sizes, pixels, input, packed, output, copy);
    }
  }

 private:
  static constexpr std::int32_t pixels(const node_view& view) {
    return view.output().shape.element_count() / view.output().shape[3];
  }
  template <class Geometry>
  static constexpr bool strided(const Geometry& g) {
    return g.stride_height() != 1 || g.stride_width() != 1;
  }
  template <class Geometry>
  static constexpr std::uint32_t gathered_bytes(const Geometry& g) {
    if (!strided(g)) return 0;
    return static_cast<std::uint32_t>(g.batches() * g.output_height() * g.output_width() * g.input_depth());
  }
  /// Flash behind a small data cache gives the weights of a pair once, and not again for each 3 pixels: those
  /// of 128 channels still fit in 256 bytes of cache.
  template <class Geometry>
  static constexpr bool copies_weights(const Geometry& g) {
    constexpr std::int32_t cached_depth = 128;
    constexpr std::int32_t few_pixels = 6;
    return g.input_depth() > cached_depth && g.batches() * g.output_height() * g.output_width() > few_pixels;
  }

  /// Layers that differ only in the number of their pixels share their code.
  template <std::int32_t... Values>
  static constexpr auto sizes_of(const conv_geometry<static_extents<Values...>>& g) {
    using geometry = std::decay_t<decltype(g)>;
    return static_extents<geometry{}.input_depth(), geometry{}.output_depth()>{};
  }
  static constexpr dynamic_extents<2> sizes_of(const conv_geometry<dynamic_extents<16>>& g) {
    return {{g.input_depth(), g.output_depth()}};
  }

  /// The pixels that the stride meets, one behind the other and mixed.
  template <activation_format In, class Geometry>
  MOTE_NOINLINE static void gather(const Geometry& g, const std::int8_t* input, std::int8_t* gathered) {
    for (std::int32_t b = 0; b < g.batches(); ++b) {
      for (std::int32_t y = 0; y < g.output_height(); ++y) {
        const std::int32_t row = (b * g.input_height() + y * g.stride_height()) * g.input_width();
        for (std::int32_t x = 0; x < g.output_width(); ++x) {
          const std::int8_t* from = input + (row + x * g.stride_width()) * g.input_depth();
          for (std::int32_t k = 0; k < g.input_depth(); k += 4, gathered += 4) {
            const std::uint32_t word = load_mixed<In>(from + k);
            std::memcpy(gathered, &word, sizeof word);
          }
        }
      }
    }
  }
};

}  // namespace mote::armv7e_m

#endif
