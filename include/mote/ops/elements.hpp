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
