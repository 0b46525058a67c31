// SPDX-License-Identifier: Apache-2.0
#include "mote/target/armv7e_m/activation_words.hpp"

#include <doctest/doctest.h>

#include <cstdint>

namespace {

namespace kernels = mote::armv7e_m;
constexpr auto plain = mote::activation_format::plain;
constexpr auto mixed = mote::activation_format::mixed;

// The same four activations, one byte into an array.
constexpr std::int8_t plain_bytes[] = {0, 1, -2, -128, 127};
constexpr std::int8_t mixed_bytes[] = {0, -127, -2, 0, 127};
constexpr std::uint32_t plain_word = 0x7f80fe01;
constexpr std::uint32_t mixed_word = 0x7f00fe81;

template <class Store>
bool stores(Store store, const std::int8_t (&expected)[5]) {
  std::int8_t bytes[6] = {0, 0, 0, 0, 0, 9};
  store(bytes + 1);
  for (int i = 0; i < 5; ++i) {
    if (bytes[i] != expected[i]) return false;
  }
  return bytes[5] == 9;
}

}  // namespace

TEST_CASE("activation_words: loads in either format") {
  CHECK(kernels::load_word(plain_bytes + 1) == plain_word);
  CHECK(kernels::load_plain<plain>(plain_bytes + 1) == plain_word);
  CHECK(kernels::load_plain<mixed>(mixed_bytes + 1) == plain_word);
  CHECK(kernels::load_mixed<plain>(plain_bytes + 1) == mixed_word);
  CHECK(kernels::load_mixed<mixed>(mixed_bytes + 1) == mixed_word);
}

TEST_CASE("activation_words: stores in either format") {
  using kernels::store_mixed;
  using kernels::store_plain;
  CHECK(stores([](std::int8_t* to) { kernels::store_word(plain_word, to); }, plain_bytes));
  CHECK(stores([](std::int8_t* to) { store_plain<plain>(plain_word, to); }, plain_bytes));
  CHECK(stores([](std::int8_t* to) { store_plain<mixed>(plain_word, to); }, mixed_bytes));
  CHECK(stores([](std::int8_t* to) { store_mixed<plain>(mixed_word, to); }, plain_bytes));
  CHECK(stores([](std::int8_t* to) { store_mixed<mixed>(mixed_word, to); }, mixed_bytes));
}
