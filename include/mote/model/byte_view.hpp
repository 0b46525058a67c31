// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_MODEL_BYTE_VIEW_HPP
#define MOTE_MODEL_BYTE_VIEW_HPP

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace mote {

/// Read-only bytes of a model, at any alignment, in flash or in RAM.
///
/// The view keeps a `const char*`: a string literal is the form in which compilers hold a large constant
/// cheaply, and its type can't be changed inside a constant expression.
class byte_view {
 public:
  constexpr byte_view() = default;
  constexpr byte_view(const char* data, std::size_t size) : data_(data), size_(size) {}
  byte_view(const void* data, std::size_t size) : data_(static_cast<const char*>(data)), size_(size) {}

  constexpr const char* data() const { return data_; }
  constexpr std::size_t size() const { return size_; }
  constexpr bool empty() const { return size_ == 0; }

  /// The little-endian value at `offset`, which need not be aligned. Requires offset + sizeof(T) <= size().
  template <class T>
  constexpr T load(std::size_t offset) const {
    if constexpr (std::is_same_v<T, float>) {
      return __builtin_bit_cast(float, load<std::uint32_t>(offset));
    } else if constexpr (std::is_same_v<T, bool>) {
      return data_[offset] != 0;
    } else {
      // Written out rather than looped over: compilers turn it into one load where the machine may load
      // unaligned, and a constant evaluation of a whole model takes a third of the time.
      using bits = std::make_unsigned_t<T>;
      static_assert(sizeof(T) <= 8);
      if constexpr (sizeof(T) == 1) {
        return static_cast<T>(byte(offset));
      } else if constexpr (sizeof(T) == 2) {
        return static_cast<T>(static_cast<bits>(byte(offset) | byte(offset + 1) << 8));
      } else if constexpr (sizeof(T) == 4) {
        return static_cast<T>(byte(offset) | byte(offset + 1) << 8 | byte(offset + 2) << 16 |
                              byte(offset + 3) << 24);
      } else {
        return static_cast<T>(bits{load<std::uint32_t>(offset)} | bits{load<std::uint32_t>(offset + 4)}
                                                                      << 32);
      }
    }
  }

 private:
  constexpr std::uint32_t byte(std::size_t offset) const {
    // Only a view of no bytes has no address. NOLINTNEXTLINE(clang-analyzer-core.NullDereference)
    return static_cast<unsigned char>(data_[offset]);
  }

  const char* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace mote

#endif
