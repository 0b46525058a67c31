// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_BENCH_MEASUREMENT_HPP
#define MOTE_BENCH_MEASUREMENT_HPP

#include <cstddef>
#include <cstdint>
#include <semihosting.hpp>
#include <stack_gauge.hpp>

// The region that is counted lies between the calls of these two. Nothing may merge, inline or move them.
extern "C" {
[[gnu::noipa]] inline void mote_roi_begin() { asm volatile(""); }
[[gnu::noipa]] inline void mote_roi_end() { asm volatile(""); }
}

namespace measurement {

/// The pseudo-random bytes of the reference inputs with seed 1.
class byte_generator {
 public:
  void fill(void* data, std::size_t size);

 private:
  std::uint32_t state_ = 1;
};

/// FNV-1a with 32 bits.
class hash {
 public:
  void add(const void* data, std::size_t size);
  [[nodiscard]] std::uint32_t value() const { return value_; }

 private:
  std::uint32_t value_ = 2166136261;
};

/// What of a program is counted.
enum class part { invoke, load };

/// Gives the bytes of stack that the work used.
template <part Part, part Measured, class Work>
[[gnu::noinline]] std::size_t measured(Work work) {
  const board::stack_gauge stack;
  if (Part == Measured) mote_roi_begin();
  work();
  if (Part == Measured) mote_roi_end();
  return stack.high_water();
}

/// One warm-up, then the measured invoke, both on the same fresh input: an inference may overwrite its input.
template <part Measured = part::invoke, class Door>
int run(Door& door, std::size_t load_stack = 0) {
  door.fill_inputs();
  door.invoke();
  door.fill_inputs();

  const std::size_t invoke_stack = measured<part::invoke, Measured>([&] { door.invoke(); });

  board::write("fnv1a=0x", door.hash_outputs().value(), 16, 8);
  board::write(" arena=", door.arena_bytes);
  board::write(" stack=", Measured == part::invoke ? invoke_stack : load_stack);
  board::write("\n");
  return 0;
}

}  // namespace measurement

#endif  // MOTE_BENCH_MEASUREMENT_HPP
