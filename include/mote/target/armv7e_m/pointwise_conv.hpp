// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_ARMV7E_M_POINTWISE_CONV_HPP
#define MOTE_TARGET_ARMV7E_M_POINTWISE_CONV_HPP

#include <cstdint>
#include <cstring>
#include <type_traits>

#include "mote/config.hpp"
#include "mote/ops/conv_2d.hpp"
#include "mote/target/armv7e_m/pixel_matrix.hpp"
#include "mote/target/armv7e_m/row_matrix.hpp"
#include "mote/target/kernel_constants.hpp"

namespace mote::armv7e_m {

namespace detail {

/// What pointwise_conv decides on by sizes. Apart from it: Clang 14 evaluates no templates of a class that
/// are defined behind their use.
struct pointwise_sizes {
  template <class Geometry>
  static constexpr bool strided(const Geometry& g) {
    return g.stride_height() != 1 || g.stride_width() != 1;
  }
  template <class Geometry>
  static constexpr std::int32_t pixels_of(const Geometry& g) {
    return g.batches() * g.output_height() * g.output_width();
  }
  /// Whether a static model has a layer computed in blocks, by code that small layers of all sizes share.
  template <class Geometry>
  static constexpr bool is_shared(const Geometry& g) {
    constexpr std::int32_t few_products = 256 * 1024;
    return !strided(g) && pixels_of(g) * g.input_depth() < few_products / g.output_depth();
  }
  template <class Geometry>
  static constexpr std::uint32_t gathered_bytes(const Geometry& g) {
    if (!strided(g) && !is_shared(g)) return 0;
    return static_cast<std::uint32_t>(pixel_matrix::blocked_bytes(pixels_of(g), g.input_depth()));
  }
  /// Flash behind a small data cache gives the weights of a pair once, and not again for each 3 pixels: those
  /// of 128 channels still fit in 256 bytes of cache.
  template <class Geometry>
  static constexpr bool copies_weights(const Geometry& g) {
    constexpr std::int32_t cached_depth = 128;
    constexpr std::int32_t few_pixels = 24;
    return g.input_depth() > cached_depth && pixels_of(g) > few_pixels;
  }
};

}  // namespace detail

/// CONV_2D with filters of one pixel, int8: any stride, no groups, input channels a multiple of 4.
///
/// Reads the input as long as it writes the output: they must not overlap.
struct pointwise_conv : private detail::pointwise_sizes {
  static constexpr const char* name = "pointwise_conv";
  using op = ops::conv_2d;
  /// In an interpreter the input is mixed first.
  static constexpr bool prefers_mixed = true;

  static constexpr support supports(const node_view& view) {
    if (view.code() != builtin_operator::conv_2d) return kernel_limit::operation;
    const shape& filter = view.input(1).shape;
    if (filter[1] != 1 || filter[2] != 1) return kernel_limit::filter_size;
    if (filter[3] != view.input(0).shape[3]) return kernel_limit::groups;
    const support shape = pixel_matrix::supports_shape(pixels(view), filter[3], filter[0]);
    return shape ? pixel_matrix::supports<op>(view, shares_code(view)) : shape;
  }
  /// Layers that share code have their input mixed on the way into blocks, and plain ones take less code to
  /// write.
  static constexpr bool gains_from_mixed(const node_view& view) { return !shares_code(view); }
  /// Layers that share code write bytes.
  static constexpr bool writes_planes(const node_view& view) {
    return !shares_code(view) && pixel_matrix::writes_planes(view.output().shape);
  }
  static constexpr std::uint32_t packed_words(const node_view& view) {
    return pixel_matrix::packed_words(view.input(1).shape[3], view.input(1).shape[0]);
  }
  static constexpr void pack(const node_view& view, std::uint32_t* words) {
    pixel_matrix::pack<op>(view, words, shares_code(view));
  }
  /// Room for the pixels that a stride leaves, or for blocks, and for the weights of two output channels.
  static constexpr std::uint32_t scratch_bytes(const node_view& view) {
    const conv_geometry<dynamic_extents<16>> g{op::extents(view)};
    return gathered_bytes(g) + (copies_weights(g) ? 2 * static_cast<std::uint32_t>(g.input_depth()) : 0);
  }

  template <activation_format In, activation_format Out, class Geometry>
  [[gnu::always_inline]] static void run(const Geometry& g, const std::int8_t* input,
                                         const kernel_constants& packed, std::int8_t* output, void* scratch) {
    auto* const gathered = static_cast<std::int8_t*>(scratch);
    const auto copy = room_for_weights(g, gathered + gathered_bytes(g));
    const auto sizes = sizes_of<Out>(g);
    output = pixel_matrix::first_pixel<Out>(g, output);
    const std::int32_t pixels = pixels_of(g);
    const sum_stage stage = pixel_matrix::stage_of(packed.header());
    if constexpr (std::is_same_v<std::decay_t<decltype(sizes)>, blocked_extents>) {
      pixel_matrix::make_blocks<In>(pixels, g.input_depth(), input, gathered);
      pixel_matrix::run<activation_format::mixed, Out>(sizes, pixels, gathered, stage, packed, output, copy);
    } else if (strided(g)) {
      gather<In>(g, input, gathered);
      pixel_matrix::run<activation_format::mixed, Out>(sizes, pixels, gathered, stage, packed, output, copy);
    } else {
      pixel_matrix::run<In, Out>(sizes, pixels, input, stage, packed, output, copy);
    }
  }

 private:
  static constexpr std::int32_t pixels(const node_view& view) {
    return view.output().shape.element_count() / view.output().shape[3];
  }
  static constexpr bool shares_code(const node_view& view) {
    return is_shared(conv_geometry<dynamic_extents<16>>{op::extents(view)});
  }
  /// Layers that differ only in the number of their pixels share their code too.
  template <activation_format Out, std::int32_t... Values>
  static constexpr auto sizes_of(const conv_geometry<static_extents<Values...>>& g) {
    constexpr std::decay_t<decltype(g)> fixed{};
    if constexpr (is_shared(fixed)) {
      return blocked_extents{{{g.input_depth(), g.output_depth()}}};
    } else {
      return pixel_matrix::sizes_of<Out, fixed.input_depth(), std::decay_t<decltype(g)>>();
    }
  }
  template <activation_format Out>
  static constexpr dynamic_extents<2> sizes_of(const conv_geometry<dynamic_extents<16>>& g) {
    return {{g.input_depth(), g.output_depth()}};
  }

  /// Where the weights of a pair are copied to, if they are.
  template <std::int32_t... Values>
  static auto room_for_weights(const conv_geometry<static_extents<Values...>>& /*g*/, std::int8_t* room) {
    return pixel_matrix::room_if<copies_weights(conv_geometry<static_extents<Values...>>{})>(room);
  }
  static std::uint32_t* room_for_weights(const conv_geometry<dynamic_extents<16>>& g, std::int8_t* room) {
    return copies_weights(g) ? pixel_matrix::room_if<true>(room) : nullptr;
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
