// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_ARMV7E_M_POLYPHASE_OUTPUTS_HPP
#define MOTE_TARGET_ARMV7E_M_POLYPHASE_OUTPUTS_HPP

#include <cstdint>

#include "mote/config.hpp"
#include "mote/target/armv7e_m/tile_layer.hpp"
#include "mote/target/dsp.hpp"

// From the sums aa, ac, ca, cc, ab, cb, ba, bc, bb of polyphase_conv to 2x2 outputs:
//
//   aa + ba + (ab + bb)    ac + bc + (ab + bb)
//   ca + ba + (cb + bb)    cc + bc + (cb + bb)

namespace mote::armv7e_m {

struct polyphase_output_job : output_job {
  std::int32_t group_sums;  ///< words from the sums of a group of tiles to those of the next
};

/// In C++, for any machine.
template <class Form, bool Flips>
struct portable_polyphase_outputs {
  static void run(const polyphase_output_job& job) {
    const auto by = tile_constants<Form>::of(job.constants);
    const std::int32_t* sums = job.sums;
    std::int8_t* to = job.output;
    std::int32_t lane = 0;
    for (std::int32_t row = 0; row < job.rows; ++row, to += job.row) {
      for (std::int32_t column = 0; column < job.in_row; ++column, to += 2 * job.depth, ++sums) {
        for (int y = 0; y < 2; ++y) {
          for (int x = 0; x < 2; ++x) {
            const auto at = [&](int sum) { return static_cast<std::uint32_t>(sums[8 * sum]); };
            const std::uint32_t sum = at(2 * y + x) + at(4 + y) + at(6 + x) + at(8);
            const std::uint32_t scaled = static_cast<std::uint32_t>(by.start) + Form::scale * sum;
            to[y * job.row + x * job.depth] =
                tile_output<Flips>(by.output(static_cast<std::int32_t>(scaled)));
          }
        }
        if (++lane % 4 == 0) sums += job.group_sums - 4;
      }
    }
  }
};

#if MOTE_HAS_DSP_AND_FPU

/// r0 sums, r1 output, r2 shift, and in bits 8 and 9 the tile in its group of 4, r3 depth, r4 start, r5
/// multiplier, r6 offset; s0 row, s1 tiles in a row, s2 rows left, s3 tiles left in the row, s4 bytes from a
/// group to the next, less 16. Fitted outputs have no shift and no offset.
template <class Form, bool Flips>
struct assembly_polyphase_outputs {
  static_assert(sizeof(polyphase_output_job) == 8 * 4, "the assembly loads the struct as it is");

  static_assert(Form::scale == 2 || Form::scale == 256);
  static constexpr int scale_bits = Form::scale == 2 ? 1 : 8;

  MOTE_NOINLINE static void run(const polyphase_output_job& job) {
    register const polyphase_output_job* r0 asm("r0") = &job;
// clang-format off
// A scaled accumulator and a sum of products, which is scaled on the way.
#define MOTE_ASM_ADD(to, scaled, sum)                \
  "add " to ", " scaled ", " sum ", lsl #%c[scale]\n"
#define MOTE_ASM_FINISH(sum, to)                     \
  ".if %c[fitted]\n"                                 \
  "smmul lr, " sum ", r5\n"                          \
  "ssat lr, #8, lr, asr #%c[shift]\n"                \
  ".else\n"                                          \
  "smmlar lr, " sum ", r5, r6\n"                     \
  "add lr, lr, " sum ", asr #31\n"                   \
  "asr lr, lr, r2\n"                                 \
  "ssat lr, #8, lr\n"                                \
  ".endif\n"                                         \
  ".if %c[flips]\n"                                  \
  "eor lr, lr, #0x80\n"                              \
  ".endif\n"                                         \
  "strb lr, " to "\n"
    asm volatile(
        "push {r4-r11, lr}\n"
        "ldmia r0, {r0, r1, r2, r3, r9, r10, r11, r12}\n"
        ".if %c[fitted]\n"
        "ldr r5, [r2]\n"
        "ldr r4, [r2, #4]\n"
        "mov r2, #0\n"
        ".else\n"
        "ldmia r2, {r4, r5, r6, r7}\n"
        "mov r2, r7\n"
        ".endif\n"
        "vmov s0, r9\n"
        "vmov s1, r10\n"
        "lsl r12, r12, #2\n"
        "sub r12, r12, #16\n"
        "vmov s4, r12\n"
        "1:\n"
        "vmov s2, r11\n"
        "vmov r12, s1\n"
        ".p2align 2\n"
        "2:\n"
        "vmov s3, r12\n"
        "ldr r7, [r0]\n"
        "ldr r8, [r0, #32]\n"
        "ldr r9, [r0, #64]\n"
        "ldr r10, [r0, #96]\n"
        "ldr r11, [r0, #128]\n"
        "ldr r12, [r0, #160]\n"
        "ldr lr, [r0, #256]\n"
        MOTE_ASM_ADD("lr", "r4", "lr")
        MOTE_ASM_ADD("r11", "lr", "r11")
        MOTE_ASM_ADD("r12", "lr", "r12")
        MOTE_ASM_ADD("r7", "r11", "r7")
        MOTE_ASM_ADD("r8", "r11", "r8")
        MOTE_ASM_ADD("r9", "r12", "r9")
        MOTE_ASM_ADD("r10", "r12", "r10")
        "ldr r11, [r0, #192]\n"
        "ldr r12, [r0, #224]\n"
        MOTE_ASM_ADD("r7", "r7", "r11")
        MOTE_ASM_ADD("r8", "r8", "r12")
        MOTE_ASM_ADD("r9", "r9", "r11")
        MOTE_ASM_ADD("r10", "r10", "r12")
        "vmov r11, s0\n"
        MOTE_ASM_FINISH("r7", "[r1]")
        "add r11, r11, r1\n"
        MOTE_ASM_FINISH("r8", "[r1, r3]")
        MOTE_ASM_FINISH("r9", "[r11]")
        MOTE_ASM_FINISH("r10", "[r11, r3]")
        "vmov r12, s3\n"
        "add r0, r0, #4\n"
        "add r1, r1, r3, lsl #1\n"
        "add r2, r2, #0x100\n"
        "vmov r7, s4\n"
        "tst r2, #0x300\n"
        "it eq\n"
        "addeq r0, r0, r7\n"
        "subs r12, r12, #1\n"
        "bne 2b\n"
        "vmov r7, s0\n"
        "vmov r11, s2\n"
        "add r1, r1, r7\n"
        "subs r11, r11, #1\n"
        "bne 1b\n"
        "pop {r4-r11, lr}\n"
        : "+r"(r0)
        : [fitted] "i"(Form::is_fitted ? 1 : 0), [scale] "i"(scale_bits), [shift] "i"(Form::shift),
          [flips] "i"(Flips ? 1 : 0)
        : "r1", "r2", "r3", "r12", "s0", "s1", "s2", "s3", "s4", "cc", "memory");
#undef MOTE_ASM_ADD
#undef MOTE_ASM_FINISH
    // clang-format on
  }
};

template <class Form, bool Flips>
using polyphase_outputs = assembly_polyphase_outputs<Form, Flips>;

#else

template <class Form, bool Flips>
using polyphase_outputs = portable_polyphase_outputs<Form, Flips>;

#endif

}  // namespace mote::armv7e_m

#endif
