// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_AVX2_DEPTHWISE_CONV_HPP
#define MOTE_TARGET_AVX2_DEPTHWISE_CONV_HPP

#include "mote/config.hpp"

#if MOTE_HAS_AVX2
#include <cstdint>
#include <cstring>

#include "mote/ops/depthwise_conv_2d.hpp"
#include "mote/target/activation_format.hpp"
#include "mote/target/avx2/pixel_sums.hpp"
#include "mote/target/avx2/strips.hpp"

namespace mote::avx2 {

/// DEPTHWISE_CONV_2D, int8: any stride and dilation, depth multiplier 1.
///
/// The two activations of a tap are those of one channel in two filter rows, one above the other: the image
/// in scratch memory has them side by side. Of an odd number of filter rows the last one is a pair with
/// weights of 0.
///
/// Reads the input as long as it writes the output: they must not overlap.
struct depthwise_conv {
  using op = ops::depthwise_conv_2d;
  using geometry = conv_geometry<dynamic_extents<16>>;
  static constexpr bool reads_mixed = false;
  static constexpr bool writes_mixed = false;

 private:
  static constexpr auto packer(const node_view& view) {
    const geometry g{op::extents(view)};
    const char* const weights = view.input(1).data.data();
    const std::int32_t height = g.filter_height();
    const std::int32_t width = g.filter_width();
    const std::int32_t depth = g.output_depth();
    return make_layer_packer<op>(view, row_pairs(g), width,
                                 [=](std::int32_t c, std::int32_t row, std::int32_t tap, std::int32_t half) {
                                   const std::int32_t y = 2 * row + half;
                                   return y < height ? weights[(y * width + tap) * depth + c] : '\0';
                                 });
  }

 public:
  static constexpr bool supports(const node_view& view) {
    if (view.code() != builtin_operator::depthwise_conv_2d) return false;
    const geometry g{op::extents(view)};
    return g.input_depth() == g.output_depth() && strips(g).is_possible() && packer(view).is_possible();
  }
  static constexpr std::uint32_t packed_words(const node_view& view) {
    const geometry g{op::extents(view)};
    return packed_layer::words(g.output_depth(), row_pairs(g) * g.filter_width());
  }
  static constexpr void pack(const node_view& view, std::uint32_t* words) { packer(view).pack(words); }
  static constexpr std::uint32_t scratch_bytes(const node_view& view) {
    return strips(geometry{op::extents(view)}).image_bytes() + static_cast<std::uint32_t>(cache_line);
  }

  template <activation_format In, activation_format Out, class Geometry>
  static void run(const Geometry& g, const std::int8_t* input, const std::uint32_t* packed,
                  std::int8_t* output, void* scratch) {
    run_any(dynamic_geometry(g), input, packed, output, scratch);
  }

 private:
  static constexpr std::int32_t row_pairs(const geometry& g) { return (g.filter_height() + 1) / 2; }
  /// Elements of a pixel of the image.
  static constexpr std::int32_t pixel_elements(const geometry& g) {
    return (g.input_depth() + lanes - 1) / lanes * lanes * 2;
  }
  static constexpr std::int64_t image_width(const geometry& g) {
    return std::int64_t{g.output_width() - 1} * g.stride_width() +
           std::int64_t{g.filter_width() - 1} * g.dilation_width() + 1;
  }
  static constexpr strip_plan strips(const geometry& g) {
    const std::int32_t reach = (row_pairs(g) - 1) * 2 * g.dilation_height();
    return {g, image_width(g) * pixel_elements(g) * 2, reach % g.stride_height() == 0 ? g.stride_height() : 1,
            reach};
  }

