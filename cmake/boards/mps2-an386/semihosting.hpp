// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_BOARD_SEMIHOSTING_HPP
#define MOTE_BOARD_SEMIHOSTING_HPP

#include <cstdint>

/// The calls that a program makes to the machine which debugs or emulates it ("Semihosting for AArch32 and
/// AArch64", Arm IHI 0022).
namespace board {

enum class semihosting : std::uint32_t { write0 = 0x04, get_cmdline = 0x15, exit_extended = 0x20 };

inline std::uint32_t call(semihosting operation, const void* argument) {
  register std::uint32_t r0 asm("r0") = static_cast<std::uint32_t>(operation);
  register const void* r1 asm("r1") = argument;
  asm volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
  return r0;
}

/// Prints a text that ends with a NUL.
inline void write(const char* text) { call(semihosting::write0, text); }

/// Prints a label and a number with at least `min_digits` digits.
void write(const char* label, std::uint32_t number, std::uint32_t base = 10, int min_digits = 1);

/// Ends the emulation, whose exit code becomes `code`.
[[noreturn]] inline void exit(int code) {
  constexpr std::uint32_t application_exit = 0x20026;
  const std::uint32_t block[] = {application_exit, static_cast<std::uint32_t>(code)};
  for (;;) call(semihosting::exit_extended, block);
}

}  // namespace board

#endif  // MOTE_BOARD_SEMIHOSTING_HPP
