// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_ARMV7E_M_WINOGRAD_TRANSFORMS_ASSEMBLY_HPP
#define MOTE_TARGET_ARMV7E_M_WINOGRAD_TRANSFORMS_ASSEMBLY_HPP

// portable_winograd_transforms in assembly: all registers are in use, and compilers spill.

#include <cstddef>
#include <cstdint>

#include "mote/config.hpp"
#include "mote/target/armv7e_m/winograd_transforms.hpp"

#if MOTE_HAS_DSP_AND_FPU

namespace mote::armv7e_m {

static_assert(sizeof(column_job) == 7 * 4 && sizeof(tile_row_job) == 5 * 4 && sizeof(output_job) == 7 * 4,
              "the assembly loads the structs as they are");

struct assembly_winograd_transforms {
// clang-format off
// 6 inputs in r3 to r8; the transformed ones are in r3, r7, r5, r6, r9, r8.
#define MOTE_ASM_INPUTS                              \
  "ssub16 r9, r7, r5\n"                              \
  "ssub16 r3, r3, r5\n"                              \
  "sadd16 r5, r5, r5\n"                              \
  "sadd16 r3, r3, r3\n"                              \
  "sadd16 r5, r5, r5\n"                              \
  "sadd16 r3, r3, r3\n"                              \
  "ssub16 r5, r5, r7\n"                              \
  "sadd16 r3, r3, r9\n"                              \
  "ssub16 r10, r6, r4\n"                             \
  "sadd16 r4, r4, r4\n"                              \
  "ssub16 r8, r8, r6\n"                              \
  "sadd16 r4, r4, r4\n"                              \
  "sadd16 r10, r10, r10\n"                           \
  "ssub16 r4, r4, r6\n"                              \
  "ssub16 r8, r8, r10\n"                             \
  "sadd16 r7, r5, r4\n"                              \
  "ssub16 r8, r8, r10\n"                             \
  "ssub16 r5, r5, r4\n"                              \
  "sadd16 r6, r9, r10\n"                             \
  "ssub16 r9, r9, r10\n"

  /// r0 columns, r1 the second row, r2, r11, r12, lr distances of other rows; s0 depth, s1 end.
  template <int Rotation>
  MOTE_NOINLINE static void columns(const column_job& job) {
    register const column_job* r0 asm("r0") = &job;
#define MOTE_ASM_COLUMN(offset)                      \
  "ldr r3, [r1, r11]\n"                              \
  "ldr r4, [r1]\n"                                   \
  "ldr r5, [r1, r2]\n"                               \
  "ldr r6, [r1, r2, lsl #1]\n"                       \
  "ldr r7, [r1, r12]\n"                              \
  "ldr r8, [r1, lr]\n"                               \
  "vmov r9, s0\n"                                    \
  "add r1, r1, r9\n"                                 \
  "sxtb16 r3, r3, ror %[rotation]\n"                 \
  "sxtb16 r4, r4, ror %[rotation]\n"                 \
  "sxtb16 r5, r5, ror %[rotation]\n"                 \
  "sxtb16 r6, r6, ror %[rotation]\n"                 \
  "sxtb16 r7, r7, ror %[rotation]\n"                 \
  "sxtb16 r8, r8, ror %[rotation]\n"                 \
  MOTE_ASM_INPUTS                                    \
  "str r3, [r0, #" offset "]\n"                      \
  "str r7, [r0, #" offset " + 4]\n"                  \
  "str r5, [r0, #" offset " + 8]\n"                  \
  "str r6, [r0, #" offset " + 12]\n"                 \
  "str r9, [r0, #" offset " + 16]\n"                 \
  "str r8, [r0, #" offset " + 20]\n"
    asm volatile(
        "push {r4-r11, lr}\n"
        "ldmia r0, {r0, r1, r2, r3, r4, r5, r6}\n"
        "vmov s0, r2\n"
        "vmov s1, r1\n"
        "mov r1, r4\n"
        "mov r2, r6\n"
        "sub r11, r3, r4\n"
        "add r12, r6, r6, lsl #1\n"
        "sub lr, r5, r4\n"
        ".p2align 2\n"
        "1:\n"
        MOTE_ASM_COLUMN("0")
        MOTE_ASM_COLUMN("24")
        "vmov r9, s1\n"
        "add r0, r0, #48\n"
        "cmp r0, r9\n"
        "bne 1b\n"
        "pop {r4-r11, lr}\n"
        : "+r"(r0)
        : [rotation] "i"(Rotation)
        : "r1", "r2", "r3", "r12", "s0", "s1", "cc", "memory");
#undef MOTE_ASM_COLUMN
  }

