// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_ARMV7E_M_DEPTHWISE_ROWS_HPP
#define MOTE_TARGET_ARMV7E_M_DEPTHWISE_ROWS_HPP

#include <cstdint>

#include "mote/target/activation_format.hpp"
#include "mote/target/armv7e_m/requantize.hpp"
#include "mote/target/dsp.hpp"

// The inner part of the 3x3 depthwise convolution: whole rows of a group of channels.
//
// A channel's image lies in a plane of words, each holding two neighbouring pixels as int16: word k of a row
// is (x[2k], x[2k + 1]). Of each row of taps (w0, w1, w2) there are two registers, P = (w0, w1) and
// Q = (w1, w2), and one word X serves four outputs:
//
//   the output centred on 2k - 1   += X.low * Q.high               SMLABT
//                            2k    += X.low * Q.low + X.high * Q.high      SMLAD
//                            2k + 1 += X.low * P.low + X.high * P.high     SMLAD
//                            2k + 2 += X.high * P.low              SMLATB
//
// So a step along the row is three loads, one for each row of the filter, and at most 12 of these; two sums
// are carried to the next step. It takes 6 + 3 + 2 + 1 + 1 + 1 registers: taps, words, sums, multiplier,
// input and output. Where a row begins or ends with padding, the bias holds the share of the padding's taps.
//
// Packed words of a channel: a word of bytes (w1, w0, w2, w1) for each of the filter's rows, then fitted:
// multiplier and bias; rounding: bias, multiplier, offset and shift. Taps are scaled by the form's scale when
// they are unpacked; the bias is scaled, and holds the input's zero point times the sum of taps. Of a group's
// channels the even ones come first: in mixed output odd ones are saturated by another instruction, and a
// change between the two costs an instruction cache.

namespace mote::armv7e_m {

/// Sizes: `words` of an image's row, words from a plane to the next one and, `pitch`, from a row of a plane
/// to its next one, channels in a group, and what decides which outputs there are. Filters are 3 pixels wide,
/// strides 1 or 2, padding at the left 0 or 1.
template <std::int32_t InputWidth, std::int32_t OutputWidth, std::int32_t Depth, std::int32_t Stride,
          std::int32_t Padding, std::int32_t Group>
struct static_depthwise_row {
  static constexpr bool is_static = true;
  static constexpr std::int32_t output_width = OutputWidth;
  static constexpr std::int32_t depth = Depth;
  static constexpr std::int32_t stride = Stride;
  static constexpr std::int32_t padding = Padding;
  static constexpr std::int32_t words = (InputWidth + 1) / 2;
  static constexpr std::int32_t plane = words;
  static constexpr std::int32_t group = Group;
  static constexpr std::int32_t pitch() { return group * plane; }
  static constexpr std::uint32_t odd_channels = 0;
};

/// Planes one behind the other, of all channels of a tensor in plane_layout. Strides of 1 and a row and a
/// column of padding at each side, or strides of 2 and padding at the bottom and at the right.
template <std::int32_t Height, std::int32_t Width, std::int32_t Depth, std::int32_t Stride>
struct whole_plane_row {
  static constexpr bool is_static = true;
  static constexpr std::int32_t output_width = Width / Stride;
  static constexpr std::int32_t depth = Depth;
  static constexpr std::int32_t stride = Stride;
  static constexpr std::int32_t padding = 2 - Stride;
  static constexpr std::int32_t words = Width / 2;
  static constexpr std::int32_t plane = (Height + 1) * words;
  static constexpr std::int32_t group = Depth;
  static constexpr std::int32_t pitch() { return words; }
  static constexpr std::uint32_t odd_channels = 0;
};

/// Words of a plane's row, longer than an image's, with which sizes known at run time only are fast.
inline constexpr std::int32_t depthwise_small_plane = 8;
inline constexpr std::int32_t depthwise_large_plane = 32;

/// The same known at run time only; groups have four channels.
struct dynamic_depthwise_row {
  static constexpr bool is_static = false;
  static constexpr std::int32_t group = 4;
  constexpr std::int32_t pitch() const { return group * plane; }
  std::int32_t output_width;
  std::int32_t depth;
  std::int32_t stride;
  std::int32_t padding;
  std::int32_t words;
  std::int32_t plane;
  /// Packed words to skip between the even channels and the odd ones.
  std::uint32_t odd_channels;
};

/// Rows with strides of 1 and padding at both sides whose width is known at run time only, in planes that the
/// compiler knows the places of. Outputs are those of four channels alone.
template <std::int32_t Plane>
struct padded_depthwise_row {
  static constexpr bool is_static = false;
  static constexpr std::int32_t depth = 4;
  static constexpr std::int32_t stride = 1;
  static constexpr std::int32_t padding = 1;
  static constexpr std::int32_t words = Plane;
  static constexpr std::int32_t plane = Plane;
  static constexpr std::int32_t group = 4;
  static constexpr std::int32_t pitch() { return group * plane; }
  std::int32_t output_width;
  std::uint32_t odd_channels;

