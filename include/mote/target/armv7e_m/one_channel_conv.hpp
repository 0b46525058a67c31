// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_ARMV7E_M_ONE_CHANNEL_CONV_HPP
#define MOTE_TARGET_ARMV7E_M_ONE_CHANNEL_CONV_HPP

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "mote/config.hpp"
#include "mote/ops/conv_2d.hpp"
#include "mote/ops/depthwise_conv_2d.hpp"
#include "mote/target/activation_format.hpp"
#include "mote/target/armv7e_m/requantize.hpp"
#include "mote/target/dsp.hpp"
#include "mote/target/support.hpp"

// CONV_2D and DEPTHWISE_CONV_2D of an image with one channel, such as a spectrogram, with a horizontal stride
// of 2.
//
// The image becomes a plane of words with two neighbouring pixels each, as int16, padding included. With
// stride 2 the taps of output x begin at word x, and those of neighbouring outputs overlap by whole words:
// of a row of taps, up to five outputs take each word and each pair of weights from a register.

namespace mote::armv7e_m {

/// Sizes of the inner part, known to the compiler or only at run time.
struct one_channel_sizes {
  std::int32_t output_width;
  std::int32_t depth;
  std::int32_t filter_height;
  std::int32_t pairs;  ///< of weights in a row of the filter
  std::int32_t stride_height;

