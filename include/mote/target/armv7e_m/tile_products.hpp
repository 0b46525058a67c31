// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_ARMV7E_M_TILE_PRODUCTS_HPP
#define MOTE_TARGET_ARMV7E_M_TILE_PRODUCTS_HPP

#include <cstdint>

#include "mote/config.hpp"
#include "mote/target/dsp.hpp"

// The inner products of the convolutions that transform their inputs: at each position of a tile, 4 tiles by
// 2 output channels at a time.

namespace mote::armv7e_m {

struct tile_job {
  const std::uint32_t* tiles;     ///< for each group, position and pair of input channels: 4 tiles
  const std::uint32_t* weights;   ///< for each position and pair of input channels: 2 output channels
  std::int32_t* sums;             ///< for each group and position: 4 tiles of a channel, 4 of the other
  std::int32_t position_weights;  ///< words from the weights of a position to the next; 32 for 16 pairs
  std::int32_t positions;
  std::int32_t groups;
  std::int32_t group_words;  ///< from a group of tiles to the next
  std::int32_t group_sums;   ///< from the sums of a group to those of the next
};

/// In C++, for any machine. `Pairs` of input channels at each position, `Adds` to the sums that there are.
template <int Pairs, bool Adds>
struct portable_tile_products {
  static void run(const tile_job& job) {
    for (std::int32_t position = 0; position < job.positions; ++position) {
      const std::uint32_t* const weights = job.weights + position * job.position_weights;
      for (std::int32_t group = 0; group < job.groups; ++group) {
        const std::uint32_t* const tiles = job.tiles + group * job.group_words + position * 4 * Pairs;
        std::int32_t* const sums = job.sums + group * job.group_sums + position * 8;
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

/// 15 cycles for 16 products, and 21 for each 4 tiles. r0 tiles, r1 to r8 sums, r9 to r12 four tiles, lr
/// weights, which wait in s0 to s31. The stack holds what comes in `walk`, in its order.
template <int Pairs, bool Adds>
struct assembly_tile_products {
  static_assert(Pairs == 8 || Pairs == 16);

  /// Steps in bytes. The assembly loads this struct into registers: the order counts.
  struct walk {
    std::int32_t* sums;
    std::int32_t next_group;
    std::int32_t next_sums;
    const std::uint32_t* end;
    const std::uint32_t* weights;
    std::int32_t positions;
    std::int32_t next_position;
    std::int32_t next_position_sums;
    std::int32_t next_weights;
    const std::uint32_t* tiles;
  };

  MOTE_NOINLINE static void run(const tile_job& job) {
    constexpr std::int32_t position_bytes = 16 * Pairs;
    const std::int32_t all = 4 * job.groups * job.group_words;
    const walk steps{job.sums,
                     4 * job.group_words - position_bytes,
                     4 * job.group_sums,
                     job.tiles + job.groups * job.group_words,
                     job.weights,
                     job.positions,
                     position_bytes - all,
                     32 - 4 * job.groups * job.group_sums,
                     4 * (job.position_weights - 2 * Pairs),
                     job.tiles};
    register const walk* r0 asm("r0") = &steps;
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
        "ldmia r0!, {r1-r9}\n"
        "push {r1-r9}\n"
        "ldr r0, [r0]\n"
        "1:\n"
        "ldr r12, [sp, #16]\n"
        ".if %c[pairs] == 16\n"
        "vldmia r12!, {s0-s31}\n"
        ".else\n"
        "vldmia r12!, {s0-s15}\n"
        "ldr r11, [sp, #32]\n"
        "add r12, r12, r11\n"
        ".endif\n"
        "str r12, [sp, #16]\n"
        ".p2align 2\n"
        "2:\n"
        ".if %c[adds]\n"
        "ldr r12, [sp]\n"
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
        "ldmia sp, {r9-r12}\n"
        "stmia r9, {r1-r8}\n"
        "add r0, r0, r10\n"
        "add r9, r9, r11\n"
        "str r9, [sp]\n"
        "cmp r0, r12\n"
        "bne 2b\n"
        "ldr r1, [sp, #20]\n"
        "ldr r2, [sp, #24]\n"
        "ldr r3, [sp, #28]\n"
        "add r12, r12, #16 * %c[pairs]\n"
        "add r0, r0, r2\n"
        "add r9, r9, r3\n"
        "str r9, [sp]\n"
        "str r12, [sp, #12]\n"
        "subs r1, #1\n"
        "str r1, [sp, #20]\n"
        "bne 1b\n"
        "add sp, #36\n"
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
