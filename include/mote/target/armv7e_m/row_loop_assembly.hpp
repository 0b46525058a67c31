// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_ARMV7E_M_ROW_LOOP_ASSEMBLY_HPP
#define MOTE_TARGET_ARMV7E_M_ROW_LOOP_ASSEMBLY_HPP

// portable_row_loop in assembly: a step of 5 rows is 22 instructions and 23 cycles for 20 products.
//
//   r0 to r3, r12      weights                     r4, r7    activations, and their even channels
//   r8 to r11, lr      sums                        r5, r6    pointers to words and input
//   s0, s14            ends of the input's first half, if there are two, and of the input
//   s1, s2, s3         output, start of the input, end of the words
//   s4, s13            where the first round of the loop is entered, and by how much the words are then ahead
//   s5, s6, s7         row_constants of all rows, whose shift has the bits of row_constants
//   s8 to s12          the sums of the first half
//   s15                in halves 0: the first one comes next; 1: the second one does
//
// A loop has 8 steps. What is left over by rounds of 8 comes first: the loop is entered in its middle. All
// instructions of a step are wide, for equal lengths. A load that updates its base is never faster for
// another load before it: the first ones of the last two steps do. So r5 is `rows` words behind the round's
// words, as it is when sums have been loaded, and r6 two words behind its input.

#include <cstddef>
#include <cstdint>

#include "mote/target/armv7e_m/row_loop.hpp"

#if MOTE_HAS_DSP_AND_FPU

// clang-format off

// The words of a step before the last one, and of the last one.
#define MOTE_ASM_LOAD(step, row, to)    "ldr.w " to ", [r5, #4 * (" #step " * %c[rows] + %c[rows] + " #row ")]\n"
#define MOTE_ASM_LAST_LOAD(step, row, to)            "ldr.w " to ", [r5, #4 * " #row "]\n"
#define MOTE_ASM_LOADS(load, step)                   \
  ".if %c[rows] > 1\n"                               \
  load(step, 1, "r1")                                \
  load(step, 2, "r2")                                \
  load(step, 3, "r3")                                \
  ".endif\n"                                         \
  ".if %c[rows] > 4\n"                               \
  load(step, 4, "r12")                               \
  ".endif\n"
#define MOTE_ASM_PRODUCTS(weights, sum)              \
  "smlsd " sum ", " weights ", r7, " sum "\n"        \
  "sxtb16 " weights ", " weights ", ror #16\n"       \
  "smlsdx " sum ", " weights ", r4, " sum "\n"
#define MOTE_ASM_ALL_PRODUCTS                        \
  "uxtb16 r7, r4\n"                                  \
  MOTE_ASM_PRODUCTS("r0", "r8")                      \
  ".if %c[rows] > 1\n"                               \
  MOTE_ASM_PRODUCTS("r1", "r9")                      \
  MOTE_ASM_PRODUCTS("r2", "r10")                     \
  MOTE_ASM_PRODUCTS("r3", "r11")                     \
  ".endif\n"                                         \
  ".if %c[rows] > 4\n"                               \
  MOTE_ASM_PRODUCTS("r12", "lr")                     \
  ".endif\n"
#define MOTE_ASM_STEP(step)                          \
  "ldr.w r4, [r6, #8 + 4 * " #step "]\n"             \
  MOTE_ASM_LOAD(step, 0, "r0")                       \
  MOTE_ASM_LOADS(MOTE_ASM_LOAD, step)                \
  MOTE_ASM_ALL_PRODUCTS
#define MOTE_ASM_STEP_6                              \
  "ldr.w r4, [r6, #32]!\n"                           \
  MOTE_ASM_LOAD(6, 0, "r0")                          \
  MOTE_ASM_LOADS(MOTE_ASM_LOAD, 6)                   \
  MOTE_ASM_ALL_PRODUCTS
#define MOTE_ASM_STEP_7                              \
  "ldr.w r0, [r5, #4 * (8 * %c[rows])]!\n"           \
  "ldr.w r4, [r6, #4]\n"                             \
  MOTE_ASM_LOADS(MOTE_ASM_LAST_LOAD, 7)              \
  MOTE_ASM_ALL_PRODUCTS

