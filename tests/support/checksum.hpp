// SPDX-License-Identifier: Apache-2.0

// One number for many: expected values of long outputs.

#ifndef MOTE_TESTS_SUPPORT_CHECKSUM_HPP
#define MOTE_TESTS_SUPPORT_CHECKSUM_HPP

#include <cstddef>
#include <cstdint>

namespace mote_test {

/// FNV-1a over the bytes of integers, lowest first.
template <class T>
constexpr std::uint32_t checksum(const T* values, std::size_t count, std::uint32_t start = 0x811c9dc5) {
  std::uint32_t hash = start;
  for (std::size_t i = 0; i < count; ++i) {
    auto bits = static_cast<std::uint64_t>(values[i]);
    for (std::size_t byte = 0; byte < sizeof(T); ++byte, bits >>= 8) {
      hash = (hash ^ static_cast<std::uint8_t>(bits)) * 0x01000193;
    }
  }
  return hash;
}
template <class T, std::size_t Count>
constexpr std::uint32_t checksum(const T (&values)[Count]) {
  return checksum(values, Count);
}

}  // namespace mote_test

#endif  // MOTE_TESTS_SUPPORT_CHECKSUM_HPP