  MOTE_NOINLINE static void run_any(const geometry& g, const std::int8_t* input, const std::uint32_t* packed,
                                    std::int8_t* output, void* scratch) {
    std::int16_t* const image = aligned_image(scratch);
    const strip_plan plan = strips(g);
    const std::int32_t pixel = pixel_elements(g);
    const std::ptrdiff_t pixel_bytes = pixel * std::ptrdiff_t{sizeof *image};
    const std::int32_t pair_step = 2 * g.dilation_height() / plan.unit;
    const tap_grid filter{row_pairs(g), g.filter_width(), pair_step * plan.row_bytes,
                          g.dilation_width() * pixel_bytes};
    plan.for_each_strip(g, [&](std::int32_t b, std::int32_t y, std::int32_t count) {
      std::int16_t* to = image;
      const std::int8_t* const from = input + b * g.input_height() * g.input_width() * g.input_depth();
      plan.for_each_row(g, y, count, [&](std::int32_t row) {
        write_row(g, from, row, static_cast<std::int8_t>(packed[0]), to);
        to += image_width(g) * pixel;
      });
      const pixel_grid pixels{count * g.output_width(), g.output_width(), g.stride_width() * pixel_bytes,
                              plan.stride * plan.row_bytes};
      sum_all_pixels<tap_kind::own_channel>(
          image, pixels, filter, packed, g.output_depth(),
          output + (b * g.output_height() + y) * g.output_width() * g.output_depth());
    });
  }

  /// The pixels of an input row, with those of the row that the next tap meets.
  static void write_row(const geometry& g, const std::int8_t* input, std::int32_t row, std::int8_t zero_point,
                        std::int16_t* to) {
    const std::int32_t pixel = pixel_elements(g);
    const auto width = static_cast<std::int32_t>(image_width(g));
    const std::int32_t before = g.padding_left();
    const std::int32_t inside = width - before < g.input_width() ? width - before : g.input_width();
    const auto row_at = [&](std::int32_t index) {
      const bool exists = index >= 0 && index < g.input_height();
      return exists ? input + index * g.input_width() * g.input_depth() : nullptr;
    };
    const std::int8_t* const upper = row_at(row);
    const std::int8_t* const lower = row_at(row + g.dilation_height());
    clear(to, before * pixel);
    to += before * pixel;
    if (g.input_depth() % lanes == 0) {
      write_pairs(upper, lower, inside * g.input_depth(), zero_point, to);
    } else {
      for (std::int32_t x = 0; x < inside; ++x) {
        const std::int32_t at = x * g.input_depth();
        write_pairs(upper != nullptr ? upper + at : nullptr, lower != nullptr ? lower + at : nullptr,
                    g.input_depth(), zero_point, to + x * pixel);
      }
    }
    clear(to + inside * pixel, (width - before - inside) * pixel);
  }

  /// `count` elements of each row as pairs, filled up to a multiple of 8. A row that isn't there is padding.
  static void write_pairs(const std::int8_t* upper, const std::int8_t* lower, std::int32_t count,
                          std::int8_t zero_point, std::int16_t* to) {
    const __m128i outside = _mm_set1_epi8(zero_point);
    const __m256i doubled_zero_point = _mm256_set1_epi16(static_cast<std::int16_t>(2 * zero_point));
    for (std::int32_t i = 0; i < count; i += lanes, to += 2 * lanes) {
      const __m128i above = upper != nullptr ? load_some(upper + i, count - i) : outside;
      const __m128i below = lower != nullptr ? load_some(lower + i, count - i) : outside;
      const __m256i pairs = _mm256_cvtepi8_epi16(_mm_unpacklo_epi8(above, below));
      const __m256i differences = _mm256_sub_epi16(_mm256_add_epi16(pairs, pairs), doubled_zero_point);
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), differences);
    }
  }

  static void clear(std::int16_t* elements, std::int32_t count) {
    std::memset(elements, 0, static_cast<std::size_t>(count) * sizeof *elements);
  }

  /// 8 elements, or fewer if fewer are left.
  [[gnu::always_inline]] static __m128i load_some(const std::int8_t* from, std::int32_t left) {
    if (left >= lanes) return _mm_loadl_epi64(reinterpret_cast<const __m128i*>(from));
    std::int64_t some = 0;
    std::memcpy(&some, from, static_cast<std::size_t>(left));
    return _mm_cvtsi64_si128(some);
  }
};

}  // namespace mote::avx2

#endif  // MOTE_HAS_AVX2
#endif
