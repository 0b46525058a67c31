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
};

/// Words from the sums of a group to those of the next: sums lie as tiles do, 8 for those of a position.
constexpr std::int32_t group_sums(std::int32_t group_words, std::int32_t pairs) {
  return group_words * 2 / pairs;
}

/// In C++, for any machine. `Pairs` of input channels at each position, `Adds` to the sums that there are.
template <int Pairs, bool Adds>
struct portable_tile_products {
  static void run(const tile_job& job) {
    for (std::int32_t position = 0; position < job.positions; ++position) {
      const std::uint32_t* const weights = job.weights + position * job.position_weights;
      for (std::int32_t group = 0; group < job.groups; ++group) {
        const std::uint32_t* const tiles = job.tiles + group * job.group_words + position * 4 * Pairs;
        std::int32_t* const sums = job.sums + group * group_sums(job.group_words, Pairs) + position * 8;
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

/// 15 cycles for 16 products, and 17 or 18 for each 4 tiles. r0 tiles, r1 to r8 sums, r9 to r12 four tiles,
/// lr weights, which wait in s0 to s31. What comes in `walk` waits behind them or on the stack, in its order.
///
/// As sums lie as tiles do, they are where r0, shifted, says.
template <int Pairs, bool Adds>
struct assembly_tile_products {
  static_assert(Pairs == 8 || Pairs == 16);
  static_assert(Pairs == 16 || !Adds);

  /// Steps in bytes. The assembly loads this struct into registers: the order counts.
  struct walk {
    const std::uint32_t* tiles;
    std::uint32_t sums_behind;  ///< what r0 / (Pairs / 2) behind tiles lacks of their sums
    std::int32_t next_group;
    const std::uint32_t* end;
    std::int32_t next_position;
    const std::uint32_t* weights;
    const std::uint32_t* last_end;
    /// With 8 pairs: from the end of the weights of a position to the next. With 16: what r0 / 8 before tiles
    /// lacks of their sums.
    std::uint32_t last;
  };

  MOTE_NOINLINE static void run(const tile_job& job) {
    constexpr std::int32_t position_words = 4 * Pairs;
    const std::int32_t all = job.groups * job.group_words;
    const std::uint32_t* const end = job.tiles + all;
    const std::uint32_t sums_before = address(job.sums) - address(job.tiles) / (Pairs / 2);
    const walk steps{
        job.tiles,
        sums_before - 32,
        4 * (job.group_words - position_words),
        end,
        4 * (position_words - all),
        job.weights,
        end + job.positions * position_words,
        Pairs == 16 ? sums_before : static_cast<std::uint32_t>(4 * (job.position_weights - 2 * Pairs))};
    register const walk* r0 asm("r0") = &steps;
// clang-format off
#define MOTE_ASM_ADD(first, second)                  \
  "ldmia r0!, {r9-r12}\n"                            \
  "vmov lr, " first "\n"                             \
  MOTE_ASM_ADD_TO(second)
#define MOTE_ASM_ADD_TO(second)                      \
  "smlad r1, r9, lr, r1\n"                           \
  "smlad r2, r10, lr, r2\n"                          \
  "smlad r3, r11, lr, r3\n"                          \
  "smlad r4, r12, lr, r4\n"                          \
  "vmov lr, " second "\n"                            \
  "smlad r5, r9, lr, r5\n"                           \
  "smlad r6, r10, lr, r6\n"                          \
  "smlad r7, r11, lr, r7\n"                          \
  "smlad r8, r12, lr, r8\n"
#define MOTE_ASM_BEGIN                               \
  "ldmia r0!, {r9-r12}\n"                            \
  "vmov lr, s0\n"                                    \
  "smuad r1, r9, lr\n"                               \
  "smuad r2, r10, lr\n"                              \
  "smuad r3, r11, lr\n"                              \
  "smuad r4, r12, lr\n"                              \
  "vmov lr, s1\n"                                    \
  "smuad r5, r9, lr\n"                               \
  "smuad r6, r10, lr\n"                              \
  "smuad r7, r11, lr\n"                              \
  "smuad r8, r12, lr\n"
#define MOTE_ASM_ADD_7                               \
  MOTE_ASM_ADD("s2", "s3") MOTE_ASM_ADD("s4", "s5")  \
  MOTE_ASM_ADD("s6", "s7") MOTE_ASM_ADD("s8", "s9")  \
  MOTE_ASM_ADD("s10", "s11") MOTE_ASM_ADD("s12", "s13") \
  MOTE_ASM_ADD("s14", "s15")
    if constexpr (Pairs == 8) {
      asm volatile(
          "push {r4-r11, lr}\n"
          "ldmia r0, {r0-r7}\n"
          "vmov s16, r1\n"
          "vmov s17, r2\n"
          "vmov s19, r4\n"
          "vmov s21, r6\n"
          "vmov s22, r7\n"
          "1:\n"
          "vmov s18, r3\n"
          "vldmia r5!, {s0-s15}\n"
          "vmov r7, s22\n"
          "add r5, r5, r7\n"
          "vmov s20, r5\n"
          ".p2align 2\n"
          "2:\n"
          MOTE_ASM_BEGIN MOTE_ASM_ADD_7
          "vmov r9, s16\n"
          "vmov r10, s17\n"
          "add r9, r9, r0, lsr #2\n"
          "add r0, r0, r10\n"
          "stmia r9, {r1-r8}\n"
          "vmov r3, s18\n"
          "cmp r0, r3\n"
          "bne 2b\n"
          "vmov r4, s19\n"
          "vmov r5, s20\n"
          "vmov r6, s21\n"
          "add r0, r0, r4\n"
          "add r3, r3, #128\n"
          "cmp r3, r6\n"
          "bne 1b\n"
          "pop {r4-r11, lr}\n"
          : "+r"(r0)
          :
          : "r1", "r2", "r3", "r12", "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11",
            "s12", "s13", "s14", "s15", "s16", "s17", "s18", "s19", "s20", "s21", "s22", "cc", "memory");
    } else {
      asm volatile(
          "push {r4-r11, lr}\n"
          "ldmia r0, {r0-r7}\n"
          "push {r1-r7}\n"
          "1:\n"
          "vldmia r5!, {s0-s31}\n"
          "str r5, [sp, #16]\n"
          ".p2align 2\n"
          "2:\n"
          ".if %c[adds]\n"
          "ldr r12, [sp, #24]\n"
          "add r12, r12, r0, lsr #3\n"
          "vmov lr, s0\n"
          "ldmia r12, {r1-r8}\n"
          "ldmia r0!, {r9-r12}\n"
          MOTE_ASM_ADD_TO("s1")
          ".else\n"
          MOTE_ASM_BEGIN
          ".endif\n"
          MOTE_ASM_ADD_7
          MOTE_ASM_ADD("s16", "s17") MOTE_ASM_ADD("s18", "s19") MOTE_ASM_ADD("s20", "s21")
          MOTE_ASM_ADD("s22", "s23") MOTE_ASM_ADD("s24", "s25") MOTE_ASM_ADD("s26", "s27")
          MOTE_ASM_ADD("s28", "s29") MOTE_ASM_ADD("s30", "s31")
          "ldmia sp, {r9, r10, r11}\n"
          "add r9, r9, r0, lsr #3\n"
          "add r0, r0, r10\n"
          "stmia r9, {r1-r8}\n"
          "cmp r0, r11\n"
          "bne 2b\n"
          "ldr r4, [sp, #12]\n"
          "ldr r5, [sp, #16]\n"
          "ldr r6, [sp, #20]\n"
          "add r11, r11, #256\n"
          "add r0, r0, r4\n"
          "str r11, [sp, #8]\n"
          "cmp r11, r6\n"
          "bne 1b\n"
          "add sp, #28\n"
          "pop {r4-r11, lr}\n"
          : "+r"(r0)
          : [adds] "i"(Adds ? 1 : 0)
          : "r1", "r2", "r3", "r12", "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11",
            "s12", "s13", "s14", "s15", "s16", "s17", "s18", "s19", "s20", "s21", "s22", "s23", "s24", "s25",
            "s26", "s27", "s28", "s29", "s30", "s31", "cc", "memory");
    }
#undef MOTE_ASM_ADD
#undef MOTE_ASM_ADD_TO
#undef MOTE_ASM_BEGIN
#undef MOTE_ASM_ADD_7
    // clang-format on
  }

 private:
  static std::uint32_t address(const void* of) { return reinterpret_cast<std::uintptr_t>(of); }
};

template <int Pairs, bool Adds>
using tile_products = assembly_tile_products<Pairs, Adds>;

#else

template <int Pairs, bool Adds>
using tile_products = portable_tile_products<Pairs, Adds>;

#endif

}  // namespace mote::armv7e_m

#endif
