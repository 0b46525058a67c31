// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_ARMV7E_M_PIXEL_LOOP_ASSEMBLY_HPP
#define MOTE_TARGET_ARMV7E_M_PIXEL_LOOP_ASSEMBLY_HPP

// portable_pixel_loop in assembly: 3 pixels by 2 channels, 22 instructions and 23 cycles for 24 products.
//
// All registers are in use, which no compiler manages without spilling:
//   r0, r1      weights of the two channels      r8, r9, r10    sums of the first channel
//   r2, r3, r4  activations of the three pixels  r11, r12, lr   sums of the second channel
//   r5, r6      pointers to weights and input    r7             even activations
//   s0 to s15   weights, where the depth is at most 32
//   s16 to s28  pixel_job from `by` on           s29, s30, s31  pointers: output, weights, end of weights
// While sums become outputs, r0 to r2 are multiplier, offset and shift.
//
// The text uses assembler conditionals, not repetitions: compilers take the size of inline assembly from its
// lines, and may overestimate but must not underestimate it.

#include <cstddef>
#include <cstdint>

#include "mote/target/armv7e_m/pixel_loop.hpp"

#if MOTE_HAS_DSP_AND_FPU

// clang-format off
// Clang's assembler doesn't know distances that early.
#if defined(__clang__)
#define MOTE_ASM_REQUIRE(condition) ""
#else
#define MOTE_ASM_REQUIRE(condition) ".if !(" condition ")\n" ".error \"" condition "\"\n" ".endif\n"
#endif

#define MOTE_ASM_ENTER                               \
  "push {r4-r11, lr}\n"                              \
  "ldmia r0!, {r4, r5, r6}\n"                        \
  "vldmia r0!, {s16-s28}\n"                          \
  "vmov s29, r4\n"                                   \
  "vmov s30, r5\n"

#define MOTE_ASM_ACTIVATIONS(offset)                 \
  "ldr r2, [r6, #" offset "]\n"                      \
  "ldr r3, [r6, #%c[depth] + " offset "]\n"          \
  "ldr r4, [r6, #2 * %c[depth] + " offset "]\n"
#define MOTE_ASM_MIX                                 \
  ".if %c[plain]\n"                                  \
  "eor r2, r2, #0x00800080\n"                        \
  "eor r3, r3, #0x00800080\n"                        \
  "eor r4, r4, #0x00800080\n"                        \
  ".endif\n"

// 4 input channels. The sums of pixels 1 and 2 start from a1, a2, b1, b2.
#define MOTE_ASM_PRODUCTS(a1, a2, b1, b2)            \
  "uxtb16 r7, r4\n"                                  \
  "smlsd r10, r0, r7, " a2 "\n"                      \
  "smlsd lr, r1, r7, " b2 "\n"                       \
  "uxtb16 r7, r3\n"                                  \
  "smlsd r9, r0, r7, " a1 "\n"                       \
  "smlsd r12, r1, r7, " b1 "\n"                      \
  "uxtb16 r7, r2\n"                                  \
  "smlsd r8, r0, r7, r8\n"                           \
  "smlsd r11, r1, r7, r11\n"                         \
  "sxtb16 r0, r0, ror #16\n"                         \
  "sxtb16 r1, r1, ror #16\n"                         \
  "smlsdx r8, r0, r2, r8\n"                          \
  "smlsdx r11, r1, r2, r11\n"                        \
  "smlsdx r9, r0, r3, r9\n"                          \
  "smlsdx r12, r1, r3, r12\n"                        \
  "smlsdx r10, r0, r4, r10\n"                        \
  "smlsdx lr, r1, r4, lr\n"
#define MOTE_ASM_MORE_PRODUCTS                       MOTE_ASM_PRODUCTS("r9", "r10", "r12", "lr")

#define MOTE_ASM_START_SUMS                          \
  "vmov r8, s16\n"                                   \
  "vmov r11, s20\n"                                  \
  "mov r9, r8\n"                                     \
  "mov r10, r8\n"                                    \
  "mov r12, r11\n"                                   \
  "mov lr, r11\n"

#define MOTE_ASM_STORE(value, flip, to)              \
  ".if %c[" flip "]\n"                               \
  "eor " value ", " value ", #0x80\n"                \
  ".endif\n"                                         \
  ".if %c[planes]\n"                                 \
  "strh " value ", " to "\n"                         \
  ".else\n"                                          \
  "strb " value ", " to "\n"                         \
  ".endif\n"

