// SPDX-License-Identifier: Apache-2.0
// Armv7-M Architecture Reference Manual (Arm DDI 0403): B1.5 exceptions, B3.2 system control, B3.5 protected
// memory.

#include "memory_protection.hpp"

#include <cstring>

namespace {

constexpr std::size_t stack_bytes = 1 << 15;
alignas(stack_bytes) std::uint64_t stack[stack_bytes / 8];
constexpr std::size_t frame_words = 8;  // r0-r3, r12, lr, pc, xpsr: what the core stores at an exception

volatile std::uint32_t& system_register(std::uint32_t address) {
  return *reinterpret_cast<volatile std::uint32_t*>(address);
}
volatile std::uint32_t& vector_table_offset() { return system_register(0xE000ED08); }
volatile std::uint32_t& system_handler_control() { return system_register(0xE000ED24); }
volatile std::uint32_t& configurable_fault_status() { return system_register(0xE000ED28); }
volatile std::uint32_t& memory_fault_address() { return system_register(0xE000ED34); }
volatile std::uint32_t& floating_point_context_control() { return system_register(0xE000EF34); }

enum class access : std::uint32_t { none = 0, read = 0b010U << 24, read_write = 0b011U << 24 };
constexpr std::uint32_t never_executed = 1U << 28;

/// Rights without privileges; with them, everything is allowed.
void set_region(std::uint32_t number, std::uint32_t base, std::uint32_t size, access rights,
                std::uint32_t execution) {
  system_register(0xE000ED9C) = base | 1U << 4 | number;                                // MPU_RBAR, valid
  system_register(0xE000EDA0) = static_cast<std::uint32_t>(rights) | execution | size;  // MPU_RASR
}

/// The field SIZE of MPU_RASR for 2^exponent bytes, enabled.
constexpr std::uint32_t size_field(std::uint32_t exponent) { return (exponent - 1) << 1 | 1; }

board::outcome result;

}  // namespace

extern "C" {

/// Runs in the exception that ends a function: its own call of the supervisor, or a fault. Gives the frame
/// for the return to where the function was started.
std::uint32_t* end_protected_run(const std::uint32_t* frame, std::uint32_t exception) {
  constexpr std::uint32_t supervisor_call = 11;
  const auto* const lowest = reinterpret_cast<const std::uint32_t*>(stack);
  const auto* const highest = lowest + stack_bytes / 4 - frame_words;
  const bool has_frame = frame >= lowest && frame <= highest;
  result.has_faulted = exception != supervisor_call;
  result.value = result.has_faulted ? 0 : frame[0];
  result.fault_status = configurable_fault_status();
  result.fault_address = memory_fault_address();
  result.fault_pc = has_frame ? frame[6] : 0;
  configurable_fault_status() = result.fault_status;  // writing ones clears
  return reinterpret_cast<std::uint32_t*>(stack) + stack_bytes / 4 - frame_words;
}

// The frame is made anew: after a stack overflow there is none. It leads to end_of_run in
// start_protected_run, on the process stack but with privileges.
[[gnu::naked]] void leave_protected_run() {
  asm volatile(
      "mrs r0, psp\n\t"
      "mrs r1, ipsr\n\t"
      "bl end_protected_run\n\t"
      "ldr r1, =end_of_run\n\t"
      "str r1, [r0, #24]\n\t"
      "mov r1, #0x01000000\n\t"  // the state of Thumb
      "str r1, [r0, #28]\n\t"
      "msr psp, r0\n\t"
      "mrs r1, control\n\t"
      "bic r1, #1\n\t"
      "msr control, r1\n\t"
      "isb\n\t"
      "mvn lr, #2\n\t"  // to a thread on the process stack, without floating-point registers
      "bx lr");
}

[[gnu::naked]] void start_protected_run(std::uint32_t (*)(const void*), const void*, void*) {
  asm volatile(
      "push {r4-r11, lr}\n\t"
      "vpush {s16-s31}\n\t"
      "msr psp, r2\n\t"
      "mov r3, r0\n\t"
      "mov r0, r1\n\t"
      "movs r1, #3\n\t"  // the process stack, no privileges
      "msr control, r1\n\t"
      "isb\n\t"
      "blx r3\n\t"
      "svc #0\n\t"
      ".thumb_func\n"
      "end_of_run:\n\t"
      "movs r1, #0\n\t"
      "msr control, r1\n\t"
      "isb\n\t"
      "vpop {s16-s31}\n\t"
      "pop {r4-r11, pc}");
}

}  // extern "C"

namespace {

using handler = void (*)();
struct vector_table {
  const void* initial_stack_pointer;
  handler exceptions[15];
};
alignas(128) const vector_table vectors = {
    nullptr,
    {nullptr, leave_protected_run, leave_protected_run, leave_protected_run, leave_protected_run,
     leave_protected_run, nullptr, nullptr, nullptr, nullptr, leave_protected_run, nullptr, nullptr, nullptr,
     nullptr}};

}  // namespace

namespace board {

std::byte* protected_memory::place(std::size_t size, flush side, std::size_t alignment) {
  std::uint32_t exponent = 8;  // the smallest region with eighths
  while (std::size_t{1} << exponent < size) ++exponent;
  const std::size_t region = std::size_t{1} << exponent;
  const std::size_t eighth = region / 8;
  std::byte* const begin = side == flush::at_begin ? bytes_ : bytes_ + capacity - region;
  const std::size_t at = side == flush::at_begin ? 0 : (region - size) / alignment * alignment;
  std::uint32_t closed = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    if ((i + 1) * eighth <= at || i * eighth >= at + size) closed |= 1U << i;
  }
  base_ = reinterpret_cast<std::uint32_t>(begin);
  size_ = closed << 8 | size_field(exponent);
  return begin + at;
}

outcome detail::run_protected(std::uint32_t (*function)(const void*), const void* argument,
                              std::size_t argument_size, const protected_memory* readable,
                              const protected_memory* writable) {
  const std::uint32_t previous_vectors = vector_table_offset();
  vector_table_offset() = reinterpret_cast<std::uint32_t>(&vectors);
  floating_point_context_control() = 0;  // no floating-point registers in frames
  system_handler_control() |= 7U << 16;  // faults of memory, bus and usage have handlers
  // Region 0 guards the stack of the program itself.
  set_region(1, 0, size_field(22), access::read, 0);
  set_region(2, reinterpret_cast<std::uint32_t>(stack), size_field(15), access::read_write, never_executed);
  const auto open = [](std::uint32_t number, const protected_memory* memory, access rights) {
    if (memory == nullptr) {
      set_region(number, 0, 0, access::none, never_executed);
    } else {
      set_region(number, memory->region_base(), memory->region_size(), rights, never_executed);
    }
  };
  open(3, readable, access::read);
  open(4, writable, access::read_write);
  asm volatile("dsb\n\tisb" ::: "memory");

  // The argument lies above the function's stack frames.
  auto* const copy = reinterpret_cast<std::byte*>(stack) + (stack_bytes - argument_size) / 8 * 8;
  std::memcpy(copy, argument, argument_size);
  start_protected_run(function, copy, copy);
  vector_table_offset() = previous_vectors;
  return result;
}

}  // namespace board
