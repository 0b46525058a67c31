// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_ARMV7E_M_TILE_PRODUCTS_HPP
#define MOTE_TARGET_ARMV7E_M_TILE_PRODUCTS_HPP

#include <cstdint>

#include "mote/target/dsp.hpp"

// The inner products of winograd_conv: for each position of a tile, 4 tiles by 2 output channels at a time.

namespace mote::armv7e_m {

/// The assembly loads this struct into registers: the order counts.
struct tile_job {
  const std::uint32_t* tiles;    ///< for each position, group and pair of input channels: 4 tiles
  const std::uint32_t* weights;  ///< for each position and pair of input channels: 2 output channels
  std::int32_t* sums;            ///< for each position and group: 4 tiles of a channel, 4 of the other
  std::int32_t positions;
  std::int32_t groups;
};

/// In C++, for any machine. `Adds` to the sums that there are.
template <int Pairs, bool Adds>
struct portable_tile_products {
  static void run(const tile_job& job) {
    const std::uint32_t* tiles = job.tiles;
    std::int32_t* sums = job.sums;
    for (std::int32_t position = 0; position < job.positions; ++position) {
      const std::uint32_t* const weights = job.weights + position * 2 * Pairs;
      for (std::int32_t group = 0; group < job.groups; ++group, tiles += 4 * Pairs, sums += 8) {
        for (int i = 0; i < 8; ++i) {
          std::int32_t sum = Adds ? sums[i] : 0;
          for (int k = 0; k < Pairs; ++k) sum = dsp::smlad(tiles[4 * k + i % 4], weights[2 * k + i / 4], sum);
          sums[i] = sum;
        }
      }
    }
  }
};

#if MOTE_HAS_DSP_AND_FPU

/// 15 cycles for 16 products. r0 tiles, r1 to r8 sums, r9 to r12 four tiles, lr weights, which wait in s0 to
/// s31. On the stack: weights of the next position, sums, positions left, groups, groups left.
template <int Pairs, bool Adds>
struct assembly_tile_products {
  static_assert(Pairs == 8 || Pairs == 16);
  [[gnu::always_inline]] static void run(const tile_job& job) {
    register const tile_job* r0 asm("r0") = &job;
// clang-format off
#define MOTE_ASM_ADD(first, second)                  \
  "ldmia r0!, {r9-r12}\n"                            \
  "vmov lr, " first "\n"                             \
  "smlad r1, r9, lr, r1\n"                           \
  "smlad r2, r10, lr, r2\n"                          \
  "smlad r3, r11, lr, r3\n"                          \
  "smlad r4, r12, lr, r4\n"                          \
  "vmov lr, " second "\n"                            \
  "smlad r5, r9, lr, r5\n"                           \
  "smlad r6, r10, lr, r6\n"                          \
  "smlad r7, r11, lr, r7\n"                          \
  "smlad r8, r12, lr, r8\n"
    asm volatile(
        "push {r4-r11, lr}\n"
        "sub sp, #20\n"
        "ldmia r0, {r1-r5}\n"
        "mov r0, r1\n"
        "stmia sp, {r2-r5}\n"
        "1:\n"
        "ldr r12, [sp]\n"
        ".if %c[pairs] == 16\n"
        "vldmia r12!, {s0-s31}\n"
        ".else\n"
        "vldmia r12!, {s0-s15}\n"
        ".endif\n"
        "str r12, [sp]\n"
        "ldr r12, [sp, #12]\n"
        "str r12, [sp, #16]\n"
        ".p2align 2\n"
        "2:\n"
        ".if %c[adds]\n"
        "ldr r12, [sp, #4]\n"
        "ldmia r12, {r1-r8}\n"
        MOTE_ASM_ADD("s0", "s1")
        ".else\n"
        "ldmia r0!, {r9-r12}\n"
        "vmov lr, s0\n"
        "smuad r1, r9, lr\n"
        "smuad r2, r10, lr\n"
        "smuad r3, r11, lr\n"
        "smuad r4, r12, lr\n"
        "vmov lr, s1\n"
        "smuad r5, r9, lr\n"
        "smuad r6, r10, lr\n"
        "smuad r7, r11, lr\n"
        "smuad r8, r12, lr\n"
        ".endif\n"
        MOTE_ASM_ADD("s2", "s3") MOTE_ASM_ADD("s4", "s5") MOTE_ASM_ADD("s6", "s7")
        MOTE_ASM_ADD("s8", "s9") MOTE_ASM_ADD("s10", "s11") MOTE_ASM_ADD("s12", "s13")
        MOTE_ASM_ADD("s14", "s15")
        ".if %c[pairs] == 16\n"
        MOTE_ASM_ADD("s16", "s17") MOTE_ASM_ADD("s18", "s19") MOTE_ASM_ADD("s20", "s21")
        MOTE_ASM_ADD("s22", "s23") MOTE_ASM_ADD("s24", "s25") MOTE_ASM_ADD("s26", "s27")
        MOTE_ASM_ADD("s28", "s29") MOTE_ASM_ADD("s30", "s31")
        ".endif\n"
        "ldr r9, [sp, #4]\n"
        "stmia r9!, {r1-r8}\n"
        "str r9, [sp, #4]\n"
        "ldr r9, [sp, #16]\n"
        "subs r9, #1\n"
        "str r9, [sp, #16]\n"
        "bne 2b\n"
        "ldr r9, [sp, #8]\n"
        "subs r9, #1\n"
        "str r9, [sp, #8]\n"
        "bne 1b\n"
        "add sp, #20\n"
        "pop {r4-r11, lr}\n"
        : "+r"(r0)
        : [pairs] "i"(Pairs), [adds] "i"(Adds ? 1 : 0)
        : "r1", "r2", "r3", "r12", "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11",
          "s12", "s13", "s14", "s15", "s16", "s17", "s18", "s19", "s20", "s21", "s22", "s23", "s24", "s25",
          "s26", "s27", "s28", "s29", "s30", "s31", "cc", "memory");
#undef MOTE_ASM_ADD
    // clang-format on
  }
};

template <int Pairs, bool Adds>
using tile_products = assembly_tile_products<Pairs, Adds>;

#else

template <int Pairs, bool Adds>
using tile_products = portable_tile_products<Pairs, Adds>;

#endif

}  // namespace mote::armv7e_m

#endif