  /// r0 columns, r1 tiles, r2 lanes, r11 lines left, r12 next group, lr tiles left.
  template <int Pairs>
  MOTE_NOINLINE static void rows(const tile_row_job& job) {
    register const tile_row_job* r0 asm("r0") = &job;
#define MOTE_ASM_ROW(from, to)                       \
  "ldr r3, [r0, #" from "]\n"                        \
  "ldr r4, [r0, #" from " + 24]\n"                   \
  "ldr r5, [r0, #" from " + 48]\n"                   \
  "ldr r6, [r0, #" from " + 72]\n"                   \
  "ldr r7, [r0, #" from " + 96]\n"                   \
  "ldr r8, [r0, #" from " + 120]\n"                  \
  MOTE_ASM_INPUTS                                    \
  "str r3, [r1, #(" to ") * %c[step]]\n"             \
  "str r7, [r1, #(" to " + 1) * %c[step]]\n"         \
  "str r5, [r1, #(" to " + 2) * %c[step]]\n"         \
  "str r6, [r1, #(" to " + 3) * %c[step]]\n"         \
  "str r9, [r1, #(" to " + 4) * %c[step]]\n"         \
  "str r8, [r1, #(" to " + 5) * %c[step]]\n"
    asm volatile(
        "push {r4-r11, lr}\n"
        "ldmia r0, {r0, r1, r2, r12, lr}\n"
        "1:\n"
        "mov r11, #3\n"
        ".p2align 2\n"
        "2:\n"
        MOTE_ASM_ROW("0", "0")
        MOTE_ASM_ROW("4", "6")
        "add r0, r0, #8\n"
        "add r1, r1, #12 * %c[step]\n"
        "subs r11, r11, #1\n"
        "bne 2b\n"
        "add r0, r0, #72\n"
        "sub r1, r1, #36 * %c[step]\n"
        "add r1, r1, #4\n"
        "subs r2, r2, #1\n"
        "itt eq\n"
        "addeq r1, r1, r12\n"
        "moveq r2, #4\n"
        "subs lr, lr, #1\n"
        "bne 1b\n"
        "pop {r4-r11, lr}\n"
        : "+r"(r0)
        : [step] "i"(16 * Pairs)
        : "r1", "r2", "r3", "r12", "cc", "memory");
#undef MOTE_ASM_ROW
  }
#undef MOTE_ASM_INPUTS

