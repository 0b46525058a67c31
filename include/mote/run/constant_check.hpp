// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_RUN_CONSTANT_CHECK_HPP
#define MOTE_RUN_CONSTANT_CHECK_HPP

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "mote/crc32.hpp"
#include "mote/ops/elements.hpp"

// CRC-32 of the constants of a static model, the same at compile time, where memory has no bytes, and at run
// time.

namespace mote::detail {

/// Initializes anything.
struct any_value {
  template <class T>
  constexpr operator T() const;  // NOLINT(google-explicit-constructor)
};
template <class T, class = void>
inline constexpr bool has_two_members_v = false;
template <class T>
inline constexpr bool has_two_members_v<T, std::void_t<decltype(T{any_value{}, any_value{}})>> = true;

/// Adds a number as its bytes, the lowest first, and a struct as its members, without what is between them.
template <class T>
constexpr void add_constant(crc32& sum, const T& value) {
  if constexpr (std::is_same_v<T, float>) {
    add_constant(sum, __builtin_bit_cast(std::uint32_t, value));
  } else if constexpr (std::is_integral_v<T>) {
    const auto bits = static_cast<std::uint64_t>(value);
    for (std::size_t i = 0; i < sizeof(T); ++i) sum.add(static_cast<std::uint8_t>(bits >> (8 * i)));
  } else if constexpr (has_two_members_v<T>) {
    const auto& [first, second] = value;
    add_constant(sum, first);
    add_constant(sum, second);
  } else {
    const auto& [only] = value;
    add_constant(sum, only);
  }
}
template <std::size_t Size>
constexpr void add_constant(crc32& sum, const element_bytes<Size>& element) {
  for (const unsigned char byte : element.bytes) sum.add(byte);
}

template <class T>
constexpr std::uint32_t crc32_of_constants(const T* elements, std::size_t count) {
  crc32 sum;
  for (std::size_t i = 0; i < count; ++i) add_constant(sum, elements[i]);
  return sum.value();
}

/// Whether an array of constants is in memory what it was to the compiler.
template <class Constants, class T>
bool is_intact(const T* where) {
  constexpr std::size_t count = std::extent_v<decltype(Constants::array.values)>;
  constexpr std::uint32_t expected = crc32_of_constants(Constants::array.values, count);
  // The compiler must not know where it looks, or it would not look.
  const T* volatile const memory = where;
  return crc32_of_constants(memory, count) == expected;
}

}  // namespace mote::detail

#endif
