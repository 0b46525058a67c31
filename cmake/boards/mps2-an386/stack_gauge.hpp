// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_BOARD_STACK_GAUGE_HPP
#define MOTE_BOARD_STACK_GAUGE_HPP

#include <cstddef>
#include <cstdint>

extern "C" std::uint32_t __stack_limit[];  // from the linker script

namespace board {

/// Tells how deep the stack grew below the function that holds the gauge: the unused stack is filled with a
/// pattern; what no longer shows it was used. Both members are inlined, so that the stack pointer is that of
/// the holder.
class stack_gauge {
 public:
  [[gnu::always_inline]] stack_gauge() : top_(stack_pointer()) {
    // Through volatile: the compiler may not call memset, whose own stack frame would lie where it writes.
    for (volatile std::uint32_t* word = __stack_limit; word < top_; ++word) *word = pattern;
  }

  /// Bytes between the holder's stack pointer and the lowest word that was written since the construction.
  [[nodiscard, gnu::always_inline]] std::size_t high_water() const {
    const volatile std::uint32_t* word = __stack_limit;
    while (word < top_ && *word == pattern) ++word;
    return static_cast<std::size_t>(top_ - word) * sizeof *word;
  }

 private:
  static constexpr std::uint32_t pattern = 0xC5C5C5C5;

  [[gnu::always_inline]] static const volatile std::uint32_t* stack_pointer() {
    const volatile std::uint32_t* pointer = nullptr;
    asm volatile("mov %0, sp" : "=r"(pointer));
    return pointer;
  }

  const volatile std::uint32_t* top_;
};

}  // namespace board

#endif  // MOTE_BOARD_STACK_GAUGE_HPP