// The sequences of sum_stage.
#define MOTE_ASM_FITTED(sum, flip, to)               \
  "smmul " sum ", " sum ", r0\n"                     \
  "ssat " sum ", #8, " sum ", asr %[fit_shift]\n"    \
  MOTE_ASM_STORE(sum, flip, to)
#define MOTE_ASM_FLOORING(sum, flip, to)             \
  "smmla " sum ", " sum ", r0, r1\n"                 \
  "asr " sum ", " sum ", r2\n"                       \
  "ssat " sum ", #8, " sum "\n"                      \
  MOTE_ASM_STORE(sum, flip, to)
#define MOTE_ASM_ROUNDING(sum, flip, to)             \
  "asr r3, " sum ", #7\n"                            \
  "smmlar r3, r3, r0, r1\n"                          \
  "add r3, r3, " sum ", asr #31\n"                   \
  "asr r3, r3, r2\n"                                 \
  "ssat r3, #8, r3\n"                                \
  ".if %c[stage] == 3\n"                             \
  "vmov " sum ", s24\n"                              \
  "cmp r3, " sum "\n"                                \
  "it lt\n"                                          \
  "movlt r3, " sum "\n"                              \
  "vmov " sum ", s25\n"                              \
  "cmp r3, " sum "\n"                                \
  "it gt\n"                                          \
  "movgt r3, " sum "\n"                              \
  ".endif\n"                                         \
  MOTE_ASM_STORE("r3", flip, to)

// Three sums of one channel to their outputs.
#define MOTE_ASM_FINISH(sum0, sum1, sum2, multiplier, offset, shift, flip, to0, to1, to2) \
  "vmov r0, " multiplier "\n"                        \
  ".if %c[stage] == 0\n"                             \
  MOTE_ASM_FITTED(sum0, flip, to0)                   \
  MOTE_ASM_FITTED(sum1, flip, to1)                   \
  MOTE_ASM_FITTED(sum2, flip, to2)                   \
  ".else\n"                                          \
  "vmov r1, " offset "\n"                            \
  "vmov r2, " shift "\n"                             \
  ".if %c[stage] == 1\n"                             \
  MOTE_ASM_FLOORING(sum0, flip, to0)                 \
  MOTE_ASM_FLOORING(sum1, flip, to1)                 \
  MOTE_ASM_FLOORING(sum2, flip, to2)                 \
  ".else\n"                                          \
  MOTE_ASM_ROUNDING(sum0, flip, to0)                 \
  MOTE_ASM_ROUNDING(sum1, flip, to1)                 \
  MOTE_ASM_ROUNDING(sum2, flip, to2)                 \
  ".endif\n"                                         \
  ".endif\n"
#define MOTE_ASM_FINISH_FIRST(to0, to1, to2) \
  MOTE_ASM_FINISH("r8", "r9", "r10", "s17", "s18", "s19", "flip_first", to0, to1, to2)
#define MOTE_ASM_FINISH_SECOND(to0, to1, to2) \
  MOTE_ASM_FINISH("r11", "r12", "lr", "s21", "s22", "s23", "flip_second", to0, to1, to2)
// Outputs at immediate offsets from the register `base`; those of the second channel from r7 where they lie too far
// away for that. Most such distances, of rows of a multiple of 16 pixels, are constants that an ADD takes.
#define MOTE_ASM_FINISH_BLOCK(base)                                                               \
  MOTE_ASM_FINISH_FIRST("[" base "]", "[" base ", #%c[outputs]]", "[" base ", #2 * %c[outputs]]") \
  ".if %c[channel] + 2 * %c[outputs] < 4096\n"       \
  "mote_second .req " base "\n"                      \
  ".set mote_at, %c[channel]\n"                      \
  ".else\n"                                          \
  ".if (%c[channel] & 31) || %c[channel] >= 8192\n"  \
  "movw r7, #%c[channel]\n"                          \
  "add r7, r7, " base "\n"                           \
  ".else\n"                                          \
  "add r7, " base ", #%c[channel]\n"                 \
  ".endif\n"                                         \
  "mote_second .req r7\n"                            \
  ".set mote_at, 0\n"                                \
  ".endif\n"                                         \
  MOTE_ASM_FINISH_SECOND("[mote_second, #mote_at]", "[mote_second, #mote_at + %c[outputs]]",      \
                         "[mote_second, #mote_at + 2 * %c[outputs]]")                             \
  ".unreq mote_second\n"