  /// r1 and r2 where 18 positions each go, r3 to r11 weights; s0 rounds, s1 rounds left, s2 words of the channel,
  /// s3 where it goes, s4 channels left, s5 words. Every other round does bytes 1 and 3.
  MOTE_NOINLINE static void weights(const std::uint32_t* words, std::uint32_t* to, std::int32_t count) {
    register const std::uint32_t* r0 asm("r0") = words;
    register std::uint32_t* r1 asm("r1") = to;
    register std::int32_t r2 asm("r2") = 2 * count;
#define MOTE_ASM_EACH(begin, end)                    \
  begin "r3, r3" end begin "r4, r4" end              \
  begin "r5, r5" end begin "r6, r6" end              \
  begin "r7, r7" end begin "r8, r8" end              \
  begin "r9, r9" end begin "r10, r10" end            \
  begin "r11, r11" end
#define MOTE_ASM_ROW(to, at, a, b, c)                \
  "str " a ", [" to ", #(" at ") * %c[step]]\n"      \
  "sadd16 r12, " a ", " c "\n"                       \
  "sadd16 lr, " c ", " c "\n"                        \
  "sadd16 r0, r12, " b "\n"                          \
  "ssub16 r12, r12, " b "\n"                         \
  "str r0, [" to ", #(" at " + 1) * %c[step]]\n"     \
  "str r12, [" to ", #(" at " + 2) * %c[step]]\n"    \
  "sadd16 lr, lr, lr\n"                              \
  "sadd16 r12, " b ", " b "\n"                       \
  "sadd16 lr, lr, " a "\n"                           \
  "str " c ", [" to ", #(" at " + 5) * %c[step]]\n"  \
  "sadd16 r0, lr, r12\n"                             \
  "ssub16 lr, lr, r12\n"                             \
  "str r0, [" to ", #(" at " + 3) * %c[step]]\n"     \
  "str lr, [" to ", #(" at " + 4) * %c[step]]\n"
// Top r3 to r5, middle r6 to r8, bottom r9 to r11.
    asm volatile(
        "push {r4-r11, lr}\n"
        "vmov s0, r2\n"
        "vmov s2, r0\n"
        "vmov s3, r1\n"
        "mov lr, #2\n"
        "1:\n"
        "vmov s4, lr\n"
        "vmov s1, r2\n"
        "vmov s5, r0\n"
        "add r2, r1, #18 * %c[step]\n"
        ".p2align 2\n"
        "2:\n"
        "vmov r0, s5\n"
        "vmov lr, s1\n"
        "ldmia r0, {r3-r11}\n"
        "tst lr, #1\n"
        "beq 3f\n"
        MOTE_ASM_EACH("ror ", ", #8\n")
        "add r0, r0, #72\n"
        "vmov s5, r0\n"
        "3:\n"
        MOTE_ASM_EACH("sxtb16 ", "\n")
        MOTE_ASM_ROW("r1", "0", "r3", "r4", "r5")
        MOTE_ASM_ROW("r2", "12", "r9", "r10", "r11")
        // bottom becomes top + 4 * bottom, top becomes top + bottom
        "sadd16 r12, r9, r9\n"
        "sadd16 r3, r3, r9\n"
        "sadd16 r12, r12, r9\n"
        "sadd16 r9, r3, r12\n"
        "sadd16 r12, r10, r10\n"
        "sadd16 r4, r4, r10\n"
        "sadd16 r12, r12, r10\n"
        "sadd16 r10, r4, r12\n"
        "sadd16 r12, r11, r11\n"
        "sadd16 r5, r5, r11\n"
        "sadd16 r12, r12, r11\n"
        "sadd16 r11, r5, r12\n"
        "sadd16 r3, r3, r6\n"
        "sadd16 r4, r4, r7\n"
        "sadd16 r5, r5, r8\n"
        MOTE_ASM_ROW("r1", "6", "r3", "r4", "r5")
        "sadd16 r6, r6, r6\n"
        "sadd16 r7, r7, r7\n"
        "sadd16 r8, r8, r8\n"
        "ssub16 r3, r3, r6\n"
        "ssub16 r4, r4, r7\n"
        "ssub16 r5, r5, r8\n"
        MOTE_ASM_ROW("r1", "12", "r3", "r4", "r5")
        "sadd16 r3, r9, r6\n"
        "sadd16 r4, r10, r7\n"
        "sadd16 r5, r11, r8\n"
        MOTE_ASM_ROW("r2", "0", "r3", "r4", "r5")
        "ssub16 r3, r9, r6\n"
        "ssub16 r4, r10, r7\n"
        "ssub16 r5, r11, r8\n"
        MOTE_ASM_ROW("r2", "6", "r3", "r4", "r5")
        "vmov lr, s1\n"
        "add r1, r1, #8\n"
        "add r2, r2, #8\n"
        "subs lr, lr, #1\n"
        "vmov s1, lr\n"
        "bne 2b\n"
        "vmov r0, s2\n"
        "vmov r1, s3\n"
        "vmov r2, s0\n"
        "vmov lr, s4\n"
        "add r0, r0, #36\n"
        "add r1, r1, #4\n"
        "subs lr, lr, #1\n"
        "bne 1b\n"
        "pop {r4-r11, lr}\n"
        : "+r"(r0), "+r"(r1), "+r"(r2)
        : [step] "i"(4 * position_weights)
        : "r3", "r12", "s0", "s1", "s2", "s3", "s4", "s5", "cc", "memory");
#undef MOTE_ASM_EACH
#undef MOTE_ASM_ROW
  }

