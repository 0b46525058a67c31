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

/// Calls a function, of which everything is counted, and gives the bytes of stack that it used.
template <class Function>
[[gnu::noinline]] std::size_t measure(Function function) {
  const board::stack_gauge stack;
  mote_roi_begin();
  function();
  mote_roi_end();
  return stack.high_water();
}

/// What the script reads, after an invoke.
template <class Door>
void report(Door& door, std::size_t stack_bytes) {
  board::write("fnv1a=0x", door.hash_outputs().value(), 16, 8);
  board::write(" arena=", door.arena_bytes);
  board::write(" stack=", stack_bytes);
  board::write("\n");
}

/// One warm-up, then the measured invoke, both on the same fresh input: an inference may overwrite its input.
template <class Door>
int run(Door& door) {
  door.fill_inputs();
  door.invoke();
  door.fill_inputs();
  report(door, measure([&] { door.invoke(); }));
  return 0;
}

}  // namespace measurement

#endif  // MOTE_BENCH_MEASUREMENT_HPP