// Loop 1 is over blocks of 3 pixels: r6 stands at the next block, r7 is free. The last block may do pixels of
// the one before once more.
#define MOTE_ASM_NEXT_BLOCK(base, keep)              \
  "vmov r7, s26\n"                                   \
  keep                                               \
  "cmp r6, r7\n"                                     \
  "bls 1b\n"                                         \
  "vmov r7, s28\n"                                   \
  "cmp r6, r7\n"                                     \
  "beq 9f\n"                                         \
  "vmov r6, s26\n"                                   \
  "vmov " base ", s27\n"                             \
  keep                                               \
  "b 1b\n"                                           \
  "9:\n"                                             \
  "pop {r4-r11, lr}\n"

#define MOTE_ASM_OPERANDS                                                               \
  [plain] "i"(In == activation_format::plain ? 1 : 0),                                  \
  [planes] "i"(Out == activation_format::planes ? 1 : 0),                               \
  [stage] "i"(static_cast<int>(Stage)), [fit_shift] "i"(paired_fit::shift),             \
  [flip_first] "i"(Out == activation_format::mixed && FirstParity == 0 ? 1 : 0),        \
  [flip_second] "i"(Out == activation_format::mixed && FirstParity == 1 ? 1 : 0)
#define MOTE_ASM_CLOBBERS                                                               \
  "r3", "r12", "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10",       \
  "s11", "s12", "s13", "s14", "s15", "s16", "s17", "s18", "s19", "s20", "s21", "s22",   \
  "s23", "s24", "s25", "s26", "s27", "s28", "s29", "s30", "s31", "cc", "memory"

namespace mote::armv7e_m {

static_assert(sizeof(pixel_job) == 16 * 4 && offsetof(pixel_job, by) == 12 && offsetof(pixel_job, low) == 44,
              "the assembly loads the struct as it is");

/// Up to 32 input channels: the weights stay in registers of the FPU over all pixels.
template <activation_format In, activation_format Out, sum_stage Stage, int FirstParity, int Depth,
          int PixelStep, int ChannelStep>
struct resident_pixel_loop {
  [[gnu::always_inline]] static void run(const pixel_job& job) {
    register const pixel_job* r0 asm("r0") = &job;
#define MOTE_ASM_LOAD(i, first, second)              \
  ".if %c[steps] > " #i "\n"                         \
  "vldr " first ", [r5, #8 * " #i "]\n"              \
  "vldr " second ", [r5, #8 * " #i " + 4]\n"         \
  ".endif\n"
#define MOTE_ASM_STEP(i, first, second)              \
  ".if %c[steps] > " #i "\n"                         \
  MOTE_ASM_ACTIVATIONS("4 * " #i)                    \
  "vmov r0, " first "\n"                             \
  "vmov r1, " second "\n"                            \
  MOTE_ASM_MIX                                       \
  MOTE_ASM_MORE_PRODUCTS                             \
  ".endif\n"
    asm volatile(
        MOTE_ASM_ENTER
        MOTE_ASM_LOAD(0, "s0", "s1") MOTE_ASM_LOAD(1, "s2", "s3")
        MOTE_ASM_LOAD(2, "s4", "s5") MOTE_ASM_LOAD(3, "s6", "s7")
        MOTE_ASM_LOAD(4, "s8", "s9") MOTE_ASM_LOAD(5, "s10", "s11")
        MOTE_ASM_LOAD(6, "s12", "s13") MOTE_ASM_LOAD(7, "s14", "s15")
        "mov r5, r4\n"
        ".p2align 2\n"
        "1:\n"
        MOTE_ASM_ACTIVATIONS("0")
        "vmov r8, s16\n"
        "vmov r11, s20\n"
        "vmov r0, s0\n"
        "vmov r1, s1\n"
        MOTE_ASM_MIX
        MOTE_ASM_PRODUCTS("r8", "r8", "r11", "r11")
        MOTE_ASM_STEP(1, "s2", "s3") MOTE_ASM_STEP(2, "s4", "s5") MOTE_ASM_STEP(3, "s6", "s7")
        MOTE_ASM_STEP(4, "s8", "s9") MOTE_ASM_STEP(5, "s10", "s11") MOTE_ASM_STEP(6, "s12", "s13")
        MOTE_ASM_STEP(7, "s14", "s15")
        MOTE_ASM_FINISH_BLOCK("r5")
        "add r6, r6, #3 * %c[depth]\n"
        "add r5, r5, #3 * %c[outputs]\n"
        MOTE_ASM_NEXT_BLOCK("r5", "")
        : "+r"(r0)
        : MOTE_ASM_OPERANDS, [depth] "i"(Depth), [outputs] "i"(PixelStep), [channel] "i"(ChannelStep),
          [steps] "i"(Depth / 4)
        : "r1", "r2", MOTE_ASM_CLOBBERS);
#undef MOTE_ASM_LOAD
#undef MOTE_ASM_STEP
  }
};

/// More input channels: the weights are read for each block, up to 8 words a channel in a round.
template <activation_format In, activation_format Out, sum_stage Stage, int FirstParity, int Depth,
          int PixelStep, int ChannelStep>
struct streaming_pixel_loop {
  /// A loop of at most 704 bytes, and what follows it, fit in an instruction cache of 1 KiB.
  static constexpr int unrolled() {
    int steps = 8;
    while (Depth / 4 % steps != 0) --steps;
    return steps;
  }

