// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_AVX2_CONV_HPP
#define MOTE_TARGET_AVX2_CONV_HPP

#include "mote/config.hpp"

#if MOTE_HAS_AVX2
#include <cstdint>

#include "mote/ops/conv_2d.hpp"
#include "mote/ops/depthwise_conv_2d.hpp"
#include "mote/target/activation_format.hpp"
#include "mote/target/avx2/pixel_sums.hpp"
#include "mote/target/avx2/strips.hpp"

namespace mote::avx2 {

/// A convolution whose filter rows meet one stretch of the input each: two activations next to each other
/// are a tap. Other sizes than those of a geometry are of the rows of taps.
struct stretch_conv {
  using geometry = conv_geometry<dynamic_extents<16>>;

  static constexpr std::int32_t stretch(const geometry& g) { return g.filter_width() * g.input_depth(); }
  static constexpr std::int32_t taps(const geometry& g) { return (stretch(g) + 1) / 2; }

  static constexpr bool is_possible(const geometry& g) { return strips(g).is_possible(); }
  static constexpr std::uint32_t packed_words(const geometry& g) {
    return packed_layer::words(g.output_depth(), g.filter_height() * taps(g));
  }
  static constexpr std::uint32_t scratch_bytes(const geometry& g) {
    return strips(g).image_bytes() + tap_bytes + static_cast<std::uint32_t>(cache_line);
  }

  MOTE_NOINLINE static void run(const geometry& g, const std::int8_t* input, const std::uint32_t* packed,
                                std::int8_t* output, void* scratch) {
    std::int16_t* const image = aligned_image(scratch);
    const strip_plan plan = strips(g);
    const auto zero_point = static_cast<std::int16_t>(packed[0]);
    const std::int32_t input_row = g.input_width() * g.input_depth();
    const std::int32_t before = g.padding_left() * g.input_depth();
    const auto width = static_cast<std::int32_t>(row_elements(g));
    const std::int32_t inside = width - before < input_row ? width - before : input_row;
    const tap_grid filter{g.filter_height(), taps(g), g.dilation_height() * plan.row_bytes, tap_bytes};
    // The last tap of the last pixel may end behind the image, where its weight is 0.
    image[plan.image_bytes() / 2] = 0;
    plan.for_each_strip(g, [&](std::int32_t b, std::int32_t y, std::int32_t count) {
      std::int16_t* to = image;
      plan.for_each_row(g, y, count, [&](std::int32_t row) {
        if (row < 0 || row >= g.input_height()) {
          std::memset(to, 0, static_cast<std::size_t>(plan.row_bytes));
        } else {
          std::memset(to, 0, static_cast<std::size_t>(before) * sizeof *to);
          widen(input + (b * g.input_height() + row) * input_row, inside, zero_point, to + before);
          std::memset(to + before + inside, 0,
                      static_cast<std::size_t>(width - before - inside) * sizeof *to);
        }
        to += width;
      });
      const pixel_grid pixels{count * g.output_width(), g.output_width(),
                              std::ptrdiff_t{sizeof *to} * g.stride_width() * g.input_depth(),
                              plan.stride * plan.row_bytes};
      sum_all_pixels<tap_kind::shared>(
          image, pixels, filter, packed, g.output_depth(),
          output + (b * g.output_height() + y) * g.output_width() * g.output_depth());
    });
  }

 private:
  static constexpr std::int32_t tap_bytes = 4;

  static constexpr std::int64_t row_elements(const geometry& g) {
    const std::int64_t columns = std::int64_t{g.output_width() - 1} * g.stride_width() + g.filter_width();
    return columns * g.input_depth();
  }
  static constexpr strip_plan strips(const geometry& g) {
    const std::int32_t reach = (g.filter_height() - 1) * g.dilation_height();
    return {g, row_elements(g) * 2, g.filter_height() == 1 ? g.stride_height() : 1, reach};
  }

