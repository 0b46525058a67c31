// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_ARMV7E_M_DEPTHWISE_STRIDE_2_HPP
#define MOTE_TARGET_ARMV7E_M_DEPTHWISE_STRIDE_2_HPP

#include <cstdint>
#include <cstring>

#include "mote/config.hpp"
#include "mote/target/activation_format.hpp"
#include "mote/target/armv7e_m/depthwise_conv.hpp"
#include "mote/target/armv7e_m/requantize.hpp"
#include "mote/target/dsp.hpp"
#include "mote/target/support.hpp"

// DEPTHWISE_CONV_2D with 3x3 filters, strides of 2, padding at the right and at the bottom only: what halves
// images of even sizes.
//
// Each input pixel is used for two outputs or fewer, so gathering planes doesn't pay. Two rows of output are
// computed at a time, straight from the interleaved image: of each of the five rows that they read a byte is
// loaded, rows 0 and 1 and rows 2 and 3 are paired, and row 4 stays alone. Columns are taken from the right
// to the left: the padding is what the first step starts with, and the leftmost of an output's three columns
// is carried to the next output. The last two rows of output read from a copy of their rows with the padding
// below.
//
// Packed words of a channel: bytes (w01, w00, w11, w10), (w20, w02, w21, w12), then w22 scaled, where wyx is
// the tap of row y and column x; then the constants of the requantization. Even channels come before odd
// ones.