  [[gnu::always_inline]] static void run(const pixel_job& job) {
    register const pixel_job* r0 asm("r0") = &job;
#define MOTE_ASM_STEP(i)                             \
  ".if %c[unrolled] > " #i "\n"                      \
  "ldr r0, [r5, #8 * " #i "]\n"                      \
  "ldr r1, [r5, #8 * " #i " + 4]\n"                  \
  MOTE_ASM_ACTIVATIONS("4 * " #i)                    \
  MOTE_ASM_MIX                                       \
  MOTE_ASM_MORE_PRODUCTS                             \
  ".endif\n"
    asm volatile(
        MOTE_ASM_ENTER
        "add r7, r5, #2 * %c[depth]\n"
        "vmov s31, r7\n"
        ".p2align 2\n"
        "1:\n"
        "vmov r5, s30\n"
        MOTE_ASM_START_SUMS
        ".p2align 2\n"
        "2:\n"
        MOTE_ASM_STEP(0) MOTE_ASM_STEP(1) MOTE_ASM_STEP(2) MOTE_ASM_STEP(3)
        MOTE_ASM_STEP(4) MOTE_ASM_STEP(5) MOTE_ASM_STEP(6) MOTE_ASM_STEP(7)
        "add r5, r5, #8 * %c[unrolled]\n"
        "vmov r7, s31\n"
        "add r6, r6, #4 * %c[unrolled]\n"
        "cmp r5, r7\n"
        "bne 2b\n"
        "vmov r4, s29\n"
        MOTE_ASM_FINISH_BLOCK("r4")
        "add r4, r4, #3 * %c[outputs]\n"
        "add r6, r6, #2 * %c[depth]\n"
        MOTE_ASM_NEXT_BLOCK("r4", "vmov s29, r4\n")
        : "+r"(r0)
        : MOTE_ASM_OPERANDS, [depth] "i"(Depth), [outputs] "i"(PixelStep), [channel] "i"(ChannelStep),
          [unrolled] "i"(unrolled())
        : "r1", "r2", MOTE_ASM_CLOBBERS);
#undef MOTE_ASM_STEP
  }
};

/// Sizes that only the program knows. s0 and s1 hold them, s2 where a block enters the loop: its first round has
/// what is left over by rounds of 8 words.
template <activation_format In, activation_format Out, sum_stage Stage, int FirstParity>
struct dynamic_pixel_loop {
  [[gnu::always_inline]] static void run(const pixel_job& job, std::int32_t depth,
                                         std::int32_t output_depth) {
    register const pixel_job* r0 asm("r0") = &job;
    register std::int32_t r1 asm("r1") = depth;
    register std::int32_t r2 asm("r2") = output_depth;
#define MOTE_ASM_STEP(offset)                        \
  "vmov r7, s0\n"                                    \
  "ldr.n r0, [r5, #" offset "]\n"                    \
  "ldr.n r1, [r5, #" offset " + 4]\n"                \
  "ldr r3, [r6, r7]\n"                               \
  "ldr r4, [r6, r7, lsl #1]\n"                       \
  "ldr r2, [r6], #4\n"                               \
  MOTE_ASM_MIX                                       \
  MOTE_ASM_MORE_PRODUCTS
    asm volatile(
        MOTE_ASM_ENTER
        "vmov s0, r1\n"
        "vmov s1, r2\n"
        "add r7, r5, r1, lsl #1\n"
        "vmov s31, r7\n"
        "lsr r1, r1, #2\n"
        "rsb r1, r1, #0\n"
        "and r1, r1, #7\n"
        "sub r5, r5, r1, lsl #3\n"
        "vmov s30, r5\n"
        "adr r7, 4f + 1\n"
        "mov r2, %[step_bytes]\n"
        "mla r7, r1, r2, r7\n"
        "vmov s2, r7\n"
        ".p2align 2\n"
        "1:\n"
        "vmov r5, s30\n"
        MOTE_ASM_START_SUMS
        "vmov r7, s2\n"
        "bx r7\n"
        ".p2align 2\n"
        "4:\n"
        MOTE_ASM_STEP("0") MOTE_ASM_STEP("8") MOTE_ASM_STEP("16") MOTE_ASM_STEP("24")
        MOTE_ASM_STEP("32") MOTE_ASM_STEP("40") MOTE_ASM_STEP("48") MOTE_ASM_STEP("56")
        "5:\n"
        MOTE_ASM_REQUIRE("(5b - 4b) == 8 * %c[step_bytes]")
        "add r5, r5, #64\n"
        "vmov r7, s31\n"
        "cmp r5, r7\n"
        "bne 4b\n"
        "vmov r4, s29\n"
        "vmov r7, s1\n"
        MOTE_ASM_FINISH_FIRST("[r4]", "[r4, r7]", "[r4, r7, lsl #1]")
        "add r4, r4, #1\n"
        MOTE_ASM_FINISH_SECOND("[r4]", "[r4, r7]", "[r4, r7, lsl #1]")
        "sub r4, r4, #1\n"
        "add r7, r7, r7, lsl #1\n"
        "add r4, r4, r7\n"
        "vmov r7, s0\n"
        "add r6, r6, r7, lsl #1\n"
        MOTE_ASM_NEXT_BLOCK("r4", "vmov s29, r4\n")
        : "+r"(r0), "+r"(r1), "+r"(r2)
        : MOTE_ASM_OPERANDS, [step_bytes] "i"(In == activation_format::plain ? 98 : 86)
        : MOTE_ASM_CLOBBERS);
#undef MOTE_ASM_STEP
  }
};

/// blocked_extents, of mixed activations: all offsets are known. What is left over by rounds of 8 words comes
/// first: the loop is entered in its middle. s1 holds the output depth, s2 by how much the input is then ahead, s4
/// where the loop is entered.
template <activation_format In, activation_format Out, sum_stage Stage, int FirstParity>
struct blocked_pixel_loop {
  static_assert(In == activation_format::mixed);

