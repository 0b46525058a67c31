// SPDX-License-Identifier: Apache-2.0
#include "mote/target/kernel_constants.hpp"

#include <doctest/doctest.h>

#include <cstdint>

namespace {

constexpr std::uint32_t words[] = {1, 2, 3, 4};
constexpr std::uint32_t others[] = {5, 6, 7, 8};

constexpr std::uint32_t fourth_of(const std::uint32_t* from) { return from[3]; }
constexpr std::uint32_t second_of_header(const mote::kernel_constants& from) { return from.header()[1]; }

}  // namespace

TEST_CASE("kernel_constants: a pointer, and a header that may come from elsewhere") {
  static_assert(fourth_of(mote::kernel_constants(words)) == 4);
  static_assert(second_of_header(words) == 2);
  constexpr mote::kernel_constants two(words, others);
  static_assert(fourth_of(two) == 4 && two.header()[0] == 5 && two.header()[2] == 7);
  CHECK(static_cast<const std::uint32_t*>(two) == words);
}
