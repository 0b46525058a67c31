// SPDX-License-Identifier: Apache-2.0

// Cases that the compiler runs first and the program runs again.

#ifndef MOTE_TESTS_SUPPORT_BOTH_TIMES_HPP
#define MOTE_TESTS_SUPPORT_BOTH_TIMES_HPP

namespace mote_test {

template <class T>
T through_memory(T value) {
  const volatile T copy = value;
  return copy;
}

/// `value`, which the program can't know before it runs: so its machine code is tested, not the optimiser's
/// result.
template <class T>
constexpr T opaque(T value) {
  return __builtin_is_constant_evaluated() ? value : through_memory(value);
}

/// Runs a test without captures in a constant expression, where it must give true, and gives what it gives at
/// run time.
template <class Test>
bool both_times(Test test) {
  static_assert(test(), "the test fails in a constant expression");
  bool (*const volatile run)() = test;
  return run();
}

}  // namespace mote_test

#endif  // MOTE_TESTS_SUPPORT_BOTH_TIMES_HPP
