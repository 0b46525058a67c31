// SPDX-License-Identifier: Apache-2.0
#include "mote/crc32.hpp"

#include <doctest/doctest.h>

#include <cstdint>

#include "support/both_times.hpp"

namespace {

using mote_test::both_times;
using mote_test::opaque;

}  // namespace

TEST_CASE("crc32: the check value of the catalogue, and those of other known texts") {
  CHECK(both_times([] { return mote::crc32_of({"123456789", 9}) == opaque(0xcbf43926U); }));
  CHECK(both_times([] { return mote::crc32_of({"", 0}) == opaque(0U); }));
  CHECK(both_times([] {
    return mote::crc32_of({"The quick brown fox jumps over the lazy dog", 43}) == opaque(0x414fa339U);
  }));
}

TEST_CASE("crc32: of parts, one after the other, it is that of the whole") {
  CHECK(both_times([] {
    mote::crc32 sum;
    sum.add({"1234", 4});
    sum.add(static_cast<std::uint8_t>('5'));
    sum.add({"6789", 4});
    return sum.value() == opaque(0xcbf43926U);
  }));
}

TEST_CASE("crc32: any bit that changes changes it") {
  char bytes[] = "a model";
  const auto whole = mote::crc32_of({bytes, 7});
  for (int bit = 0; bit < 7 * 8; ++bit) {
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ 1 << bit % 8);
    CHECK(mote::crc32_of({bytes, 7}) != whole);
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ 1 << bit % 8);
  }
}