  [[gnu::always_inline]] static void run(const pixel_job& job, std::int32_t depth, std::int32_t output_depth) {
    register const pixel_job* r0 asm("r0") = &job;
    register std::int32_t r1 asm("r1") = depth;
    register std::int32_t r2 asm("r2") = output_depth;
    // 78 bytes.
#define MOTE_ASM_STEP(i)                             \
  "ldr.n r0, [r5, #8 * " #i "]\n"                    \
  "ldr.n r1, [r5, #8 * " #i " + 4]\n"                \
  "ldr.n r2, [r6, #12 * " #i "]\n"                   \
  "ldr.n r3, [r6, #12 * " #i " + 4]\n"               \
  "ldr.n r4, [r6, #12 * " #i " + 8]\n"               \
  MOTE_ASM_MORE_PRODUCTS
    asm volatile(
        MOTE_ASM_ENTER
        "vmov s1, r2\n"
        "add r7, r5, r1, lsl #1\n"
        "vmov s31, r7\n"
        "lsr r3, r1, #2\n"
        "rsb r3, r3, #0\n"
        "and r3, r3, #7\n"
        "sub r5, r5, r3, lsl #3\n"
        "vmov s30, r5\n"
        "mov r7, #12\n"
        "mul r7, r3, r7\n"
        "vmov s2, r7\n"
        "adr.w r7, 2f\n"
        "mov r8, #78\n"
        "mla r7, r3, r8, r7\n"
        "orr r7, r7, #1\n"
        "vmov s4, r7\n"
        ".p2align 2\n"
        "1:\n"
        "vmov r7, s2\n"
        "vmov r5, s30\n"
        "sub r6, r6, r7\n"
        "vmov r7, s4\n"
        MOTE_ASM_START_SUMS
        "bx r7\n"
        ".p2align 2\n"
        "2:\n"
        MOTE_ASM_STEP(0) MOTE_ASM_STEP(1) MOTE_ASM_STEP(2) MOTE_ASM_STEP(3)
        MOTE_ASM_STEP(4) MOTE_ASM_STEP(5) MOTE_ASM_STEP(6) MOTE_ASM_STEP(7)
        "add r5, r5, #64\n"
        "vmov r7, s31\n"
        "add r6, r6, #96\n"
        "cmp r5, r7\n"
        "bne 2b\n"
        "vmov r7, s1\n"
        "vmov r4, s29\n"
        "add r5, r4, r7\n"
        "add r7, r5, r7\n"
        MOTE_ASM_FINISH_FIRST("[r4]", "[r5]", "[r7]")
        MOTE_ASM_FINISH_SECOND("[r4, #1]", "[r5, #1]", "[r7, #1]")
        "vmov r1, s26\n"
        "rsb r4, r5, r7, lsl #1\n"
        "vmov s29, r4\n"
        "cmp r6, r1\n"
        "blo 1b\n"
        "vmov s29, s27\n"
        "beq 1b\n"
        "pop {r4-r11, lr}\n"
        : "+r"(r0), "+r"(r1), "+r"(r2)
        : MOTE_ASM_OPERANDS
        : MOTE_ASM_CLOBBERS);
#undef MOTE_ASM_STEP
  }
};
// clang-format on

template <activation_format In, activation_format Out, sum_stage Stage, int FirstParity, class Sizes>
struct assembly_pixel_loop {
  [[gnu::always_inline]] static void run(const Sizes& sizes, const pixel_job& job) {
    dynamic_pixel_loop<In, Out, Stage, FirstParity>::run(job, sizes.template get<0>(),
                                                         sizes.template get<1>());
  }
};
template <activation_format In, activation_format Out, sum_stage Stage, int FirstParity>
struct assembly_pixel_loop<In, Out, Stage, FirstParity, blocked_extents> {
  [[gnu::always_inline]] static void run(const blocked_extents& sizes, const pixel_job& job) {
    blocked_pixel_loop<In, Out, Stage, FirstParity>::run(job, sizes.get<0>(), sizes.get<1>());
  }
};
template <activation_format In, activation_format Out, sum_stage Stage, int FirstParity, class Sizes>
struct static_pixel_loop {
  [[gnu::always_inline]] static void run(const Sizes& /*sizes*/, const pixel_job& job) {
    constexpr Sizes fixed{};
    constexpr int depth = fixed.template get<0>();
    constexpr int most_resident = 32;
    if constexpr (depth <= most_resident) {
      resident_pixel_loop<In, Out, Stage, FirstParity, depth, pixel_step(fixed), channel_step(fixed)>::run(
          job);
    } else {
      streaming_pixel_loop<In, Out, Stage, FirstParity, depth, pixel_step(fixed), channel_step(fixed)>::run(
          job);
    }
  }
};
template <activation_format In, activation_format Out, sum_stage Stage, int FirstParity, std::int32_t Depth,
          std::int32_t OutputDepth>
struct assembly_pixel_loop<In, Out, Stage, FirstParity, static_extents<Depth, OutputDepth>>
    : static_pixel_loop<In, Out, Stage, FirstParity, static_extents<Depth, OutputDepth>> {};
template <activation_format In, activation_format Out, sum_stage Stage, int FirstParity, std::int32_t Depth,
          std::int32_t OutputDepth, std::int32_t Plane>
struct assembly_pixel_loop<In, Out, Stage, FirstParity, plane_extents<Depth, OutputDepth, Plane>>
    : static_pixel_loop<In, Out, Stage, FirstParity, plane_extents<Depth, OutputDepth, Plane>> {};

}  // namespace mote::armv7e_m

#undef MOTE_ASM_ENTER
#undef MOTE_ASM_ACTIVATIONS
#undef MOTE_ASM_MIX
#undef MOTE_ASM_PRODUCTS
#undef MOTE_ASM_MORE_PRODUCTS
#undef MOTE_ASM_START_SUMS
#undef MOTE_ASM_STORE
#undef MOTE_ASM_FITTED
#undef MOTE_ASM_FLOORING
#undef MOTE_ASM_ROUNDING
#undef MOTE_ASM_FINISH
#undef MOTE_ASM_FINISH_FIRST
#undef MOTE_ASM_FINISH_SECOND
#undef MOTE_ASM_FINISH_BLOCK
#undef MOTE_ASM_NEXT_BLOCK
#undef MOTE_ASM_OPERANDS
#undef MOTE_ASM_REQUIRE
#undef MOTE_ASM_CLOBBERS

#endif

#endif
