// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/elements.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <cstring>

#include "support/both_times.hpp"

TEST_CASE("elements: are read at any address, and advance by elements") {
  const std::int32_t numbers[] = {1, -2, 0x12345678};
  for (int shift = 0; shift < 4; ++shift) {
    char bytes[sizeof numbers + 4];
    std::memcpy(bytes + shift, numbers, sizeof numbers);
    const mote::unaligned_elements<std::int32_t> elements(bytes + shift);
    for (int i = 0; i < 3; ++i) CHECK(elements[i] == numbers[i]);
    CHECK((elements + 2)[0] == numbers[2]);
    CHECK((elements + 2)[-1] == numbers[1]);
  }
}

TEST_CASE("elements: bytes of an element have its size and alignment") {
  static_assert(sizeof(mote::element_bytes<1>) == 1 && alignof(mote::element_bytes<1>) == 1);
  static_assert(sizeof(mote::element_bytes<2>) == 2 && alignof(mote::element_bytes<2>) == 2);
  static_assert(sizeof(mote::element_bytes<8>) == 8 && alignof(mote::element_bytes<8>) == 8);
  CHECK(mote_test::both_times([] {
    const mote::element_bytes<2> a{{1, mote_test::opaque(static_cast<unsigned char>(2))}};
    const mote::element_bytes<2> b{{1, 3}};
    return a == a && !(a == b);
  }));
}