namespace mote::armv7e_m {

/// Sizes that the compiler knows.
template <std::int32_t OutputHeight, std::int32_t OutputWidth, std::int32_t Depth>
struct static_halved_image {
  static constexpr std::int32_t output_height = OutputHeight;
  static constexpr std::int32_t output_width = OutputWidth;
  static constexpr std::int32_t depth = Depth;
};

struct dynamic_halved_image {
  std::int32_t output_height;
  std::int32_t output_width;
  std::int32_t depth;
};

namespace emulated {

/// All channels of an image. `bottom` has the last four rows of the input and one of padding.
template <class Requantization, activation_format Out, class Image>
inline void depthwise_stride_2(const Image& image, const std::int8_t* input, const std::int8_t* bottom,
                               const std::uint32_t* packed, std::uint32_t padding, std::int8_t* output) {
  const std::int32_t row = 2 * image.output_width * image.depth;
  const std::int32_t output_row = image.output_width * image.depth;
  for (std::int32_t i = 0; i < image.depth; ++i, packed += depthwise_channel_words<Requantization>) {
    const std::int32_t c = depthwise_channel_at(i, image.depth);
    const bool is_unsigned = Out == activation_format::mixed && c % 2 == 0;
    const auto tap = [&](int word, int byte) {
      return static_cast<std::int8_t>(packed[word] >> (8 * byte) & 0xff) * Requantization::scale;
    };
    const std::int32_t upper[3][2] = {{tap(0, 1), tap(0, 3)}, {tap(0, 0), tap(0, 2)}, {tap(1, 1), tap(1, 3)}};
    const std::int32_t lower[3] = {tap(1, 0), tap(1, 2), dsp::emulated::detail::low(packed[2])};
    const std::int32_t beyond = dsp::emulated::detail::low(padding);
    const std::uint32_t* constants = packed + 3;
    for (std::int32_t y = 0; y < image.output_height; ++y) {
      const bool last = y + 2 >= image.output_height;
      const std::int8_t* from = (last ? bottom + y % 2 * 2 * row : input + 2 * y * row) + c;
      std::int8_t* target = output + y * output_row + c;
      for (std::int32_t x = 0; x < image.output_width; ++x) {
        auto sum = static_cast<std::uint32_t>(Requantization::start(constants));
        for (std::int32_t k = 0; k < 3; ++k) {
          const std::int32_t column = 2 * x + k;
          for (std::int32_t tap_row = 0; tap_row < 3; ++tap_row) {
            const std::int32_t pixel =
                column < 2 * image.output_width ? from[tap_row * row + column * image.depth] : beyond;
            sum += static_cast<std::uint32_t>(pixel * (tap_row < 2 ? upper[k][tap_row] : lower[k]));
          }
        }
        target[x * image.depth] = static_cast<std::int8_t>(
            Requantization::finish(static_cast<std::int32_t>(sum), constants, is_unsigned));
      }
    }
  }
}

}  // namespace emulated

#if MOTE_HAS_DSP_AND_FPU

/// The same for sizes that are types, in registers: 36 cycles for two outputs.
template <class Requantization, activation_format Out, class Image>
inline void depthwise_stride_2_in_registers(const std::int8_t* input, const std::int8_t* bottom,
                                            const std::uint32_t* packed, std::uint32_t padding,
                                            std::int8_t* output) {
  constexpr std::int32_t unroll = Image::output_width % 2 == 0 ? 2 : 1;
  constexpr std::int32_t row = 2 * Image::output_width * Image::depth;
  // The step that begins a row is the rightmost one.
  constexpr std::int32_t begin = row - 2 * unroll * Image::depth;
  register const std::int8_t* r0 asm("r0") = (Image::output_height == 2 ? bottom : input) + begin;
  register const std::int8_t* r1 asm("r1") = bottom + begin;
  register const std::uint32_t* r2 asm("r2") = packed;
  register std::uint32_t r3 asm("r3") = padding;
  register std::int8_t* r4 asm("r4") = output + begin / 2;
  // r0 input, r1 output, r3 r4 r5 taps of rows 0 and 1, r6 those of row 2 for columns 0 and 1, r7 that of
  // column 2, r8 rows 0 and 1, r11 rows 2 and 3, lr row 4 of the column, r9 and r12 free; r2 and r10 sums of
  // the two outputs. r7 may be the frame pointer: it is saved by hand. s0 bias, s1 s2 s3 multiplier, offset
  // and shift, s4 input, s5 output, s6 packed, s7 padding, s8 end of the row, s9 rows left, s10 the copy of
  // the last rows, s11 channels left, s12 kinds of channels left.
  asm volatile(R"(
  .macro mote_column at
    ldrsb r8, [r0, #\at]
    ldrsb r9, [r0, #\at + %c[row]]
    ldrsb r11, [r0, #\at + 2 * %c[row]]
    ldrsb r12, [r0, #\at + 3 * %c[row]]
    ldrsb lr, [r0, #\at + 4 * %c[row]]
    pkhbt r8, r8, r9, lsl #16
    pkhbt r11, r11, r12, lsl #16
  .endm
  .macro mote_sums upper, how, lower, from, other
    smlad r2, r8, \upper, \from
    smlad r10, r11, \upper, \other
    \how r2, r11, \lower, r2
    \how r10, lr, \lower, r10
  .endm
  .macro mote_output saturate
    .set mote_at, mote_at - %c[depth]
    vmov r10, s0
    mote_sums r5, smlabb, r7, r10, r10
    mote_column (2 * mote_at + %c[depth])
    mote_sums r4, smlabt, r6, r2, r10
    mote_column (2 * mote_at)
    mote_sums r3, smlabb, r6, r2, r10
    vmov r9, s1
    .if %c[fitted]
    smmul r2, r2, r9
    smmul r10, r10, r9
    \saturate r2, #8, r2, asr #%c[shift]
    \saturate r10, #8, r10, asr #%c[shift]
    .else
    smmulr r2, r2, r9
    smmulr r10, r10, r9
    vmov r9, s2
    add r2, r2, r2, asr #31
    add r10, r10, r10, asr #31
    add r2, r2, r9
    add r10, r10, r9
    vmov r9, s3
    asr r2, r2, r9
    asr r10, r10, r9
    \saturate r2, #8, r2
    \saturate r10, #8, r10
    .endif
    strb r2, [r1, #mote_at]
    strb r10, [r1, #mote_at + %c[row] / 2]
  .endm
  .macro mote_channels saturate
    movw r3, #%c[depth] / 2
  3:
    vmov s11, r3
    .if %c[fitted]
    ldm r2!, {r3, r5, r7, r8, r9}
    vmov s1, r8
    vmov s0, r9
    lsl r4, r3, #8
    and r4, r4, #0xff00ff00
    and r3, r3, #0xff00ff00
    lsl r6, r5, #8
    and r6, r6, #0xff00ff00
    and r5, r5, #0xff00ff00
    .else
    ldm r2!, {r3, r5, r7, r8, r9, r10, r11}
    vmov s0, r8
    vmov s1, r9
    vmov s2, r10
    vmov s3, r11
    sxtb16 r4, r3
    sxtb16 r3, r3, ror #8
    sxtb16 r6, r5
    sxtb16 r5, r5, ror #8
    sadd16 r3, r3, r3
    sadd16 r4, r4, r4
    sadd16 r5, r5, r5
    sadd16 r6, r6, r6
    .endif
    vmov s6, r2
    movw r8, #%c[height] / 2
    vmov r0, s4
    vmov r1, s5
    .balign 4
  1:
    vmov s9, r8
    subw r2, r0, #%c[row]
    vmov s8, r2
    vmov r8, s7
    mov r11, r8
    mov lr, r8
    .balign 4
  2:
    .set mote_at, %c[unroll] * %c[depth]
    .rept %c[unroll]
    mote_output \saturate
    .endr
    subw r0, r0, #2 * %c[unroll] * %c[depth]
    vmov r9, s8
    subw r1, r1, #%c[unroll] * %c[depth]
    cmp r0, r9
    bne 2b
    addw r0, r0, #4 * %c[row]
    addw r0, r0, #%c[row]
    addw r1, r1, #%c[row]
    addw r1, r1, #%c[row] / 2
    vmov r8, s9
    cmp r8, #2
    it eq
    vmoveq r0, s10
    subs r8, r8, #1
    bne 1b
    vmov r0, s4
    vmov r1, s5
    vmov r2, s10
    add r0, r0, #2
    add r1, r1, #2
    add r2, r2, #2
    vmov s4, r0
    vmov s5, r1
    vmov s10, r2
    vmov r2, s6
    vmov r3, s11
    subs r3, r3, #1
    bne 3b
  .endm
  .macro mote_next_channel
    vmov r9, s10
    subw r0, r0, #%c[depth] - 1
    subw r1, r1, #%c[depth] - 1
    subw r9, r9, #%c[depth] - 1
    vmov s4, r0
    vmov s5, r1
    vmov s10, r9
  .endm
    vmov s15, r7
    vmov s4, r0
    vmov s5, r4
    vmov s7, r3
    vmov s10, r1
    .if %c[mixed]
    mote_channels usat
    mote_next_channel
    mote_channels ssat
    .else
    movs r3, #2
  4:
    vmov s12, r3
    mote_channels ssat
    mote_next_channel
    vmov r3, s12
    subs r3, r3, #1
    bne 4b
    .endif
    vmov r7, s15
  .irp name, column, sums, output, channels, next_channel
  .purgem mote_\name
  .endr
)"
               : "+r"(r0), "+r"(r1), "+r"(r2), "+r"(r3), "+r"(r4)
               : [row] "i"(row), [depth] "i"(Image::depth), [height] "i"(Image::output_height),
                 [unroll] "i"(unroll), [shift] "i"(Requantization::shift),
                 [fitted] "i"(Requantization::is_fitted), [mixed] "i"(Out == activation_format::mixed)
               : "r5", "r6", "r8", "r9", "r10", "r11", "r12", "lr", "s0", "s1", "s2", "s3", "s4", "s5", "s6",
                 "s7", "s8", "s9", "s10", "s11", "s12", "s15", "cc", "memory");
}

template <class Requantization, activation_format Out, class Image>
inline void depthwise_stride_2(const Image&, const std::int8_t* input, const std::int8_t* bottom,
                               const std::uint32_t* packed, std::uint32_t padding, std::int8_t* output) {
  depthwise_stride_2_in_registers<Requantization, Out, Image>(input, bottom, packed, padding, output);
}
template <class Requantization, activation_format Out>
inline void depthwise_stride_2(const dynamic_halved_image& image, const std::int8_t* input,
                               const std::int8_t* bottom, const std::uint32_t* packed, std::uint32_t padding,
                               std::int8_t* output) {
  emulated::depthwise_stride_2<Requantization, Out>(image, input, bottom, packed, padding, output);
}

#else

using emulated::depthwise_stride_2;

#endif

namespace detail {

template <class Geometry>
struct halved_image_of {
  static dynamic_halved_image make(const Geometry& g) {
    return {g.output_height(), g.output_width(), g.output_depth()};
  }
};
template <std::int32_t... Sizes>
struct halved_image_of<conv_geometry<static_extents<Sizes...>>> {
  using g = conv_geometry<static_extents<Sizes...>>;
  static constexpr auto make(const g&) {
    return static_halved_image<g{}.output_height(), g{}.output_width(), g{}.output_depth()>{};
  }
};

}  // namespace detail

/// 3x3 depthwise convolution, depth multiplier 1, strides of 2, no padding at the left and at the top, an
/// output of even height and half the input's size, a multiple of 4 channels, rows of less than 1 KiB, the
/// full int8 range as activation range.
template <class Requantization>
struct basic_depthwise_stride_2_conv {
  static constexpr const char* name =
      Requantization::is_fitted ? "depthwise_stride_2_conv" : "depthwise_stride_2_conv_rounding";

  static constexpr support supports(const node_view& view) {
    const kernel_limit limit = limit_of_shape(view);
    return limit == kernel_limit::nothing ? depthwise_layer<Requantization>(view).limit() : limit;
  }

  static constexpr std::uint32_t packed_words(const node_view& view) {
    return 1 + static_cast<std::uint32_t>(view.output().shape[3]) * depthwise_channel_words<Requantization>;
  }

  /// The input's zero point in both halves of a word, then the channels as described at the top.
  static constexpr void pack(const node_view& view, std::uint32_t* words,
                             activation_format out = activation_format::plain) {
    const depthwise_layer<Requantization> from(view);
    *words++ = half(from.zero_point) | half(from.zero_point) << 16;
    for (std::int32_t i = 0; i < from.depth; ++i) {
      const std::int32_t c = depthwise_channel_at(i, from.depth);
      const Requantization requantization = from.requantization(c, out);
      std::int32_t taps[9]{};
      std::int32_t sum = 0;
      for (std::int32_t tap = 0; tap < 9 && !requantization.is_constant; ++tap) {
        taps[tap] = from.weight(tap, c);
        sum += taps[tap];
      }
      *words++ = byte(taps[1]) | byte(taps[0]) << 8 | byte(taps[4]) << 16 | byte(taps[3]) << 24;
      *words++ = byte(taps[6]) | byte(taps[2]) << 8 | byte(taps[7]) << 16 | byte(taps[5]) << 24;
      *words++ = half(taps[8] * Requantization::scale);
      words = requantization.store(words, std::int64_t{from.channels[c].bias} - from.zero_point * sum);
    }
  }

  /// The last four rows of the input and one of padding.
  static constexpr std::uint32_t scratch_bytes(const node_view& view) {
    return 5 * static_cast<std::uint32_t>(view.input(0).shape[2] * view.input(0).shape[3]);
  }

  template <activation_format In, activation_format Out, class Geometry>
  MOTE_NOINLINE static void run(const Geometry& g, const std::int8_t* input, const std::uint32_t* packed,
                                std::int8_t* output, void* scratch) {
    static_assert(In == activation_format::plain, "mote: depthwise_stride_2_conv reads plain activations");
    const auto image = detail::halved_image_of<Geometry>::make(g);
    const std::int32_t row_words = g.input_width() * g.input_depth() / 4;
    const std::int32_t words = g.input_height() * row_words;
    const std::uint32_t padding = packed[0];
    auto* const bottom = static_cast<std::uint32_t*>(scratch);
    for (std::int32_t i = 0; i < row_words; ++i) bottom[4 * row_words + i] = (padding & 0xff) * 0x01010101;
    for (std::int32_t b = 0; b < g.batches(); ++b, input += 4 * words, output += words) {
      // Four words at a time: loads that follow each other are faster.
      const std::int8_t* from = input + 4 * (words - 4 * row_words);
      for (std::int32_t i = 0; i < 4 * row_words; i += 4, from += 16) {
        const std::uint32_t four[] = {detail::load_word(from), detail::load_word(from + 4),
                                      detail::load_word(from + 8), detail::load_word(from + 12)};
        for (int k = 0; k < 4; ++k) bottom[i + k] = four[k];
      }
      depthwise_stride_2<Requantization, Out>(image, input, static_cast<const std::int8_t*>(scratch),
                                              packed + 1, padding, output);
    }
  }

 private:
  static constexpr std::uint32_t half(std::int32_t value) {
    return static_cast<std::uint32_t>(value) & 0xffff;
  }
  static constexpr std::uint32_t byte(std::int32_t value) { return static_cast<std::uint32_t>(value) & 0xff; }

  static constexpr kernel_limit limit_of_shape(const node_view& view) {
    const conv_geometry<dynamic_extents<16>> g{ops::depthwise_conv_2d::extents(view)};
    if (g.filter_height() != 3 || g.filter_width() != 3) return kernel_limit::filter_size;
    if (g.input_depth() != g.output_depth()) return kernel_limit::depth_multiplier;
    if (g.input_depth() % 4 != 0) return kernel_limit::depth_not_of_words;
    if (g.stride_height() != 2 || g.stride_width() != 2) return kernel_limit::stride;
    if (g.dilation_height() != 1 || g.dilation_width() != 1) return kernel_limit::dilation;
    if (g.padding_top() != 0 || g.padding_left() != 0) return kernel_limit::padding;
    if (g.output_height() % 2 != 0 || g.input_height() != 2 * g.output_height() ||
        g.input_width() != 2 * g.output_width()) {
      return kernel_limit::image_size;
    }
    // What offsets of loads reach, from the first of up to four outputs.
    const std::int32_t row = g.input_width() * g.input_depth();
    return 4 * row + 8 * g.input_depth() <= 4096 ? kernel_limit::nothing : kernel_limit::too_deep;
  }
};

/// For outputs with zero point -128, as behind any ReLU.
using depthwise_stride_2_conv = basic_depthwise_stride_2_conv<fitted_requantization<depthwise_shift>>;
/// For all others.
using depthwise_stride_2_conv_rounding = basic_depthwise_stride_2_conv<rounding_requantization>;

}  // namespace mote::armv7e_m

#endif
