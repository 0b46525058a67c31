// SPDX-License-Identifier: Apache-2.0
// From reset to the program: vector table, memory, FPU, constructors. A fault is reported and ends the run.

#include <cstddef>
#include <cstdint>

#include "program.hpp"
#include "semihosting.hpp"

using handler = void (*)();

// From the linker script.
extern "C" {
extern std::uint32_t __stack_limit[];
extern std::uint32_t __stack_top[];
extern const std::uint32_t __data_load[];
extern std::uint32_t __data_start[];
extern std::uint32_t __data_end[];
extern std::uint32_t __bss_start[];
extern std::uint32_t __bss_end[];
extern const handler __init_array_start[];
extern const handler __init_array_end[];

// What C++ passes to atexit for a destructor of a static object; its address names this program.
void* __dso_handle = nullptr;
}

namespace {

void write_register(std::uint32_t address, std::uint32_t value) {
  *reinterpret_cast<volatile std::uint32_t*>(address) = value;
}

/// The 32 MiB below the memory, which the board would silently ignore, become inaccessible: a stack overflow
/// is a fault.
void guard_stack() {
  write_register(0xE000ED9C, 0x1E000000 | 1U << 4 | 0);  // MPU_RBAR: base, valid, region 0
  write_register(0xE000EDA0, 1U << 28 | 24U << 1 | 1);   // MPU_RASR: no access, 2^(24+1) bytes, enable
  write_register(0xE000ED94, 1U << 2 | 1);               // MPU_CTRL: default map elsewhere, enable
}

void enable_fpu() {
  write_register(0xE000ED88, 0xFU << 20);  // CPACR: full access to coprocessors 10 and 11
  asm volatile("dsb\n\tisb" ::: "memory");
}

}  // namespace

extern "C" [[noreturn]] void reset_handler() {
  guard_stack();
  enable_fpu();

  const std::uint32_t* from = __data_load;
  for (std::uint32_t* to = __data_start; to != __data_end; ++to) *to = *from++;
  for (std::uint32_t* to = __bss_start; to != __bss_end; ++to) *to = 0;

  board::start_libc();
  for (const handler* constructor = __init_array_start; constructor != __init_array_end; ++constructor) {
    (*constructor)();
  }
  board::run_main();
}

void board::write(const char* label, std::uint32_t number, std::uint32_t base, int min_digits) {
  char text[11] = {};  // 32 bits have at most 10 decimal digits
  char* first = text + sizeof text - 1;
  for (; min_digits > 0 || number != 0; --min_digits, number /= base) {
    *--first = "0123456789abcdef"[number % base];
  }
  write(label);
  write(first);
}

/// `frame` holds r0-r3, r12, lr, pc and xpsr, as the core stored them when it faulted.
extern "C" [[noreturn]] void report_fault(const std::uint32_t* frame) {
  if (frame < __stack_limit) {
    board::write("fault: stack overflow");
  } else {
    board::write("fault: pc=0x", frame[6], 16, 8);
  }
  board::write("\n");
  board::exit(1);
}

// After a stack overflow there is nothing to stand on: then the stack is used again from its top.
extern "C" [[gnu::naked]] void fault_handler() {
  asm volatile(
      "mrs r0, msp\n\t"
      "ldr r1, =__stack_limit\n\t"
      "ldr r2, =__stack_top\n\t"
      "cmp r0, r1\n\t"
      "it lo\n\t"
      "movlo sp, r2\n\t"
      "b report_fault");
}

namespace {

struct vector_table {
  const void* initial_stack_pointer;
  handler reset;
  handler system[14];  // the processor's own exceptions; no interrupt is ever enabled
};

[[gnu::section(".vectors"), gnu::used]] const vector_table vectors = {
    __stack_top,
    reset_handler,
    {fault_handler, fault_handler, fault_handler, fault_handler, fault_handler, fault_handler, fault_handler,
     fault_handler, fault_handler, fault_handler, fault_handler, fault_handler, fault_handler,
     fault_handler}};

}  // namespace