#define MOTE_ASM_START_SUMS                          \
  ".if %c[rows] == 5\n"                              \
  "ldm r5, {r8, r9, r10, r11, lr}\n"                 \
  ".elseif %c[rows] == 4\n"                          \
  "ldm r5, {r8, r9, r10, r11}\n"                     \
  ".else\n"                                          \
  "ldr r8, [r5]\n"                                   \
  ".endif\n"

// `one` for each row, with its sum and number.
#define MOTE_ASM_EACH_ROW(one)                                            \
  one("r8", "0")                                                          \
  ".if %c[rows] > 1\n" one("r9", "1") one("r10", "2") one("r11", "3") ".endif\n" \
  ".if %c[rows] > 4\n" one("lr", "4") ".endif\n"

// r12 points to the outputs of the group before; r0 to r2 are the constants of all rows.
#define MOTE_ASM_OWN_CONSTANTS          ".if %c[own]\n" "ldm r5!, {r0, r1, r2}\n" ".endif\n"
#define MOTE_ASM_STORE(output, row)                  \
  ".if " row " == 0\n"                               \
  "strb " output ", [r12, #%c[rows]]!\n"             \
  ".else\n"                                          \
  "strb " output ", [r12, #" row "]\n"               \
  ".endif\n"
#define MOTE_ASM_FLOORING(sum, row)                  \
  MOTE_ASM_OWN_CONSTANTS                             \
  "smmla " sum ", " sum ", r0, r1\n"                 \
  "asr " sum ", " sum ", r2\n"                       \
  "ssat " sum ", #8, " sum "\n"                      \
  MOTE_ASM_STORE(sum, row)
#define MOTE_ASM_ROUNDING(sum, row)                  \
  MOTE_ASM_OWN_CONSTANTS                             \
  "asr r3, " sum ", #7\n"                            \
  "smmlar r3, r3, r0, r1\n"                          \
  "add r3, r3, " sum ", asr #31\n"                   \
  "asr r3, r3, r2\n"                                 \
  "ssat r3, #8, r3\n"                                \
  MOTE_ASM_STORE("r3", row)

namespace mote::armv7e_m {

static_assert(sizeof(row_job) == 8 * 4 && offsetof(row_job, by) == 20,
              "the assembly loads the struct as it is");
static_assert(row_constants::rounding_bit == 1U << 31 && row_constants::halved_bit == 1U << 30,
              "the assembly shifts these bits into flags, and has the one below for itself");

template <int Rows, bool OwnConstants>
struct assembly_row_loop {
  static_assert(Rows == 1 || Rows == 4 || Rows == 5);

