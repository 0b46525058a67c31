// SPDX-License-Identifier: Apache-2.0
// The emulated board itself: what the other tests and the figures rely on.

#include <doctest/doctest.h>

#include <cstdint>
#include <stack_gauge.hpp>

namespace {

int constructed = 0;
struct counter {
  counter() { ++constructed; }
};
const counter static_object;

int initialised = 42;
int cleared[100];

[[gnu::noinline]] int use_stack_of_1000_bytes() {
  volatile std::uint8_t buffer[1000];
  buffer[0] = 1;
  return buffer[0];
}

}  // namespace

TEST_CASE("start-up code prepares memory and runs constructors") {
  CHECK(constructed == 1);
  CHECK(initialised == 42);
  for (const int value : cleared) CHECK(value == 0);
}

TEST_CASE("the FPU computes in single precision") {
  volatile float third = 1.0F / 3.0F;
  CHECK(third * 3.0F == 1.0F);
  std::uint32_t status = 0;
  asm volatile("vmrs %0, fpscr" : "=r"(status));
  CHECK((status & 1U << 24) == 0);  // no flush to zero: subnormals as on the desktop
}

TEST_CASE("stack_gauge sees the deepest use since it was made") {
  const board::stack_gauge gauge;
  const std::size_t before = gauge.high_water();
  const int result = use_stack_of_1000_bytes();
  const std::size_t after = gauge.high_water();
  CHECK(result == 1);
  CHECK(before == 0);
  CHECK(after >= 1000);
  CHECK(after <= 1000 + 32);
}
