// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_SPAN_HPP
#define MOTE_SPAN_HPP

#include <cstddef>

namespace mote {

/// A pointer and a count: std::span for C++17, as far as it is needed here.
template <class T>
class span {
 public:
  constexpr span() = default;
  constexpr span(T* data, std::size_t size) : data_(data), size_(size) {}
  template <std::size_t N>
  constexpr span(T (&array)[N]) : data_(array), size_(N) {}  // NOLINT(google-explicit-constructor)

  constexpr T* data() const { return data_; }
  constexpr std::size_t size() const { return size_; }
  constexpr bool empty() const { return size_ == 0; }
  constexpr T* begin() const { return data_; }
  constexpr T* end() const { return data_ + size_; }
  constexpr T& operator[](std::size_t index) const { return data_[index]; }

 private:
  T* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace mote

#endif
