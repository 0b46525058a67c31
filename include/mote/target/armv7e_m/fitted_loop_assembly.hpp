// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_ARMV7E_M_FITTED_LOOP_ASSEMBLY_HPP
#define MOTE_TARGET_ARMV7E_M_FITTED_LOOP_ASSEMBLY_HPP

// portable_fitted_loop in assembly, two pixels at a time. Registers of the FPU keep the constants over all
// pixels and give them in a cycle each.
//
// The last block does a pixel of the one before once more if the pixels are odd. As in
// pixel_loop_assembly.hpp, the text uses assembler conditionals, not repetitions.

#include <cstdint>

#include "mote/target/armv7e_m/fitted_loop.hpp"

#if MOTE_HAS_DSP_AND_FPU

// clang-format off
#define MOTE_ASM_MIX(word)                           \
  ".if %c[plain]\n"                                  \
  "eor " word ", " word ", #0x00800080\n"            \
  ".endif\n"
// The sum `sum` to the output at `to`.
#define MOTE_ASM_FINISH(sum, multiplier, flip, to)   \
  "smmul " sum ", " sum ", " multiplier "\n"         \
  "ssat " sum ", #8, " sum ", asr %[fit_shift]\n"    \
  ".if %c[" flip "]\n"                               \
  "eor " sum ", " sum ", #0x80\n"                    \
  ".endif\n"                                         \
  ".if %c[planes]\n"                                 \
  "strh " sum ", " to "\n"                           \
  ".else\n"                                          \
  "strb " sum ", " to "\n"                           \
  ".endif\n"

#define MOTE_ASM_OPERANDS                                                               \
  [plain] "i"(In == activation_format::plain ? 1 : 0),                                  \
  [flip] "i"(Out == activation_format::mixed ? 1 : 0), [keep] "i"(0),                   \
  [planes] "i"(Out == activation_format::planes ? 1 : 0), [pixel] "i"(PixelStep),       \
  [fit_shift] "i"(paired_fit::shift)
#define MOTE_ASM_CLOBBERS                                                               \
  "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10",                    \
  "s11", "s12", "s13", "s14", "s15", "s16", "s17", "s18", "s19", "s20", "s21", "s22",   \
  "s23", "s24", "s25", "s26", "s27", "s28", "s29", "s30", "s31", "cc", "memory"

