// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_ARMV7E_M_ADDITION_LOOP_HPP
#define MOTE_TARGET_ARMV7E_M_ADDITION_LOOP_HPP

#include <cstdint>

#include "mote/config.hpp"
#include "mote/target/activation_format.hpp"
#include "mote/target/armv7e_m/activation_words.hpp"
#include "mote/target/dsp.hpp"

// The inner loop of addition, for two inputs of int8 at any alignment:
//
//   output + 128 = (offset + (multiplier1 * a >> 8) + (multiplier2 * b >> 8)) >> 16, within 0 and 255
//
// Outputs lie in the high halves of their sums: a PKHTB and a USAT16 finish two.

namespace mote::armv7e_m {

struct addition_job {
  std::int8_t* output;  ///< may be either input
  const std::int8_t* first;
  const std::int8_t* second;
  std::int32_t count;           ///< of elements
  const std::uint32_t* packed;  ///< two multipliers, offset
};

/// What makes 4 outputs of the loop those of a format.
constexpr std::uint32_t bits_of_sums(activation_format out) {
  return 0x80808080 ^ bits_between(activation_format::plain, out);
}

/// In C++, for any machine: a multiple of 4 elements.
template <activation_format First, activation_format Second, activation_format Out>
struct portable_addition_loop {
  static void run(const addition_job& job) {
    for (std::int32_t i = 0; i < job.count; i += 4) {
      const std::uint32_t a = load_plain<First>(job.first + i);
      const std::uint32_t b = load_plain<Second>(job.second + i);
      const std::uint32_t even = two_sums(a << 8, b << 8, job.packed);
      const std::uint32_t odd = two_sums(a, b, job.packed);
      store_word((even | odd << 8) ^ bits_of_sums(Out), job.output + i);
    }
  }

 private:
  /// Of the high bytes of the halves.
  static std::uint32_t two_sums(std::uint32_t a, std::uint32_t b, const std::uint32_t* packed) {
    const auto m1 = static_cast<std::int32_t>(packed[0]);
    const auto m2 = static_cast<std::int32_t>(packed[1]);
    const auto offset = static_cast<std::int32_t>(packed[2]);
    a &= 0xff00ff00;
    b &= 0xff00ff00;
    const std::int32_t low = dsp::smlawb(m2, b, dsp::smlawb(m1, a, offset));
    const std::int32_t high = dsp::smlawt(m2, b, dsp::smlawt(m1, a, offset));
    return dsp::usat16<8>(dsp::pkhtb<16>(static_cast<std::uint32_t>(high), static_cast<std::uint32_t>(low)));
  }
};

#if MOTE_HAS_DSP

/// In assembly: a multiple of 16 elements, at least that many. 91 cycles for them.
///   r0, r1, r2  output and inputs    r3, r12, lr  sums    r4, r5, r6  multipliers, offset
///   r7  mask of high bytes    r8 to r11  words of the first and of the second input, one after the other
/// The stack has the end of the first input: its load costs a cycle behind others. No instruction of a round
/// but the comparison behind that load changes the flags.
template <activation_format First, activation_format Second, activation_format Out>
struct assembly_addition_loop {
  [[gnu::always_inline]] static void run(const addition_job& job) {
    register std::int8_t* r0 asm("r0") = job.output;
    register const std::int8_t* r1 asm("r1") = job.first;
    register const std::int8_t* r2 asm("r2") = job.second;
    register const std::uint32_t* r3 asm("r3") = job.packed;
    register const std::int8_t* r12 asm("r12") = job.first + job.count;
// clang-format off
#define MOTE_ASM_WORD(a, b)                          \
  ".if %c[first]\n"                                  \
  "eor " a ", " a ", %[first]\n"                     \
  ".endif\n"                                         \
  ".if %c[second]\n"                                 \
  "eor " b ", " b ", %[second]\n"                    \
  ".endif\n"                                         \
  "and r12, r7, " a ", lsl #8\n"                     \
  "and r3, r7, " b ", lsl #8\n"                      \
  "and " a ", " a ", r7\n"                           \
  "and " b ", " b ", r7\n"                           \
  "smlawb lr, r4, r12, r6\n"                         \
  "smlawt r12, r4, r12, r6\n"                        \
  "smlawb lr, r5, r3, lr\n"                          \
  "smlawt r12, r5, r3, r12\n"                        \
  "pkhtb r12, r12, lr, asr #16\n"                    \
  "usat16 r12, #8, r12\n"                            \
  "smlawb lr, r4, " a ", r6\n"                       \
  "smlawt " a ", r4, " a ", r6\n"                    \
  "smlawb lr, r5, " b ", lr\n"                       \
  "smlawt " a ", r5, " b ", " a "\n"                 \
  "pkhtb " a ", " a ", lr, asr #16\n"                \
  "usat16 " a ", #8, " a "\n"                        \
  "orr r12, r12, " a ", lsl #8\n"                    \
  "eor r12, r12, %[out]\n"                           \
  "str r12, [r0], #4\n"
    asm volatile(
        "push {r4-r11, lr}\n"
        "push {r12}\n"
        "ldmia r3, {r4, r5, r6}\n"
        "mov r7, #0xff00ff00\n"
        ".p2align 2\n"
        "1:\n"
        "ldr r8, [r1], #16\n"
        "ldr r9, [r2], #16\n"
        "ldr r10, [r1, #-12]\n"
        "ldr r11, [r2, #-12]\n"
        "ldr r12, [sp]\n"
        "cmp r1, r12\n"
        MOTE_ASM_WORD("r8", "r9")
        MOTE_ASM_WORD("r10", "r11")
        "ldr r8, [r1, #-8]\n"
        "ldr r9, [r2, #-8]\n"
        "ldr r10, [r1, #-4]\n"
        "ldr r11, [r2, #-4]\n"
        MOTE_ASM_WORD("r8", "r9")
        MOTE_ASM_WORD("r10", "r11")
        "bne 1b\n"
        "add sp, sp, #4\n"
        "pop {r4-r11, lr}\n"
        : "+r"(r0), "+r"(r1), "+r"(r2), "+r"(r3), "+r"(r12)
        : [first] "i"(bits_between(First, activation_format::plain)),
          [second] "i"(bits_between(Second, activation_format::plain)), [out] "i"(bits_of_sums(Out))
        : "cc", "memory");
#undef MOTE_ASM_WORD
    // clang-format on
  }
};

#endif

/// Elements that a round of the assembly does.
inline constexpr std::int32_t addition_round = 16;

/// All elements of a node; ADD and SUB share it. `IsOfRounds`: they are a multiple of 16, and not none.
template <activation_format First, activation_format Second, activation_format Out, bool IsOfRounds>
MOTE_NOINLINE void run_addition(std::int8_t* output, const std::int8_t* first, const std::int8_t* second,
                                std::int32_t count, const std::uint32_t* packed) {
  using portable_loop = portable_addition_loop<First, Second, Out>;
#if MOTE_HAS_DSP
  using loop = assembly_addition_loop<First, Second, Out>;
  if constexpr (IsOfRounds) {
    loop::run({output, first, second, count, packed});
  } else {
    const std::int32_t done = count / addition_round * addition_round;
    if (done != 0) loop::run({output, first, second, done, packed});
    portable_loop::run({output + done, first + done, second + done, count - done, packed});
  }
#else
  portable_loop::run({output, first, second, count, packed});
#endif
}

}  // namespace mote::armv7e_m

#endif