  constexpr dynamic_depthwise_row sizes() const {
    return {output_width, depth, stride, padding, (output_width + 1) / 2, plane, odd_channels};
  }
};

/// The shift of the fitted form: suits multipliers from 2^-10 to 2^-3.
inline constexpr int depthwise_shift = 10;

/// Words of one packed channel.
template <class Requantization>
inline constexpr std::uint32_t depthwise_channel_words = 3 + Requantization::packed_words;

/// The channel of a group that is packed and computed at a position.
constexpr std::int32_t depthwise_channel_at(std::int32_t position, std::int32_t group) {
  return position < group / 2 ? 2 * position : 2 * position - group + 1;
}

namespace emulated {

/// `rows` rows of output of a group of channels: row y of channel c begins at word y * pitch + c * plane of
/// `planes`. `padding` holds the input's zero point in both halves.
/// Returns the packed words behind those of the group.
template <class Requantization, activation_format Out, class Row>
inline const std::uint32_t* depthwise_rows(const Row& row, const std::uint32_t* planes,
                                           const std::uint32_t* packed, std::int32_t rows,
                                           std::uint32_t padding, std::int8_t* output) {
  for (std::int32_t i = 0; i < row.group; ++i) {
    const std::int32_t c = depthwise_channel_at(i, row.group);
    if (i == row.group / 2) packed += row.odd_channels;
    const std::uint32_t* constants = packed + 3;
    std::uint32_t p[3];
    std::uint32_t q[3];
    const std::int32_t bias = Requantization::start(constants);
    std::int32_t bias_left = bias;
    std::int32_t bias_right = bias;
    for (int tap = 0; tap < 3; ++tap) {
      if constexpr (Requantization::is_fitted) {
        p[tap] = packed[tap] & 0xff00ff00;
        q[tap] = packed[tap] << 8 & 0xff00ff00;
      } else {
        // Doubled, without the low half's sign in the high half.
        p[tap] = dsp::sxtb16<8>(packed[tap]) << 1 & 0xfffeffff;
        q[tap] = dsp::sxtb16(packed[tap]) << 1 & 0xfffeffff;
      }
      bias_left = dsp::smlabb(padding, p[tap], bias_left);
      bias_right = dsp::smlabt(padding, q[tap], bias_right);
    }
    const bool is_unsigned = Out == activation_format::mixed && c % 2 == 0;
    const std::int32_t pitch = row.pitch();
    const std::uint32_t* line = planes + c * row.plane;
    std::int8_t* target = output + c;
    for (std::int32_t y = 0; y < rows; ++y, line += row.stride * pitch) {
      for (std::int32_t x = 0; x < row.output_width; ++x, target += row.depth) {
        const std::int32_t centre = x * row.stride + 1 - row.padding;
        const std::int32_t k = centre / 2;
        const bool odd = centre % 2 != 0;
        const bool has_neighbour = odd ? k + 1 < row.words : k > 0;
        std::int32_t sum = has_neighbour ? bias : odd ? bias_right : bias_left;
        for (int tap = 0; tap < 3; ++tap) {
          const std::uint32_t* word = line + tap * pitch + k;
          sum = dsp::smlad(word[0], odd ? p[tap] : q[tap], sum);
          if (has_neighbour)
            sum = odd ? dsp::smlabt(word[1], q[tap], sum) : dsp::smlatb(word[-1], p[tap], sum);
        }
        *target = static_cast<std::int8_t>(Requantization::finish(sum, constants, is_unsigned));
      }
    }
    packed += depthwise_channel_words<Requantization>;
  }
  return packed;
}

}  // namespace emulated

#if MOTE_HAS_DSP_AND_FPU

/// What the registers get of a row that is known at run time only.
struct depthwise_row_constants {
  std::int32_t step_bytes;      ///< of the steps between the first and the last one
  std::int32_t odd_step_bytes;  ///< of the one that is left over by pairs of them
  std::int32_t has_even_width;
  std::uint32_t odd_channels_bytes;
};

/// The column that the last output is centred on; of widths known at run time the greatest.
template <class Row>
constexpr std::int32_t depthwise_last_centre() {
  if constexpr (Row::is_static) {
    return (Row::output_width - 1) * Row::stride + 1 - Row::padding;
  } else {
    return 2 * Row::words - 1;
  }
}

/// Bytes of a row of output; 0 for widths known at run time only.
template <class Row>
constexpr std::int32_t depthwise_output_row() {
  if constexpr (Row::is_static) return Row::output_width * Row::depth;
  return 0;
}

/// The same for sizes that are types, in registers: 23 cycles for two outputs where both have neighbours.
/// With `constants`, some sizes come from there.
template <class Requantization, activation_format Out, class Row>
inline const std::uint32_t* depthwise_rows_in_registers(const std::uint32_t* planes,
                                                        const std::uint32_t* packed, std::int32_t rows,
                                                        std::uint32_t padding, std::int8_t* output,
                                                        const depthwise_row_constants* constants = nullptr) {
  // Which of the outputs centred on even and on odd pixels there are.
  constexpr bool even = Row::stride == 1 || Row::padding == 1;
  constexpr bool odd = Row::stride == 1 || Row::padding == 0;
  constexpr std::int32_t last_centre = depthwise_last_centre<Row>();
  constexpr bool last_even = even && last_centre >= 2 * Row::words - 2;
  constexpr bool last_odd = odd && last_centre >= 2 * Row::words - 1;
  // Steps between the first and the last one: some one by one, the others in a loop.
  constexpr std::int32_t steps = Row::words - 2;
  constexpr std::int32_t unroll = 2;
  constexpr std::int32_t rounds = steps < 2 * unroll || !Row::is_static ? 0 : steps / unroll;
  constexpr std::int32_t pitch = 4 * Row::pitch();
  // Loads advance the input at no cost where the offset has 8 bits: each step in line by a word, the last one
  // of the loop by all of the loop, and the first one of a row from the last but one word of the row before.
  constexpr std::int32_t row_step = Row::stride * pitch - (Row::is_static ? 4 * steps : 0);

  register const std::uint32_t* r0 asm("r0") = planes;
  register std::int8_t* r1 asm("r1") = output;
  register const std::uint32_t* r2 asm("r2") = packed;
  register std::int32_t r3 asm("r3") = rows;
  register std::uint32_t r4 asm("r4") = padding;
  register const depthwise_row_constants* r5 asm("r5") = constants;
  // r0 input, r1 output, r3 r5 r7 P, r4 r6 r8 Q of the three rows, r9 multiplier, r11 r12 lr words of the
  // rows; r2 sum of the output centred on an even pixel, r10 of that on an odd one. Without outputs centred
  // on even pixels r2 is the bias, r4 has w2 of the first two rows, and r6 is the end of the loop. r7 may be
  // the frame pointer: it is saved by hand. s0 bias, s1 and s2 with padding at the left and at the right, s3
  // and s4 from the end of a channel's planes and output to the next channel's, s5 packed, s6 size of the
  // planes, s7 channels left, s8 end of the planes, s9 padding, s10 end of the loop, s11 s12 s13 multiplier,
  // offset and shift of the rounding form, s14 what s7 is counted down by: 1 for even channels, -1, from a
  // negative number, for odd ones, so that the sign flag tells them apart.
  asm volatile(
      R"(
  .set mote_folded, 0
  .if %c[fixed] && %c[row_step] < 256
  .set mote_folded, 1
  .endif
  .macro mote_load advance=0
    .if \advance
    ldr r11, [r0, #\advance]!
    .set mote_at, 0
    .else
    ldr r11, [r0, #mote_at]
    .endif
    ldr r12, [r0, #mote_at + %c[pitch]]
    ldr lr, [r0, #mote_at + 2 * %c[pitch]]
    .set mote_at, mote_at + 4
  .endm
  .macro mote_sum3 how, sum, a, b, c, from
    \how \sum, r11, \a, \from
    \how \sum, r12, \b, \sum
    \how \sum, lr, \c, \sum
  .endm
  .macro mote_store sum
    .if %c[depth] < 256
    strb \sum, [r1], #%c[depth]
    .else
    strb \sum, [r1]
    addw r1, r1, #%c[depth]
    .endif
  .endm
  .macro mote_finish saturate, a, b
    .if %c[fitted]
    .irp v, \a, \b
    smmul \v, \v, r9
    .endr
    .irp v, \a, \b
    \saturate \v, #8, \v, asr #%c[shift]
    .endr
    .else
    vmov r9, s11
    .irp v, \a, \b
    smmulr \v, \v, r9
    .endr
    vmov r9, s12
    .irp v, \a, \b
    add \v, \v, \v, asr #31
    add \v, \v, r9
    .endr
    vmov r9, s13
    .irp v, \a, \b
    asr \v, \v, r9
    \saturate \v, #8, \v
    .endr
    .endif
    .irp v, \a, \b
    mote_store \v
    .endr
  .endm
  .macro mote_begin
    .if %c[odd] && %c[even]
    vmov r10, s0
    .endif
    .if %c[even]
    mote_sum3 smlatb, r2, r3, r5, r7, r10
    .endif
    .if %c[odd] && %c[even]
    mote_sum3 smlad, r10, r3, r5, r7, r10
    .elseif %c[odd]
    mote_sum3 smlad, r10, r3, r5, r7, r2
    .endif
  .endm
  .macro mote_first saturate, advance
    mote_load \advance
    .if %c[padding]
    vmov r2, s1
    mote_sum3 smlad, r2, r4, r6, r8, r2
    mote_finish \saturate, r2
    .endif
    mote_begin
  .endm
  .macro mote_beyond
    .if %c[even]
    mote_sum3 smlabt, r10, r4, r6, r8, r10
    .else
    smlabb r10, r11, r4, r10
    smlabt r10, r12, r4, r10
    smlabt r10, lr, r8, r10
    .endif
  .endm
  .macro mote_step saturate, advance=0
    mote_load \advance
    .if %c[odd]
    mote_beyond
    .endif
    .if %c[even]
    mote_sum3 smlad, r2, r4, r6, r8, r2
    .endif
    .if %c[odd] && %c[even]
    mote_finish \saturate, r10, r2
    .elseif %c[odd]
    mote_finish \saturate, r10
    .else
    mote_finish \saturate, r2
    .endif
    mote_begin
  .endm
  .macro mote_last saturate
    mote_load
    .if %c[odd]
    mote_beyond
    .endif
    .if %c[last_even]
    mote_sum3 smlad, r2, r4, r6, r8, r2
    .endif
    .if %c[odd] && %c[last_even]
    mote_finish \saturate, r10, r2
    .elseif %c[odd]
    mote_finish \saturate, r10
    .else
    mote_finish \saturate, r2
    .endif
    .if %c[last_odd]
    .if %c[fixed] == 0
    vmov r2, s18
    cmp r2, #0
    beq 5f
    .endif
    vmov r10, s2
    mote_sum3 smlad, r10, r3, r5, r7, r10
    mote_finish \saturate, r10
  5:
    .endif
  .endm
  .macro mote_unpack p, q
    .if %c[fitted]
    lsl r\q, r\p, #8
    and r\q, r\q, #0xff00ff00
    and r\p, r\p, #0xff00ff00
    .else
    sxtb16 r\q, r\p
    sxtb16 r\p, r\p, ror #8
    sadd16 r\q, r\q, r\q
    sadd16 r\p, r\p, r\p
    .endif
  .endm
  .macro mote_move how, register, bytes
    .if \bytes < 4096
    \how\()w \register, \register, #\bytes
    .else
    movw r11, #(\bytes) & 0xffff
    movt r11, #(\bytes) >> 16
    \how \register, \register, r11
    .endif
  .endm
  .macro mote_rows saturate
    .balign 4
  1:
    .set mote_at, 0
    .if %c[fixed] == 0
    vmov s20, r0
    .endif
    .if mote_folded
    mote_first \saturate, %c[row_step]
    .else
    mote_first \saturate, 0
    .endif
    .if %c[fixed]
    .rept %c[steps] - %c[rounds] * %c[unroll]
    mote_step \saturate, 4
    .endr
    .if %c[rounds]
    .if %c[even]
    add r11, r0, #4 * %c[rounds] * %c[unroll]
    vmov s10, r11
    .else
    add r6, r0, #4 * %c[rounds] * %c[unroll]
    .endif
    .balign 4
  2:
    .rept %c[unroll] - 1
    mote_step \saturate
    .endr
    mote_step \saturate, (4 * %c[unroll])
    .if %c[even]
    vmov r11, s10
    cmp r0, r11
    .else
    cmp r0, r6
    .endif
    bne 2b
    .endif
    .else
    .set mote_start, mote_at
    vmov r11, s16
    add r11, r11, r0
    vmov s10, r11
    cmp r0, r11
    beq 6f
    vmov r11, s17
    sub r0, r0, r11
    cmp r11, #0
    bne 7f
    .balign 4
  2:
    mote_step \saturate
  7:
    mote_step \saturate
    add r0, r0, #8
    vmov r11, s10
    cmp r0, r11
    bne 2b
  6:
    .set mote_at, mote_start
    .endif
    mote_last \saturate
    .if %c[fixed] == 0
    vmov r0, s20
    .endif
    .if mote_folded == 0
    addw r0, r0, #%c[row_step]
    .endif
    vmov r11, s8
    cmp r0, r11
    bne 1b
  .endm
    .if %c[fixed] == 0
    vpush {s16-s20}
    vldm r5, {s16-s19}
    .endif
    vmov s15, r7
    .if mote_folded
    sub r0, r0, #%c[row_step]
    .endif
    .if %c[fixed]
    movw r5, #%c[output_row] & 0xffff
    .if %c[output_row] > 0xffff
    movt r5, #%c[output_row] >> 16
    .endif
    mul r5, r3, r5
    rsb r5, r5, #2
    vmov s4, r5
    .else
    vmov s4, r1
    .endif
    movw r5, #%c[row_step] + 4 * %c[fixed] * %c[steps]
    mul r3, r3, r5
    vmov s6, r3
    .if 8 * %c[plane] < 256
    rsb r3, r3, #8 * %c[plane]
    .else
    rsb r3, r3, #0
    mote_move add, r3, (8 * %c[plane])
    .endif
    vmov s3, r3
    vmov s9, r4
    movs r11, #1
    vmov s14, r11
    movs r3, #%c[group] / 2
    .balign 4
  3:
    vmov s7, r3
    .if %c[fitted]
    ldm r2!, {r3, r5, r7, r9, r10}
    .else
    ldm r2!, {r3, r5, r7, r10, r11, r12, lr}
    vmov s11, r11
    vmov s12, r12
    vmov s13, lr
    .endif
    mote_unpack 3, 4
    mote_unpack 5, 6
    mote_unpack 7, 8
    vmov s5, r2
    vmov s0, r10
    .if %c[even] == 0
    mov r2, r10
    .endif
    vmov r11, s9
    .if %c[padding]
    smlabb r12, r11, r3, r10
    smlabb r12, r11, r5, r12
    smlabb r12, r11, r7, r12
    vmov s1, r12
    .endif
    .if %c[last_odd]
    smlabt r12, r11, r4, r10
    smlabt r12, r11, r6, r12
    smlabt r12, r11, r8, r12
    vmov s2, r12
    .endif
    .if %c[even] == 0
    pkhtb r4, r6, r4, asr #16
    .endif
    vmov r11, s6
    add.w r11, r11, r0
    vmov s8, r11
    .if %c[mixed]
    bmi 8f
    mote_rows usat
    b 9f
    .balign 4
  8:
    .endif
    mote_rows ssat
  9:
    vmov r3, s3
    add r0, r0, r3
    .if %c[fixed]
    vmov r3, s4
    add r1, r1, r3
    .else
    vmov r1, s4
    add r1, r1, #2
    vmov s4, r1
    .endif
    vmov r2, s5
    vmov r3, s7
    vmov r11, s14
    subs r3, r3, r11
    bne 3b
    rsbs r11, r11, #0
    bpl 4f
    vmov s14, r11
    .if %c[fixed] == 0
    vmov r11, s19
    add r2, r2, r11
    .endif
    mote_move sub, r0, (4 * (%c[group] - 1) * %c[plane])
    sub r1, r1, #%c[group] - 1
    .if %c[fixed] == 0
    vmov s4, r1
    .endif
    mvns r3, #%c[group] / 2 - 1
    b 3b
  4:
    vmov r7, s15
    .if %c[fixed] == 0
    vpop {s16-s20}
    .endif
  .irp name, load, sum3, store, finish, begin, first, beyond, step, last, unpack, move, rows
  .purgem mote_\name
  .endr
)"
      : "+r"(r0), "+r"(r1), "+r"(r2), "+r"(r3), "+r"(r4), "+r"(r5)
      : [pitch] "i"(pitch), [depth] "i"(Row::depth), [even] "i"(even), [odd] "i"(odd),
        [last_even] "i"(last_even), [last_odd] "i"(last_odd), [steps] "i"(steps), [unroll] "i"(unroll),
        [rounds] "i"(rounds), [padding] "i"(Row::padding), [plane] "i"(Row::plane),
        [fixed] "i"(Row::is_static), [group] "i"(Row::group), [output_row] "i"(depthwise_output_row<Row>()),
        [row_step] "i"(row_step), [shift] "i"(Requantization::shift),
        [mixed] "i"(Out == activation_format::mixed), [fitted] "i"(Requantization::is_fitted)
      : "r6", "r8", "r9", "r10", "r11", "r12", "lr", "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8",
        "s9", "s10", "s11", "s12", "s13", "s14", "s15", "cc", "memory");
  return r2;
}

/// Rows of output, by the fastest means that there are for them.
template <class Requantization, activation_format Out, class Row>
inline const std::uint32_t* depthwise_rows(const Row&, const std::uint32_t* planes,
                                           const std::uint32_t* packed, std::int32_t rows,
                                           std::uint32_t padding, std::int8_t* output) {
  return depthwise_rows_in_registers<Requantization, Out, Row>(planes, packed, rows, padding, output);
}
template <class Requantization, activation_format Out, std::int32_t Plane>
inline const std::uint32_t* depthwise_rows(const padded_depthwise_row<Plane>& row,
                                           const std::uint32_t* planes, const std::uint32_t* packed,
                                           std::int32_t rows, std::uint32_t padding, std::int8_t* output) {
  const std::int32_t steps = (row.output_width + 1) / 2 - 2;
  const depthwise_row_constants constants{4 * steps, steps % 2 * 4, row.output_width % 2 == 0,
                                          4 * row.odd_channels};
  return depthwise_rows_in_registers<Requantization, Out, padded_depthwise_row<Plane>>(
      planes, packed, rows, padding, output, &constants);
}
template <class Requantization, activation_format Out>
inline const std::uint32_t* depthwise_rows(const dynamic_depthwise_row& row, const std::uint32_t* planes,
                                           const std::uint32_t* packed, std::int32_t rows,
                                           std::uint32_t padding, std::int8_t* output) {
  const bool is_padded = row.stride == 1 && row.padding == 1 && row.depth == row.group &&
                         (row.output_width + 1) / 2 == row.words;
  if (is_padded && row.plane == depthwise_small_plane) {
    const padded_depthwise_row<depthwise_small_plane> padded{row.output_width, row.odd_channels};
    return depthwise_rows<Requantization, Out>(padded, planes, packed, rows, padding, output);
  }
  if (is_padded && row.plane == depthwise_large_plane) {
    const padded_depthwise_row<depthwise_large_plane> padded{row.output_width, row.odd_channels};
    return depthwise_rows<Requantization, Out>(padded, planes, packed, rows, padding, output);
  }
  return emulated::depthwise_rows<Requantization, Out>(row, planes, packed, rows, padding, output);
}

#else

using emulated::depthwise_rows;
template <class Requantization, activation_format Out, std::int32_t Plane>
inline const std::uint32_t* depthwise_rows(const padded_depthwise_row<Plane>& row,
                                           const std::uint32_t* planes, const std::uint32_t* packed,
                                           std::int32_t rows, std::uint32_t padding, std::int8_t* output) {
  return emulated::depthwise_rows<Requantization, Out>(row.sizes(), planes, packed, rows, padding, output);
}

#endif

}  // namespace mote::armv7e_m

#endif