namespace mote::armv7e_m {

/// Four output channels of up to 32 input channels: 29 cycles for 32 products.
///   r0, r1  activations of the two pixels    r2, r3  even activations    r4  weights    r5  input
///   r6 to r12, lr  sums, those of a channel side by side
///   odd ones of s0 to s15, s16 to s31  weights of the second, third and fourth channel
///   s0, s2, s4, s6  multipliers    s8  output    s10  the step that is not fixed
/// The stack has the four starts, the end of the input, the last block but one, and weights of which those of the
/// first channel are read: a load costs as little as a VMOV behind another load, and is shorter.
/// While sums become outputs, r0 is the multiplier, r4 points to the output, and r1 has what s10 has or points to
/// the output of the second pixel.
template <activation_format In, activation_format Out, class Shape>
struct assembly_fitted_loop;
template <activation_format In, activation_format Out, std::int32_t Depth, std::int32_t PixelStep,
          std::int32_t ChannelStep>
struct assembly_fitted_loop<In, Out, fitted_shape<Depth, PixelStep, ChannelStep, 4>> {
  [[gnu::always_inline]] static void run(const fitted_job& job) {
    // With a fixed step, the first store of a block moves this pointer.
    register std::int8_t* r0 asm("r0") = job.output - 2 * PixelStep;
    register const std::uint32_t* r1 asm("r1") = job.packed;
    register const std::int8_t* r2 asm("r2") = job.input;
    register const std::int8_t* r3 asm("r3") = job.end_input;
    register std::int32_t r12 asm("r12") = job.step;
// The sum of the second pixel starts from `start`.
#define MOTE_ASM_CHANNEL(weights, first, second, start) \
  "vmov r4, " weights "\n"                           \
  MOTE_ASM_PRODUCTS(first, second, start)
#define MOTE_ASM_PRODUCTS(first, second, start)      \
  "smlsd " second ", r4, r3, " start "\n"            \
  "smlsd " first ", r4, r2, " first "\n"             \
  "sxtb16 r4, r4, ror #16\n"                         \
  "smlsdx " first ", r4, r0, " first "\n"            \
  "smlsdx " second ", r4, r1, " second "\n"
#define MOTE_ASM_STEP(i, b, c, d)                    \
  ".if %c[depth] > 4 * " #i "\n"                     \
  "ldr r0, [r5, #4 * " #i "]\n"                      \
  "ldr r1, [r5, #%c[depth] + 4 * " #i "]\n"          \
  "ldr r4, [sp, #24 + 8 * " #i "]\n"                 \
  MOTE_ASM_MIX("r0") MOTE_ASM_MIX("r1")              \
  "uxtb16 r2, r0\n"                                  \
  "uxtb16 r3, r1\n"                                  \
  MOTE_ASM_PRODUCTS("r6", "r7", "r7")                \
  MOTE_ASM_CHANNEL(b, "r8", "r9", "r9")              \
  MOTE_ASM_CHANNEL(c, "r10", "r11", "r11")           \
  MOTE_ASM_CHANNEL(d, "r12", "lr", "lr")             \
  ".endif\n"
#define MOTE_ASM_FINISH_PIXELS(c, multiplier, flip, first, second) \
  "vmov r0, " multiplier "\n"                        \
  ".if %c[pixel] == 0\n"                             \
  MOTE_ASM_FINISH(first, "r0", flip, "[r4, #" c "]") \
  MOTE_ASM_FINISH(second, "r0", flip, "[r1, #" c "]") \
  ".else\n"                                          \
  ".if " c " == 0\n"                                 \
  MOTE_ASM_FINISH(first, "r0", flip, "[r4, #2 * %c[pixel]]!") \
  "vmov s8, r4\n"                                    \
  ".else\n"                                          \
  ".if %c[channel] == 0\n"                           \
  "add r4, r4, r1\n"                                 \
  ".endif\n"                                         \
  MOTE_ASM_FINISH(first, "r0", flip, "[r4, #" c " * %c[channel]]") \
  ".endif\n"                                         \
  MOTE_ASM_FINISH(second, "r0", flip, "[r4, #%c[pixel] + " c " * %c[channel]]") \
  ".endif\n"
    asm volatile(
        "push {r4-r11, lr}\n"
        "ldmia r1!, {r4-r7}\n"
        "vldmia r1!, {s0-s%c[last]}\n"
        "vpush {s0-s%c[last]}\n"
        "ldmia r1!, {r8-r11}\n"
        "vldmia r1!, {s16-s%c[last_second]}\n"
        "sub lr, r3, #4 * %c[depth]\n"
        "push {r3, lr}\n"
        "push {r4, r5, r8, r9}\n"
        "vmov s0, r6\n"
        "vmov s2, r7\n"
        "vmov s4, r10\n"
        "vmov s6, r11\n"
        "vmov s8, r0\n"
        "vmov s10, r12\n"
        "mov r5, r2\n"
        ".p2align 3\n"
        "1:\n"
        "ldr r0, [r5]\n"
        "ldr r1, [r5, #%c[depth]]\n"
        "ldr r4, [sp, #24]\n"
        "ldr r2, [sp, #20]\n"
        "ldr r6, [sp]\n"
        "ldr r8, [sp, #4]\n"
        "ldr r10, [sp, #8]\n"
        "ldr r12, [sp, #12]\n"
        "cmp r5, r2\n"
        MOTE_ASM_MIX("r0") MOTE_ASM_MIX("r1")
        "uxtb16 r2, r0\n"
        "uxtb16 r3, r1\n"
        MOTE_ASM_PRODUCTS("r6", "r7", "r6")
        MOTE_ASM_CHANNEL("s1", "r8", "r9", "r8")
        MOTE_ASM_CHANNEL("s16", "r10", "r11", "r10")
        MOTE_ASM_CHANNEL("s17", "r12", "lr", "r12")
        MOTE_ASM_STEP(1, "s3", "s18", "s19") MOTE_ASM_STEP(2, "s5", "s20", "s21")
        MOTE_ASM_STEP(3, "s7", "s22", "s23") MOTE_ASM_STEP(4, "s9", "s24", "s25")
        MOTE_ASM_STEP(5, "s11", "s26", "s27") MOTE_ASM_STEP(6, "s13", "s28", "s29")
        MOTE_ASM_STEP(7, "s15", "s30", "s31")
        "vmov r4, s8\n"
        ".if %c[pixel] == 0 || %c[channel] == 0\n"
        "vmov r1, s10\n"
        ".endif\n"
        ".if %c[pixel] == 0\n"
        "add r1, r4, r1\n"
        ".endif\n"
        MOTE_ASM_FINISH_PIXELS("0", "s0", "flip", "r6", "r7")
        MOTE_ASM_FINISH_PIXELS("1", "s2", "keep", "r8", "r9")
        MOTE_ASM_FINISH_PIXELS("2", "s4", "flip", "r10", "r11")
        MOTE_ASM_FINISH_PIXELS("3", "s6", "keep", "r12", "lr")
        ".if %c[pixel] == 0\n"
        "rsb r4, r4, r1, lsl #1\n"
        "vmov s8, r4\n"
        ".endif\n"
        "add r5, r5, #2 * %c[depth]\n"
        "bls 1b\n"
        "ldr r0, [sp, #16]\n"
        "cmp r5, r0\n"
        "beq 9f\n"
        "sub r5, r5, #%c[depth]\n"
        "vmov r4, s8\n"
        ".if %c[pixel] == 0\n"
        "vmov r0, s10\n"
        "sub r4, r4, r0\n"
        ".else\n"
        "sub r4, r4, #%c[pixel]\n"
        ".endif\n"
        "vmov s8, r4\n"
        "b 1b\n"
        "9:\n"
        "add sp, sp, #24 + 2 * %c[depth]\n"
        "pop {r4-r11, lr}\n"
        : "+r"(r0), "+r"(r1), "+r"(r2), "+r"(r3), "+r"(r12)
        : MOTE_ASM_OPERANDS, [depth] "i"(Depth), [channel] "i"(ChannelStep), [last] "i"(Depth / 2 - 1),
          [last_second] "i"(Depth / 2 + 15)
        : MOTE_ASM_CLOBBERS);
#undef MOTE_ASM_CHANNEL
#undef MOTE_ASM_PRODUCTS
#undef MOTE_ASM_STEP
#undef MOTE_ASM_FINISH_PIXELS
  }
};

/// Eight output channels of 8 input channels: the words of two pixels, and their even activations, stay in
/// registers over all channels. 20 cycles a channel, for 16 products and two outputs.
///   r0 to r3  activations    r4 to r7  even activations    r8  weights    r10, r11  sums
///   r12, lr  pointers to input and output    r9  the last block
///   s0 to s31  for each pair of channels 2 starts, 2 multipliers and 4 words of weights
/// In planes the pointer to the output goes from channel to channel, and back.
template <activation_format In, activation_format Out, std::int32_t PixelStep, std::int32_t ChannelStep>
struct assembly_fitted_loop<In, Out, fitted_shape<8, PixelStep, ChannelStep, 8>> {
  [[gnu::always_inline]] static void run(const fitted_job& job) {
    register std::int8_t* r0 asm("r0") = job.output - 2 * PixelStep;
    register const std::uint32_t* r1 asm("r1") = job.packed;
    register const std::int8_t* r2 asm("r2") = job.input;
    register const std::int8_t* r3 asm("r3") = job.end_input;
#define MOTE_ASM_CHANNEL(c, start, multiplier, weights0, weights1, flip, first) \
  "vmov r8, " weights0 "\n"                          \
  "vmov r10, " start "\n"                            \
  "smlsd r11, r8, r6, r10\n"                         \
  "smlsd r10, r8, r4, r10\n"                         \
  "sxtb16 r8, r8, ror #16\n"                         \
  "smlsdx r10, r8, r0, r10\n"                        \
  "smlsdx r11, r8, r2, r11\n"                        \
  "vmov r8, " weights1 "\n"                          \
  "smlsd r10, r8, r5, r10\n"                         \
  "smlsd r11, r8, r7, r11\n"                         \
  "sxtb16 r8, r8, ror #16\n"                         \
  "smlsdx r10, r8, r1, r10\n"                        \
  "smlsdx r11, r8, r3, r11\n"                        \
  ".if " c " && %c[planes]\n"                        \
  MOTE_ASM_NEXT_PLANE                                \
  ".endif\n"                                         \
  "vmov r8, " multiplier "\n"                        \
  MOTE_ASM_FINISH("r10", "r8", flip, first)          \
  MOTE_ASM_FINISH("r11", "r8", flip, "[lr, #%c[pixel] + " c " * %c[side]]")
// Of a constant that an addition takes, as of rows of a multiple of 16 pixels, or of any.
#define MOTE_ASM_NEXT_PLANE                          \
  ".if (%c[channel] & 31) || %c[channel] >= 256 * 32\n" \
  "movw r8, #%c[channel]\n"                          \
  "add lr, lr, r8\n"                                 \
  ".else\n"                                          \
  "add lr, lr, #%c[channel]\n"                       \
  ".endif\n"
    asm volatile(
        "push {r4-r11, lr}\n"
        "vldmia r1, {s0-s31}\n"
        "mov lr, r0\n"
        "mov r12, r2\n"
        "sub r9, r3, #16\n"
        ".p2align 3\n"
        "1:\n"
        "ldmia r12!, {r0-r3}\n"
        MOTE_ASM_MIX("r0") MOTE_ASM_MIX("r1") MOTE_ASM_MIX("r2") MOTE_ASM_MIX("r3")
        "uxtb16 r4, r0\n"
        "uxtb16 r5, r1\n"
        "uxtb16 r6, r2\n"
        "uxtb16 r7, r3\n"
        MOTE_ASM_CHANNEL("0", "s0", "s2", "s4", "s6", "flip", "[lr, #2 * %c[pixel]]!")
        MOTE_ASM_CHANNEL("1", "s1", "s3", "s5", "s7", "keep", "[lr, #1 * %c[side]]")
        MOTE_ASM_CHANNEL("2", "s8", "s10", "s12", "s14", "flip", "[lr, #2 * %c[side]]")
        MOTE_ASM_CHANNEL("3", "s9", "s11", "s13", "s15", "keep", "[lr, #3 * %c[side]]")
        MOTE_ASM_CHANNEL("4", "s16", "s18", "s20", "s22", "flip", "[lr, #4 * %c[side]]")
        MOTE_ASM_CHANNEL("5", "s17", "s19", "s21", "s23", "keep", "[lr, #5 * %c[side]]")
        MOTE_ASM_CHANNEL("6", "s24", "s26", "s28", "s30", "flip", "[lr, #6 * %c[side]]")
        MOTE_ASM_CHANNEL("7", "s25", "s27", "s29", "s31", "keep", "[lr, #7 * %c[side]]")
        ".if %c[planes]\n"
        "movw r0, #(7 * %c[channel]) & 0xffff\n"
        ".if 7 * %c[channel] > 0xffff\n"
        "movt r0, #(7 * %c[channel]) >> 16\n"
        ".endif\n"
        "sub lr, lr, r0\n"
        ".endif\n"
        "cmp r12, r9\n"
        "bls 1b\n"
        "add r0, r9, #16\n"
        "cmp r12, r0\n"
        "beq 9f\n"
        "sub r12, r12, #8\n"
        "sub lr, lr, #%c[pixel]\n"
        "b 1b\n"
        "9:\n"
        "pop {r4-r11, lr}\n"
        : "+r"(r0), "+r"(r1), "+r"(r2), "+r"(r3)
        : MOTE_ASM_OPERANDS, [channel] "i"(ChannelStep), [side] "i"(Out == activation_format::planes ? 0 : 1)
        : "r12", MOTE_ASM_CLOBBERS);
#undef MOTE_ASM_CHANNEL
#undef MOTE_ASM_NEXT_PLANE
  }
};
// clang-format on

}  // namespace mote::armv7e_m

#undef MOTE_ASM_MIX
#undef MOTE_ASM_FINISH
#undef MOTE_ASM_OPERANDS
#undef MOTE_ASM_CLOBBERS

#endif

#endif