  /// Twice the differences from the zero point.
  static void widen(const std::int8_t* from, std::int32_t count, std::int16_t zero_point, std::int16_t* to) {
    const __m256i doubled_zero_point = _mm256_set1_epi16(static_cast<std::int16_t>(2 * zero_point));
    std::int32_t i = 0;
    for (; i + 16 <= count; i += 16) {
      const __m256i x = _mm256_cvtepi8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from + i)));
      const __m256i difference = _mm256_sub_epi16(_mm256_add_epi16(x, x), doubled_zero_point);
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(to + i), difference);
    }
    for (; i < count; ++i) to[i] = static_cast<std::int16_t>(2 * (from[i] - zero_point));
  }
};

/// How the filters of CONV_2D lie in memory: stretches of columns and input channels, row by row.
struct conv_filters {
  using op = ops::conv_2d;

  static constexpr bool takes(const stretch_conv::geometry& g) { return g.filter_depth() == g.input_depth(); }
  static constexpr auto packer(const node_view& view) {
    const stretch_conv::geometry g{op::extents(view)};
    const char* const weights = view.input(1).data.data();
    const std::int32_t height = g.filter_height();
    const std::int32_t stretch = stretch_conv::stretch(g);
    return make_layer_packer<op>(view, height, stretch_conv::taps(g),
                                 [=](std::int32_t c, std::int32_t row, std::int32_t tap, std::int32_t half) {
                                   const std::int32_t k = 2 * tap + half;
                                   return k < stretch ? weights[(c * height + row) * stretch + k] : '\0';
                                 });
  }
};

/// Those of DEPTHWISE_CONV_2D of one input channel: the output channels of a pixel are neighbours.
struct one_channel_depthwise_filters {
  using op = ops::depthwise_conv_2d;

  static constexpr bool takes(const stretch_conv::geometry& g) { return g.input_depth() == 1; }
  static constexpr auto packer(const node_view& view) {
    const stretch_conv::geometry g{op::extents(view)};
    const char* const weights = view.input(1).data.data();
    const std::int32_t width = g.filter_width();
    const std::int32_t depth = g.output_depth();
    return make_layer_packer<op>(view, g.filter_height(), stretch_conv::taps(g),
                                 [=](std::int32_t c, std::int32_t row, std::int32_t tap, std::int32_t half) {
                                   const std::int32_t x = 2 * tap + half;
                                   return x < width ? weights[(row * width + x) * depth + c] : '\0';
                                 });
  }
};

/// A convolution, int8: any stride and dilation of rows, no dilation of columns, no groups.
///
/// Reads the input as long as it writes the output: they must not overlap.
template <class Filters>
struct basic_conv {
  using op = typename Filters::op;
  static constexpr bool reads_mixed = false;
  static constexpr bool writes_mixed = false;

  static constexpr bool supports(const node_view& view) {
    if (view.code() != op::code) return false;
    const stretch_conv::geometry g{op::extents(view)};
    return g.dilation_width() == 1 && Filters::takes(g) && stretch_conv::is_possible(g) &&
           Filters::packer(view).is_possible();
  }
  static constexpr std::uint32_t packed_words(const node_view& view) {
    return stretch_conv::packed_words({op::extents(view)});
  }
  static constexpr void pack(const node_view& view, std::uint32_t* words) {
    Filters::packer(view).pack(words);
  }
  static constexpr std::uint32_t scratch_bytes(const node_view& view) {
    return stretch_conv::scratch_bytes({op::extents(view)});
  }

  template <activation_format In, activation_format Out, class Geometry>
  static void run(const Geometry& g, const std::int8_t* input, const std::uint32_t* packed,
                  std::int8_t* output, void* scratch) {
    stretch_conv::run(dynamic_geometry(g), input, packed, output, scratch);
  }
};

using conv = basic_conv<conv_filters>;
using one_channel_depthwise_conv = basic_conv<one_channel_depthwise_filters>;

}  // namespace mote::avx2

#endif  // MOTE_HAS_AVX2
#endif
