// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_ELEMENTS_HPP
#define MOTE_OPS_ELEMENTS_HPP

#include <cstddef>
#include <cstdint>
#include <cstring>

// How kernels see the elements of a tensor: as a pointer, or as something that indexes and advances like one.

namespace mote {

/// Elements in a model's bytes or in the arena, read at any alignment.
template <class T>
class unaligned_elements {
 public:
  explicit unaligned_elements(const void* data) : data_(static_cast<const char*>(data)) {}

  T operator[](std::int32_t index) const {
    T value;
    std::memcpy(&value, data_ + static_cast<std::ptrdiff_t>(index) * static_cast<std::ptrdiff_t>(sizeof(T)),
                sizeof(T));
    return value;
  }
  friend unaligned_elements operator+(unaligned_elements from, std::int32_t count) {
    return unaligned_elements(from.data_ +
                              static_cast<std::ptrdiff_t>(count) * static_cast<std::ptrdiff_t>(sizeof(T)));
  }

 private:
  const char* data_;
};

/// Signed values of 4 bits, two in a byte, the first in its low half.
class int4_elements {
 public:
  constexpr explicit int4_elements(const std::int8_t* bytes, std::int32_t first = 0)
      : bytes_(bytes), first_(first) {}

  constexpr std::int8_t operator[](std::int32_t index) const {
    const std::int32_t at = first_ + index;
    const std::uint32_t both = static_cast<std::uint8_t>(bytes_[at >> 1]);
    // Up to the top of a word and down again: that extends the sign.
    return static_cast<std::int8_t>(static_cast<std::int32_t>(both << ((at & 1) != 0 ? 24 : 28)) >> 28);
  }
  friend constexpr int4_elements operator+(int4_elements from, std::int32_t count) {
    return int4_elements(from.bytes_, from.first_ + count);
  }

 private:
  const std::int8_t* bytes_;
  std::int32_t first_;
};

/// An element of which only the size counts. Being characters, it may stand for an element of any type.
template <std::size_t Size>
struct alignas(Size) element_bytes {
  unsigned char bytes[Size];

  friend constexpr bool operator==(const element_bytes& a, const element_bytes& b) {
    for (std::size_t i = 0; i < Size; ++i) {
      if (a.bytes[i] != b.bytes[i]) return false;
    }
    return true;
  }
};

}  // namespace mote

#endif