  [[gnu::always_inline]] static void run(const row_job& job) {
    register const row_job* r0 asm("r0") = &job;
    asm volatile(
        "push {r4-r11, lr}\n"
        "ldmia r0!, {r1, r4, r5, r6, r7}\n"
        "vldmia r0, {s5-s7}\n"
        "sub r7, r7, #%c[rows]\n"
        "vmov s1, r7\n"
        "vmov s3, r6\n"
        "sub r4, r4, #8\n"
        "add r3, r4, r1, lsl #2\n"
        "vmov s0, r3\n"
        "add r3, r3, r1, lsl #2\n"
        "vmov s14, r3\n"
        "vmov r2, s7\n"
        "mov r3, #0\n"
        "vmov s15, r3\n"
        // Steps of the first round that are left out: input and words start that much before their beginning.
        "rsb r1, r1, #0\n"
        "ands r1, r1, #7\n"
        "beq 1f\n"
        "orr r2, r2, #0x20000000\n"
        "vmov s7, r2\n"
        "sub r4, r4, r1, lsl #2\n"
        // The seventh step has moved the input on.
        "cmp r1, #7\n"
        "it eq\n"
        "addeq r4, r4, #32\n"
        "mov r3, #4 * %c[rows]\n"
        "mul r3, r1, r3\n"
        "vmov s13, r3\n"
        "adr.w r3, 3f\n"
        "mov r7, #4 * (2 + 4 * %c[rows])\n"
        "mla r3, r1, r7, r3\n"
        "orr r3, r3, #1\n"
        "vmov s4, r3\n"
        "1:\n"
        "vmov s2, r4\n"
        "2:\n"
        "vmov r6, s2\n"
        "11:\n"
        MOTE_ASM_START_SUMS
        "lsls r3, r2, #2\n"
        "bmi 10f\n"
        ".p2align 2\n"
        "3:\n"
        MOTE_ASM_STEP(0) MOTE_ASM_STEP(1) MOTE_ASM_STEP(2) MOTE_ASM_STEP(3)
        MOTE_ASM_STEP(4) MOTE_ASM_STEP(5) MOTE_ASM_STEP_6 MOTE_ASM_STEP_7
        "vmov r7, s0\n"
        "cmp r6, r7\n"
        "bne 3b\n"
        "vmov r2, s7\n"
        "add r5, r5, #4 * %c[rows]\n"
        "vmov r12, s1\n"
        "lsls r3, r2, #1\n"
        "bmi 7f\n"
        "4:\n"
        ".if %c[own] == 0\n"
        "vmov r0, s5\n"
        "vmov r1, s6\n"
        ".endif\n"
        "bcs 6f\n"
        MOTE_ASM_EACH_ROW(MOTE_ASM_FLOORING)
        "5:\n"
        ".if %c[own]\n"
        "vmov r2, s7\n"
        ".endif\n"
        "vmov r3, s3\n"
        "vmov s1, r12\n"
        "cmp r5, r3\n"
        "bne 2b\n"
        "b 9f\n"
        "6:\n"
        MOTE_ASM_EACH_ROW(MOTE_ASM_ROUNDING)
        "b 5b\n"
        // Half of the sums are there: behind the first half they wait, behind the second half they are added.
        // The ends of both halves change places.
        "7:\n"
        "vmov r0, s14\n"
        "vmov s14, r7\n"
        "vmov s0, r0\n"
        "vmov r1, s15\n"
        "eors r1, r1, #1\n"
        "vmov s15, r1\n"
        "beq 8f\n"
        "vmov s8, r8\n"
        ".if %c[rows] > 1\n"
        "vmov s9, r9\n"
        "vmov s10, r10\n"
        "vmov s11, r11\n"
        ".endif\n"
        ".if %c[rows] > 4\n"
        "vmov s12, lr\n"
        ".endif\n"
        // The input starts over behind the first half.
        "vmov r6, s2\n"
        "add r6, r6, r0\n"
        "sub r6, r6, r7\n"
        "b 11b\n"
        "8:\n"
        "vmov r0, s8\n"
        "qadd r8, r8, r0\n"
        ".if %c[rows] > 1\n"
        "vmov r0, s9\n"
        "vmov r1, s10\n"
        "vmov r7, s11\n"
        "qadd r9, r9, r0\n"
        "qadd r10, r10, r1\n"
        "qadd r11, r11, r7\n"
        ".endif\n"
        ".if %c[rows] > 4\n"
        "vmov r0, s12\n"
        "qadd lr, lr, r0\n"
        ".endif\n"
        "lsls r3, r2, #1\n"
        "b 4b\n"
        "10:\n"
        "vmov r7, s13\n"
        "vmov r3, s4\n"
        "sub r5, r5, r7\n"
        "bx r3\n"
        "9:\n"
        "pop {r4-r11, lr}\n"
        : "+r"(r0)
        : [rows] "i"(Rows), [own] "i"(OwnConstants ? 1 : 0)
        : "r1", "r2", "r3", "r12", "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11",
          "s12", "s13", "s14", "s15", "cc", "memory");
  }
};

/// Rows of up to 8 words, a number that the compiler knows, whose sums are whole: the only loop is over groups. Up
/// to 4 rows leave r12 to the output and lr to the end of the words.
template <int Rows, bool OwnConstants, int Steps>
struct assembly_short_row_loop {
  static_assert((Rows == 1 || Rows == 4 || Rows == 5) && Steps <= 8);