  /// Words of a row of the plane.
  constexpr std::int32_t words() const { return output_width + pairs - 1; }
  /// Outputs that are computed together: as many as have registers and divide a row.
  constexpr std::int32_t outputs() const {
    std::int32_t count = 5;
    while (output_width % count != 0) --count;
    return count;
  }
  /// Rows of the filter for which the loop is written out, within what an instruction cache of 1 KiB holds.
  constexpr std::int32_t unrolled_rows() const {
    const std::int32_t instructions = pairs + outputs() + pairs - 1 + outputs() * pairs;
    std::int32_t rows = 180 / instructions;
    if (rows > filter_height) rows = filter_height;
    while (filter_height % rows != 0) --rows;
    return rows;
  }
};

template <class Geometry>
constexpr one_channel_sizes one_channel_sizes_of(const Geometry& g) {
  return {g.output_width(), g.output_depth(), g.filter_height(), (g.filter_width() + 1) / 2,
          g.stride_height()};
}

namespace emulated {

/// `rows` rows of output of one channel. `plane` has the padded rows that they read; `packed` is the channel:
/// constants of the requantization, then filter_height * pairs words of weights. Outputs are XORed with
/// `mask`.
template <class Requantization>
inline void one_channel_rows(const one_channel_sizes& sizes, const std::uint32_t* plane,
                             const std::uint32_t* packed, std::int32_t rows, std::uint32_t mask,
                             std::int8_t* output) {
  for (std::int32_t y = 0; y < rows; ++y, plane += sizes.stride_height * sizes.words()) {
    for (std::int32_t x = 0; x < sizes.output_width; ++x, output += sizes.depth) {
      const std::uint32_t* weights = packed + Requantization::packed_words;
      std::int32_t sum = Requantization::start(packed);
      for (std::int32_t row = 0; row < sizes.filter_height; ++row) {
        const std::uint32_t* pixels = plane + row * sizes.words() + x;
        for (std::int32_t i = 0; i < sizes.pairs; ++i) sum = dsp::smlad(pixels[i], *weights++, sum);
      }
      const std::int32_t out = Requantization::finish(sum, packed);
      *output = static_cast<std::int8_t>(out ^ static_cast<std::int32_t>(mask));
    }
  }
}

}  // namespace emulated

#if MOTE_HAS_DSP_AND_FPU

template <class Geometry>
struct static_one_channel_sizes {
  static constexpr bool is_static = true;
  static constexpr one_channel_sizes value = one_channel_sizes_of(Geometry{});
};

/// Only the numbers of outputs and of pairs of weights that have registers are known to the compiler.
template <std::int32_t Outputs, std::int32_t Pairs>
struct dynamic_one_channel_sizes {
  static constexpr bool is_static = false;
  static constexpr one_channel_sizes value{Outputs, 0, 1, Pairs, 1};
};

/// What the registers get of sizes that are known at run time only. In bytes.
struct one_channel_constants {
  std::int32_t pitch;
  std::int32_t outputs;  ///< of the plane, for a row of output
  std::int32_t weights;
  std::int32_t window;  ///< of the plane, for all rows of the filter
  std::int32_t stride;
  std::int32_t depth;
};

/// The same in registers. What Sizes doesn't know comes from `constants`.
template <class Requantization, class Sizes>
inline void one_channel_rows_in_registers(const std::uint32_t* plane, const std::uint32_t* packed,
                                          std::int32_t rows, std::uint32_t mask, std::int8_t* output,
                                          const one_channel_constants* constants = nullptr) {
  constexpr one_channel_sizes sizes = Sizes::value;
  constexpr std::int32_t pitch = 4 * sizes.words();
  register const std::uint32_t* r0 asm("r0") = plane;
  register const std::uint32_t* r1 asm("r1") = packed;
  register std::int32_t r2 asm("r2") = rows;
  register std::uint32_t r3 asm("r3") = mask;
  register std::int8_t* r4 asm("r4") = output;
  register const one_channel_constants* r5 asm("r5") = constants;
  // r0 input, r1 weights, r2 to r6 sums, r7 to r10 pairs of weights, r11 r12 lr pixels. r7 may be the frame
  // pointer: it is saved by hand.
  // s0 bias, s1 s2 s3 multiplier, offset and shift, s4 mask, s5 output, s6 weights, s7 end of the weights,
  // s8 end of the row, s9 end of the plane, s16 to s21 constants.
  asm volatile(R"(
  .macro mote_term pixels, sum, output, pair, weights
    .if (\output < %c[outputs]) && (\pair < %c[pairs]) && (\output + \pair == mote_word)
    smlad \sum, \pixels, \weights, \sum
    .endif
  .endm
  .macro mote_terms pixels, sum, output
    mote_term \pixels, \sum, \output, 0, r7
    mote_term \pixels, \sum, \output, 1, r8
    mote_term \pixels, \sum, \output, 2, r9
    mote_term \pixels, \sum, \output, 3, r10
  .endm
  .macro mote_pixels pixels
    .if mote_word < %c[outputs] + %c[pairs] - 1
    mote_terms \pixels, r2, 0
    mote_terms \pixels, r3, 1
    mote_terms \pixels, r4, 2
    mote_terms \pixels, r5, 3
    mote_terms \pixels, r6, 4
    .endif
    .set mote_word, mote_word + 1
  .endm
  .macro mote_load pixels, word
    .if mote_word + \word < %c[outputs] + %c[pairs] - 1
    ldr \pixels, [r0, #mote_row * %c[pitch] + 4 * (mote_word + \word)]
    .endif
  .endm
  .macro mote_weights register, pair
    .if \pair < %c[pairs]
    ldr \register, [r1, #4 * (mote_row * %c[pairs] + \pair)]
    .endif
  .endm
  .macro mote_multiply sum
    .if %c[fitted]
    smmul \sum, \sum, r11
    .else
    smmulr \sum, \sum, r11
    .endif
  .endm
  .macro mote_round sum
    add \sum, \sum, \sum, asr #31
    add \sum, \sum, r11
  .endm
  .macro mote_saturate sum
    .if %c[fitted]
    ssat \sum, #8, \sum, asr #%c[shift]
    .else
    asr \sum, \sum, r11
    ssat \sum, #8, \sum
    .endif
  .endm
  .macro mote_mask sum
    eor \sum, \sum, r11
  .endm
  .macro mote_store sum
    .if %c[fixed] == 0
    strb \sum, [r1]
    add r1, r1, r12
    .elseif %c[depth] < 256
    strb \sum, [r1], #%c[depth]
    .else
    strb \sum, [r1]
    addw r1, r1, #%c[depth]
    .endif
  .endm
  .macro mote_all what
    \what r2
    .if %c[outputs] > 1
    \what r3
    .endif
    .if %c[outputs] > 2
    \what r4
    .endif
    .if %c[outputs] > 3
    \what r5
    .endif
    .if %c[outputs] > 4
    \what r6
    .endif
  .endm
    .if %c[fixed] == 0
    vpush {s16-s21}
    vldm r5, {s16-s21}
    .endif
    vmov s15, r7
    vmov s4, r3
    vmov s5, r4
    .if %c[fitted]
    ldm r1!, {r3, r4}
    vmov s1, r3
    vmov s0, r4
    .else
    ldm r1!, {r3, r4, r5, r6}
    vmov s0, r3
    vmov s1, r4
    vmov s2, r5
    vmov s3, r6
    .endif
    vmov s6, r1
    .if %c[fixed]
    addw r1, r1, #4 * %c[filter_height] * %c[pairs]
    movw r3, #%c[stride_height] * %c[pitch]
    .else
    vmov r3, s18
    add r1, r1, r3
    vmov r3, s20
    .endif
    vmov s7, r1
    mla r3, r3, r2, r0
    vmov s9, r3
    .balign 4
  1:
    .if %c[fixed]
    addw r3, r0, #4 * %c[output_width]
    .else
    vmov r3, s17
    add r3, r3, r0
    .endif
    vmov s8, r3
    .balign 4
  2:
    vmov r1, s6
    vmov r2, s0
    .irp sum, r3, r4, r5, r6
    mov \sum, r2
    .endr
    .balign 4
  3:
    .set mote_row, 0
    .rept %c[unrolled_rows]
    .set mote_word, 0
    mote_weights r7, 0
    mote_weights r8, 1
    mote_weights r9, 2
    mote_weights r10, 3
    .rept (%c[outputs] + %c[pairs] + 1) / 3
    mote_load r11, 0
    mote_load r12, 1
    mote_load lr, 2
    mote_pixels r11
    mote_pixels r12
    mote_pixels lr
    .endr
    .set mote_row, mote_row + 1
    .endr
    .if %c[fixed] == 0
    vmov r11, s16
    add r0, r0, r11
    add r1, r1, #4 * %c[pairs]
    vmov r11, s7
    cmp r1, r11
    bne 3b
    vmov r11, s19
    sub r0, r0, r11
    .elseif %c[unrolled_rows] < %c[filter_height]
    addw r0, r0, #%c[unrolled_rows] * %c[pitch]
    addw r1, r1, #4 * %c[unrolled_rows] * %c[pairs]
    vmov r11, s7
    cmp r1, r11
    bne 3b
    subw r0, r0, #%c[filter_height] * %c[pitch]
    .endif
    addw r0, r0, #4 * %c[outputs]
    vmov r1, s5
    vmov r11, s1
    mote_all mote_multiply
    .if %c[fitted] == 0
    vmov r11, s2
    mote_all mote_round
    vmov r11, s3
    .endif
    mote_all mote_saturate
    vmov r11, s4
    mote_all mote_mask
    .if %c[fixed] == 0
    vmov r12, s21
    .endif
    mote_all mote_store
    vmov s5, r1
    vmov r11, s8
    cmp r0, r11
    bne 2b
    .if %c[fixed]
    addw r0, r0, #%c[stride_height] * %c[pitch]
    subw r0, r0, #4 * %c[output_width]
    .else
    vmov r11, s20
    vmov r12, s17
    add r0, r0, r11
    sub r0, r0, r12
    .endif
    vmov r11, s9
    cmp r0, r11
    bne 1b
    vmov r7, s15
    .if %c[fixed] == 0
    vpop {s16-s21}
    .endif
  .irp name, term, terms, pixels, load, weights, multiply, round, saturate, mask, store, all
  .purgem mote_\name
  .endr
)"
               : "+r"(r0), "+r"(r1), "+r"(r2), "+r"(r3), "+r"(r4), "+r"(r5)
               : [pitch] "i"(pitch), [depth] "i"(sizes.depth), [pairs] "i"(sizes.pairs),
                 [outputs] "i"(sizes.outputs()), [output_width] "i"(sizes.output_width),
                 [filter_height] "i"(sizes.filter_height), [stride_height] "i"(sizes.stride_height),
                 [unrolled_rows] "i"(sizes.unrolled_rows()), [shift] "i"(Requantization::shift),
                 [fitted] "i"(Requantization::is_fitted), [fixed] "i"(Sizes::is_static)
               : "r6", "r8", "r9", "r10", "r11", "r12", "lr", "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7",
                 "s8", "s9", "s15", "cc", "memory");
}

/// Rows of output, by the fastest means that there are for them.
template <class Requantization, std::int32_t... Sizes>
inline void one_channel_rows(const conv_geometry<static_extents<Sizes...>>&, const std::uint32_t* plane,
                             const std::uint32_t* packed, std::int32_t rows, std::uint32_t mask,
                             std::int8_t* output) {
  using sizes = static_one_channel_sizes<conv_geometry<static_extents<Sizes...>>>;
  one_channel_rows_in_registers<Requantization, sizes>(plane, packed, rows, mask, output);
}
template <class Requantization>
inline void one_channel_rows(const conv_geometry<dynamic_extents<16>>& g, const std::uint32_t* plane,
                             const std::uint32_t* packed, std::int32_t rows, std::uint32_t mask,
                             std::int8_t* output) {
  const one_channel_sizes sizes = one_channel_sizes_of(g);
  const std::int32_t pitch = 4 * sizes.words();
  const one_channel_constants constants{pitch,
                                        4 * sizes.output_width,
                                        4 * sizes.filter_height * sizes.pairs,
                                        pitch * sizes.filter_height,
                                        pitch * sizes.stride_height,
                                        sizes.depth};
  const auto run = [&](auto known) {
    one_channel_rows_in_registers<Requantization, decltype(known)>(plane, packed, rows, mask, output,
                                                                   &constants);
  };
  const std::int32_t outputs = sizes.outputs();
  if (outputs == 5 && sizes.pairs == 2) {
    run(dynamic_one_channel_sizes<5, 2>{});
  } else if (outputs == 5 && sizes.pairs == 4) {
    run(dynamic_one_channel_sizes<5, 4>{});
  } else if (outputs == 4 && sizes.pairs == 2) {
    run(dynamic_one_channel_sizes<4, 2>{});
  } else if (outputs == 4 && sizes.pairs == 4) {
    run(dynamic_one_channel_sizes<4, 4>{});
  } else {
    emulated::one_channel_rows<Requantization>(sizes, plane, packed, rows, mask, output);
  }
}

#else

template <class Requantization, class Geometry>
inline void one_channel_rows(const Geometry& g, const std::uint32_t* plane, const std::uint32_t* packed,
                             std::int32_t rows, std::uint32_t mask, std::int8_t* output) {
  emulated::one_channel_rows<Requantization>(one_channel_sizes_of(g), plane, packed, rows, mask, output);
}

#endif

/// How a layer is cut into blocks of rows.
struct one_channel_blocks {
  std::int32_t output_rows;     ///< of a block; the last one may have fewer
  std::int32_t plane_rows = 0;  ///< that they read
  std::int32_t row_bytes;

  /// What a block's plane may take, unless that is less than one row of output needs.
  static constexpr std::int32_t target_bytes = 2 * 1024;

  template <class Geometry>
  constexpr explicit one_channel_blocks(const Geometry& g)
      : output_rows(g.output_height()), row_bytes(4 * one_channel_sizes_of(g).words()) {
    const std::int32_t rows = target_bytes / row_bytes;
    const std::int32_t most =
        // The loader admits positive strides only. NOLINTNEXTLINE(clang-analyzer-core.DivideZero)
        rows > g.filter_height() ? (rows - g.filter_height()) / g.stride_height() + 1 : 1;
    const std::int32_t blocks = (g.output_height() + most - 1) / most;
    output_rows = (g.output_height() + blocks - 1) / blocks;
    // Follows from what has been found here. NOLINTNEXTLINE(cppcoreguidelines-prefer-member-initializer)
    plane_rows = (output_rows - 1) * g.stride_height() + g.filter_height();
  }
  constexpr std::int32_t bytes() const { return plane_rows * row_bytes; }
};

/// Convolution of an image with one channel: CONV_2D, or DEPTHWISE_CONV_2D with a depth multiplier; filters
/// up to 8 pixels wide, horizontal stride 2, any padding and vertical stride, the full int8 range as
/// activation range.
template <class Requantization>
struct basic_one_channel_conv {
  static constexpr const char* name =
      Requantization::is_fitted ? "one_channel_conv" : "one_channel_conv_rounding";

  static constexpr support supports(const node_view& view) {
    const kernel_limit limit = limit_of_shape(view);
    if (limit != kernel_limit::nothing) return limit;
    if (!is_full_range(stage_of(view))) return kernel_limit::activation_range;
    for (std::int32_t c = 0; c < view.output().shape[3]; ++c) {
      if (!requantization_of(view, c).found) return Requantization::limit;
    }
    return kernel_limit::nothing;
  }

  static constexpr std::uint32_t packed_words(const node_view& view) {
    const auto g = geometry(view);
    return 1 + static_cast<std::uint32_t>(g.output_depth()) * channel_words(g);
  }

  /// The input's zero point in both halves of a word, then the channels: constants of the requantization,
  /// pairs of scaled weights row by row.
  static constexpr void pack(const node_view& view, std::uint32_t* words) {
    const auto g = geometry(view);
    const std::int32_t zero_point = view.input(0).quantization.zero_point();
    *words++ = pair(zero_point, zero_point);
    for (std::int32_t c = 0; c < g.output_depth(); ++c) {
      const Requantization requantization = requantization_of(view, c);
      std::uint32_t* const constants = words;
      words += Requantization::packed_words;
      std::int64_t start = channel_of(view, c).bias;
      for (std::int32_t y = 0; y < g.filter_height(); ++y) {
        for (std::int32_t x = 0; x < g.filter_width(); x += 2) {
          std::int32_t low = weight(view, g, y, x, c);
          std::int32_t high = x + 1 < g.filter_width() ? weight(view, g, y, x + 1, c) : 0;
          start -= std::int64_t{zero_point} * (low + high);
          if (requantization.is_constant) low = high = 0;
          *words++ = pair(low * Requantization::scale, high * Requantization::scale);
        }
      }
      requantization.store(constants, start);
    }
  }

  static constexpr std::uint32_t scratch_bytes(const node_view& view) {
    return static_cast<std::uint32_t>(one_channel_blocks(geometry(view)).bytes());
  }

  template <activation_format In, activation_format Out, class Geometry>
  MOTE_NOINLINE static void run(const Geometry& g, const std::int8_t* input, const std::uint32_t* packed,
                                std::int8_t* output, void* scratch) {
    static_assert(In == activation_format::plain, "mote: one_channel_conv reads plain activations");
    const one_channel_blocks blocks(g);
    auto* const plane = static_cast<std::uint32_t*>(scratch);
    const std::uint32_t padding = *packed++;
    for (std::int32_t b = 0; b < g.batches(); ++b, input += g.input_height() * g.input_width()) {
      for (std::int32_t y = 0; y < g.output_height();) {
        const std::int32_t left = g.output_height() - y;
        const std::int32_t rows = left < blocks.output_rows ? left : blocks.output_rows;
        widen(g, input, y * g.stride_height() - g.padding_top(), blocks, padding, plane);
        const std::uint32_t* channel = packed;
        for (std::int32_t c = 0; c < g.output_depth(); ++c, channel += channel_words(g)) {
          const std::uint32_t mask = Out == activation_format::mixed && c % 2 == 0 ? 0x80 : 0;
          one_channel_rows<Requantization>(g, plane, channel, rows, mask, output + c);
        }
        y += rows;
        output += rows * g.output_width() * g.output_depth();
      }
    }
  }

 private:
  static constexpr std::uint32_t pair(std::int32_t low, std::int32_t high) {
    return (static_cast<std::uint32_t>(low) & 0xffff) | static_cast<std::uint32_t>(high) << 16;
  }

  template <class Geometry>
  static constexpr std::uint32_t channel_words(const Geometry& g) {
    return Requantization::packed_words +
           static_cast<std::uint32_t>(g.filter_height() * one_channel_sizes_of(g).pairs);
  }

  /// The rows of the image from `top`, which may be negative, into the plane, with all that surrounds them.
  template <class Geometry>
  static void widen(const Geometry& g, const std::int8_t* input, std::int32_t top,
                    const one_channel_blocks& blocks, std::uint32_t padding, std::uint32_t* plane) {
    const std::int32_t words = blocks.row_bytes / 4;
    // Columns of the image beyond the last window don't fit into the row, and none needs them.
    const std::int32_t room = 2 * words - g.padding_left();
    const std::int32_t columns = g.input_width() < room ? g.input_width() : room;
    for (std::int32_t y = top; y < top + blocks.plane_rows; ++y, plane += words) {
      for (std::int32_t i = 0; i < words; ++i) plane[i] = padding;
      if (y < 0 || y >= g.input_height()) continue;
      const std::int8_t* from = input + y * g.input_width();
      auto* to = reinterpret_cast<char*>(plane) + 2 * g.padding_left();
      std::int32_t x = 0;
      for (; x + 4 <= columns; x += 4, from += 4, to += 8) {
        std::uint32_t four = 0;
        std::memcpy(&four, from, 4);
        const std::uint32_t even = dsp::sxtb16(four);
        const std::uint32_t odd = dsp::sxtb16<8>(four);
        const std::uint32_t first = dsp::pkhbt<16>(even, odd);
        const std::uint32_t second = dsp::pkhtb<16>(odd, even);
        std::memcpy(to, &first, 4);
        std::memcpy(to + 4, &second, 4);
      }
      for (; x < columns; ++x, ++from, to += 2) {
        const std::int16_t pixel = *from;
        std::memcpy(to, &pixel, 2);
      }
    }
  }

  static constexpr bool is_depthwise(const node_view& view) {
    return view.code() == builtin_operator::depthwise_conv_2d;
  }
  static constexpr conv_geometry<dynamic_extents<16>> geometry(const node_view& view) {
    return {is_depthwise(view) ? ops::depthwise_conv_2d::extents(view) : ops::conv_2d::extents(view)};
  }
  static constexpr channel channel_of(const node_view& view, std::int32_t c) {
    return is_depthwise(view) ? ops::depthwise_conv_2d::channels(view)[c] : ops::conv_2d::channels(view)[c];
  }
  static constexpr std::int32_t weight(const node_view& view, const conv_geometry<dynamic_extents<16>>& g,
                                       std::int32_t y, std::int32_t x, std::int32_t c) {
    const std::int32_t tap = y * g.filter_width() + x;
    const std::int32_t at =
        is_depthwise(view) ? tap * g.output_depth() + c : c * g.filter_height() * g.filter_width() + tap;
    return view.input(1).data.load_as<std::int8_t>(static_cast<std::uint32_t>(at));
  }

  static constexpr kernel_limit limit_of_shape(const node_view& view) {
    const auto g = geometry(view);
    if (g.input_depth() != 1) return kernel_limit::several_channels;
    if (g.stride_width() != 2) return kernel_limit::stride;
    if (g.filter_width() > 8) return kernel_limit::filter_size;
    if (g.dilation_height() != 1 || g.dilation_width() != 1) return kernel_limit::dilation;
    if (g.output_depth() > 4095) return kernel_limit::too_deep;
    // What immediate offsets reach.
    const one_channel_blocks blocks(g);
    const std::int32_t weights = 4 * g.filter_height() * one_channel_sizes_of(g).pairs;
    const bool reaches = g.filter_height() * blocks.row_bytes < 4096 &&
                         g.stride_height() * blocks.row_bytes < 4096 && weights < 4096;
    return reaches ? kernel_limit::nothing : kernel_limit::image_size;
  }

  static constexpr output_stage stage_of(const node_view& view) {
    return is_depthwise(view) ? output_stage_of(view, schema::depthwise_conv_2d_options::activation)
                              : output_stage_of(view, schema::conv_2d_options::activation);
  }

  static constexpr Requantization requantization_of(const node_view& view, std::int32_t c) {
    const auto g = geometry(view);
    const channel to_output = channel_of(view, c);
    accumulator_range range{to_output.bias, to_output.bias};
    for (std::int32_t y = 0; y < g.filter_height(); ++y) {
      for (std::int32_t x = 0; x < g.filter_width(); ++x) {
        range.add_product(weight(view, g, y, x, c), view.input(0).quantization.zero_point());
      }
    }
    return Requantization::fit(to_output.multiplier, range, stage_of(view));
  }
};

/// For outputs with zero point -128, as behind any ReLU; the shift suits multipliers from 2^-13 to 2^-6.
using one_channel_conv = basic_one_channel_conv<fitted_requantization<13>>;
/// For all others.
using one_channel_conv_rounding = basic_one_channel_conv<rounding_requantization>;

}  // namespace mote::armv7e_m

#endif
