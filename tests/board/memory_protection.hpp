// SPDX-License-Identifier: Apache-2.0

// Runs a function of the board's program without privileges, behind the memory protection unit: it sees the
// program's code and constants, a stack, and what it is given; any other access is a fault, which ends it.

#ifndef MOTE_TESTS_BOARD_MEMORY_PROTECTION_HPP
#define MOTE_TESTS_BOARD_MEMORY_PROTECTION_HPP

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace board {

/// Memory of which a function gets a part, flush with one end.
///
/// The unit protects powers of two in eighths. An access past the flush end faults from the first byte, one
/// past the other end after at most an eighth of the next power of two.
class protected_memory {
 public:
  static constexpr std::size_t capacity = 1 << 18;
  enum class flush { at_begin, at_end };

  /// A part of `size` bytes, at most `capacity`, whose address is a multiple of `alignment`.
  std::byte* place(std::size_t size, flush side, std::size_t alignment = 1);

  /// Values of the unit's registers MPU_RBAR and MPU_RASR, but for the number of the region and the access
  /// rights.
  std::uint32_t region_base() const { return base_; }
  std::uint32_t region_size() const { return size_; }

 private:
  alignas(capacity) std::byte bytes_[capacity];
  std::uint32_t base_ = 0;
  std::uint32_t size_ = 0;
};

/// How a function ended.
struct outcome {
  bool has_faulted;
  std::uint32_t value;          ///< what it returned
  std::uint32_t fault_status;   ///< the register CFSR
  std::uint32_t fault_address;  ///< what it accessed, if the status says so
  std::uint32_t fault_pc;       ///< the instruction, 0 if the stack had overflowed
};

namespace detail {
outcome run_protected(std::uint32_t (*function)(const void*), const void* argument, std::size_t argument_size,
                      const protected_memory* readable, const protected_memory* writable);
}  // namespace detail

/// Runs `function(argument)`, which may read `readable` and read and write `writable` (either may be null),
/// its argument and a stack of its own.
template <class Argument>
outcome run_protected(std::uint32_t (*function)(const Argument&), const Argument& argument,
                      const protected_memory* readable, const protected_memory* writable) {
  struct call {
    std::uint32_t (*function)(const Argument&);
    Argument argument;
  };
  static_assert(std::is_trivially_copyable_v<call>);
  const call made = {function, argument};
  return detail::run_protected(
      [](const void* copy) {
        const call& from = *static_cast<const call*>(copy);
        return from.function(from.argument);
      },
      &made, sizeof made, readable, writable);
}

}  // namespace board

#endif  // MOTE_TESTS_BOARD_MEMORY_PROTECTION_HPP