  [[gnu::always_inline]] static void run(const std::int8_t* input, const std::uint32_t* words,
                                         const std::uint32_t* end_words, std::int8_t* output,
                                         const std::uint32_t* constants) {
    register const std::int8_t* r0 asm("r0") = input;
    register const std::uint32_t* r1 asm("r1") = words;
    register const std::uint32_t* r2 asm("r2") = end_words;
    register std::int8_t* r3 asm("r3") = output;
    register const std::uint32_t* r12 asm("r12") = constants;
#define MOTE_ASM_SHORT_STEP(step) ".if %c[steps] > " #step "\n" MOTE_ASM_STEP(step) ".endif\n"
    asm volatile(
        "push {r4-r11, lr}\n"
        ".if %c[own] == 0\n"
        "vldmia r12, {s5-s7}\n"
        ".endif\n"
        "sub r6, r0, #8\n"
        "mov r5, r1\n"
        "sub r12, r3, #%c[rows]\n"
        ".if %c[rows] == 5\n"
        "vmov s1, r12\n"
        "vmov s3, r2\n"
        ".else\n"
        "mov lr, r2\n"
        ".endif\n"
        ".p2align 2\n"
        "1:\n"
        MOTE_ASM_START_SUMS
        MOTE_ASM_SHORT_STEP(0) MOTE_ASM_SHORT_STEP(1) MOTE_ASM_SHORT_STEP(2) MOTE_ASM_SHORT_STEP(3)
        MOTE_ASM_SHORT_STEP(4) MOTE_ASM_SHORT_STEP(5) MOTE_ASM_SHORT_STEP(6) MOTE_ASM_SHORT_STEP(7)
        "add r5, r5, #4 * %c[rows] * (1 + %c[steps])\n"
        ".if %c[rows] == 5\n"
        "vmov r12, s1\n"
        ".endif\n"
        ".if %c[own]\n"
        "ldr r2, [r5, #8]\n"
        ".else\n"
        "vmov r2, s7\n"
        "vmov r0, s5\n"
        "vmov r1, s6\n"
        ".endif\n"
        "cmp r2, #0\n"
        "bmi 6f\n"
        MOTE_ASM_EACH_ROW(MOTE_ASM_FLOORING)
        "5:\n"
        ".if %c[rows] == 5\n"
        "vmov r0, s3\n"
        "vmov s1, r12\n"
        "cmp r5, r0\n"
        ".else\n"
        "cmp r5, lr\n"
        ".endif\n"
        "bne 1b\n"
        "b 9f\n"
        "6:\n"
        MOTE_ASM_EACH_ROW(MOTE_ASM_ROUNDING)
        "b 5b\n"
        "9:\n"
        "pop {r4-r11, lr}\n"
        : "+r"(r0), "+r"(r1), "+r"(r2), "+r"(r3), "+r"(r12)
        : [rows] "i"(Rows), [own] "i"(OwnConstants ? 1 : 0), [steps] "i"(Steps)
        : "s1", "s3", "s5", "s6", "s7", "cc", "memory");
#undef MOTE_ASM_SHORT_STEP
  }
};

}  // namespace mote::armv7e_m
// clang-format on

#undef MOTE_ASM_LOAD
#undef MOTE_ASM_LAST_LOAD
#undef MOTE_ASM_LOADS
#undef MOTE_ASM_PRODUCTS
#undef MOTE_ASM_ALL_PRODUCTS
#undef MOTE_ASM_STEP
#undef MOTE_ASM_STEP_6
#undef MOTE_ASM_STEP_7
#undef MOTE_ASM_EACH_ROW
#undef MOTE_ASM_START_SUMS
#undef MOTE_ASM_OWN_CONSTANTS
#undef MOTE_ASM_STORE
#undef MOTE_ASM_FLOORING
#undef MOTE_ASM_ROUNDING

#endif

#endif