  /// r0 sums, r1 output, r2 shift, and in bit 31 the half of the columns, in bits 8 and 9 the tile in its group
  /// of 4, r3 the factor of the outer sums, r4 start, r5 multiplier, r6 offset; s0 depth; distances s1 from the
  /// fourth output of a row to the next row, s2 from that of the last row to the next tile, s3 from there to the
  /// next row of tiles; s4 tiles in a row, s5 rows left, s6 tiles left in the row, s7 to s9 inverses of rows.
  /// Fitted outputs have no shift, no offset and no inverses.
  template <bool Flips, bool Ahead, winograd_stage Stage>
  MOTE_NOINLINE static void outputs(const output_job& job) {
    register const output_job* r0 asm("r0") = &job;
// The loop over tiles is less than 1 KiB, the instruction cache of many chips.
// 6 sums, each ahead of the next by `step`; the outputs are in r11, lr, r9, r8.
#define MOTE_ASM_SUMS(at, step)                      \
  "ldr r7, [r0, #" at "]\n"                          \
  "ldr r8, [r0, #" at " + " step "]\n"               \
  "ldr r9, [r0, #" at " + 2 * " step "]\n"           \
  "ldr r10, [r0, #" at " + 3 * " step "]\n"          \
  "ldr r11, [r0, #" at " + 4 * " step "]\n"          \
  "ldr r12, [r0, #" at " + 5 * " step "]\n"          \
  "add lr, r8, r9\n"                                 \
  "sub r8, r8, r9\n"                                 \
  "add r9, r10, r11\n"                               \
  "sub r10, r10, r11\n"                              \
  "add r11, r9, lr, lsl #2\n"                        \
  "add r9, r9, lr\n"                                 \
  "mla r11, r7, r3, r11\n"                           \
  "add lr, r10, r8, lsl #1\n"                        \
  "add r8, r8, r10, lsl #1\n"                        \
  "mla r8, r12, r3, r8\n"
#define MOTE_ASM_COLUMN(at)                          \
  MOTE_ASM_SUMS("32 * " at, "192")                   \
  "str r11, [r0, #32 * " at "]\n"                    \
  "str lr, [r0, #32 * (6 + " at ")]\n"               \
  "str r9, [r0, #32 * (12 + " at ")]\n"              \
  "str r8, [r0, #32 * (18 + " at ")]\n"
#define MOTE_ASM_DIVIDE(sum, inverse)                \
  ".if %c[wide]\n"                                   \
  "mul " sum ", " sum ", " inverse "\n"              \
  "add " sum ", r4, " sum ", asr #5\n"               \
  ".else\n"                                          \
  "smmlar " sum ", " sum ", " inverse ", r4\n"       \
  ".endif\n"
// A sum with factors left out, of 2^bits.
#define MOTE_ASM_FINISH(sum, bits)                   \
  ".if %c[fitted]\n"                                 \
  "add r7, r4, " sum ", lsl #(" bits ")\n"           \
  "smmul r7, r7, r5\n"                               \
  "ssat r7, #8, r7, asr #%c[shift]\n"                \
  ".else\n"                                          \
  "smmlar r7, " sum ", r5, r6\n"                     \
  "add r7, r7, " sum ", asr #31\n"                   \
  "asrs r7, r7, r2\n"                                \
  "ssat r7, #8, r7\n"                                \
  ".endif\n"                                         \
  ".if %c[flips]\n"                                  \
  "eor r7, r7, #0x80\n"                              \
  ".endif\n"                                         \
  "strb r7, [r1]\n"
#define MOTE_ASM_LINE(row, bits, inverse, next)      \
  MOTE_ASM_SUMS("192 * " row, "32")                  \
  ".if !%c[fitted]\n"                                \
  "vmov r7, " inverse "\n"                           \
  "lsl r10, r7, #1\n"                                \
  "lsl r12, r7, #2\n"                                \
  MOTE_ASM_DIVIDE("r11", "r7")                       \
  MOTE_ASM_DIVIDE("lr", "r10")                       \
  MOTE_ASM_DIVIDE("r9", "r12")                       \
  MOTE_ASM_DIVIDE("r8", "r12")                       \
  ".endif\n"                                         \
  "vmov r12, s0\n"                                   \
  MOTE_ASM_FINISH("r11", bits)                       \
  "add r1, r1, r12\n"                                \
  MOTE_ASM_FINISH("lr", bits " + 1")                 \
  "add r1, r1, r12\n"                                \
  MOTE_ASM_FINISH("r9", bits " + 2")                 \
  "add r1, r1, r12\n"                                \
  MOTE_ASM_FINISH("r8", bits " + 2")                 \
  "vmov r7, " next "\n"                              \
  "add r1, r1, r7\n"
    asm volatile(
        "push {r4-r11, lr}\n"
        "ldmia r0, {r0, r1, r3, r7, r8, r9, r10}\n"
        ".if %c[fitted]\n"
        "ldr r5, [r3]\n"
        "ldr r4, [r3, #4]\n"
        "mov r2, #0\n"
        ".else\n"
        "ldmia r3, {r4, r5, r6, r11}\n"
        "mov r2, r11\n"
        "movw r3, #%c[inverse] & 0xffff\n"
        "movt r3, #%c[inverse] >> 16\n"
        "vmov s7, r3\n"
        "lsl r3, r3, #1\n"
        "vmov s8, r3\n"
        "lsl r3, r3, #1\n"
        "vmov s9, r3\n"
        ".endif\n"
        "vmov s0, r7\n"
        "vmov s4, r9\n"
        "vmov s5, r10\n"
        "add r9, r8, r8, lsl #1\n"
        "vmov s3, r9\n"
        "sub r9, r7, r9\n"
        "vmov s2, r9\n"
        "add r7, r7, r7, lsl #1\n"
        "sub r8, r8, r7\n"
        "vmov s1, r8\n"
        "mov r3, %[outer]\n"
        "1:\n"
        "vmov r7, s4\n"
        "vmov s6, r7\n"
        ".p2align 2\n"
        "2:\n"
        MOTE_ASM_COLUMN("0") MOTE_ASM_COLUMN("1") MOTE_ASM_COLUMN("2")
        "add r0, r0, #96\n"
        "adds r2, r2, #0x80000000\n"
        "bcc 2b\n"
        "sub r0, r0, #192\n"
        MOTE_ASM_LINE("0", "0", "s7", "s1")
        MOTE_ASM_LINE("1", "1", "s8", "s1")
        MOTE_ASM_LINE("2", "2", "s9", "s1")
        MOTE_ASM_LINE("3", "2", "s9", "s2")
        "vmov r8, s6\n"
        "add r0, r0, #4\n"
        "add r2, r2, #0x100\n"
        "tst r2, #0x300\n"
        "it eq\n"
        "addeq r0, r0, #1136\n"
        "subs r8, r8, #1\n"
        "vmov s6, r8\n"
        "bne 2b\n"
        "vmov r7, s3\n"
        "vmov r8, s5\n"
        "add r1, r1, r7\n"
        "subs r8, r8, #1\n"
        "vmov s5, r8\n"
        "bne 1b\n"
        "pop {r4-r11, lr}\n"
        : "+r"(r0)
        : [fitted] "i"(Stage == winograd_stage::fitted ? 1 : 0), [shift] "i"(winograd_form<Stage>::shift),
          [inverse] "i"(winograd_inverse(Stage == winograd_stage::wide_rounding)),
          [wide] "i"(Stage == winograd_stage::wide_rounding ? 1 : 0), [flips] "i"(Flips ? 1 : 0),
          [outer] "i"(winograd_outer(Ahead))
        : "r1", "r2", "r3", "r12", "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "cc", "memory");
#undef MOTE_ASM_SUMS
#undef MOTE_ASM_COLUMN
#undef MOTE_ASM_DIVIDE
#undef MOTE_ASM_FINISH
#undef MOTE_ASM_LINE
  }
  // clang-format on
};

}  // namespace mote::armv7e_m

#endif

#endif
