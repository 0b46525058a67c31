// SPDX-License-Identifier: Apache-2.0

// Writes flatbuffers in a constant expression and on the board, where the flatbuffers library can't.
//
// Everything is appended at the end. A table is written with its scalars; what its offsets point to comes
// later, as the format wants it, and is then attached.

#ifndef MOTE_TESTS_SUPPORT_FLATBUFFER_WRITER_HPP
#define MOTE_TESTS_SUPPORT_FLATBUFFER_WRITER_HPP

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <type_traits>

#include "mote/model/byte_view.hpp"

namespace mote_test {

/// A field of a table: its number in the schema, its size in bytes, and its bits.
struct field {
  unsigned number = 0;
  unsigned size = 0;
  std::uint64_t bits = 0;
};

template <class T>
constexpr field scalar(unsigned number, T value) {
  if constexpr (std::is_same_v<T, float>) {
    return {number, sizeof(float), __builtin_bit_cast(std::uint32_t, value)};
  } else {
    return {number, sizeof(T), static_cast<std::uint64_t>(value)};
  }
}
/// A field for an offset, to be attached.
constexpr field offset(unsigned number) { return {number, sizeof(std::uint32_t), 0}; }

/// Bytes of a fixed capacity. Requires that they suffice: in a constant expression it is an error if not.
template <std::size_t Capacity>
struct byte_buffer {
  char bytes[Capacity]{};
  std::size_t size = 0;

  constexpr mote::byte_view view() const { return {bytes, size}; }
};

/// The bytes as an array, for static models.
template <std::size_t Size, std::size_t Capacity>
constexpr std::array<char, Size> as_array(const byte_buffer<Capacity>& buffer) {
  std::array<char, Size> result{};
  for (std::size_t i = 0; i < Size; ++i) result[i] = buffer.bytes[i];
  return result;
}

template <std::size_t Capacity>
class flatbuffer_writer {
 public:
  using position = std::uint32_t;

  /// Begins with the offset of the root table and the file identifier.
  constexpr explicit flatbuffer_writer(const char (&identifier)[5]) {
    append(std::uint32_t{0});
    for (int i = 0; i < 4; ++i) append(identifier[i]);
  }

  constexpr const byte_buffer<Capacity>& buffer() const { return buffer_; }
  constexpr void root(position table) { store(0, table); }

  template <class Fields = std::initializer_list<field>>
  constexpr position table(const Fields& fields) {
    unsigned count = 0;
    for (const field& f : fields) count = f.number + 1 > count ? f.number + 1 : count;
    align(2);
    const position vtable = here();
    for (unsigned i = 0; i < 2 + count; ++i) append(std::uint16_t{0});
    align(4);
    const position result = here();
    append(static_cast<std::int32_t>(result - vtable));
    for (const field& f : fields) {
      align(f.size);
      store(vtable + 4 + 2 * f.number, static_cast<std::uint16_t>(here() - result));
      append_bits(f.bits, f.size);
    }
    store(vtable, static_cast<std::uint16_t>(4 + 2 * count));
    store(vtable + 2, static_cast<std::uint16_t>(here() - result));
    return result;
  }

  /// A vector of scalars, the first of which is aligned to `alignment` or its own size.
  template <class T>
  constexpr position vector(const T* elements, std::size_t count, std::size_t alignment = sizeof(T)) {
    align(4);
    while ((here() + 4) % alignment != 0) append_bits(0, 4);
    const position result = here();
    append(static_cast<std::uint32_t>(count));
    for (std::size_t i = 0; i < count; ++i) append(elements[i]);
    return result;
  }
  template <class T>
  constexpr position vector(std::initializer_list<T> elements) {
    return vector(elements.begin(), elements.size());
  }
  constexpr position string(const char* text) {
    std::size_t length = 0;
    while (text[length] != '\0') ++length;
    const position result = vector(text, length);
    append('\0');
    return result;
  }
  /// A vector of offsets, to be attached.
  constexpr position offsets(std::size_t count) {
    align(4);
    const position result = here();
    append(static_cast<std::uint32_t>(count));
    for (std::size_t i = 0; i < count; ++i) append(std::uint32_t{0});
    return result;
  }

  constexpr void attach(position table, unsigned number, position target) {
    point(place_of(table, number), target);
  }
  constexpr void attach_element(position vector, std::size_t index, position target) {
    point(vector + 4 + 4 * static_cast<position>(index), target);
  }
  /// Overwrites anything: tests need nonsense.
  template <class T>
  constexpr void store(position at, T value) {
    for (std::size_t i = 0; i < sizeof(T); ++i) {
      buffer_.bytes[at + i] = static_cast<char>(static_cast<unsigned char>(bits_of(value) >> (8 * i)));
    }
  }
  /// Where a field of a table is.
  constexpr position place_of(position table, unsigned number) const {
    const auto vtable = table - static_cast<position>(buffer_.view().template load<std::int32_t>(table));
    return table + buffer_.view().template load<std::uint16_t>(vtable + 4 + 2 * number);
  }

 private:
  template <class T>
  static constexpr std::uint64_t bits_of(T value) {
    return scalar(0, value).bits;
  }
  constexpr position here() const { return static_cast<position>(buffer_.size); }
  constexpr void append_bits(std::uint64_t bits, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) {
      buffer_.bytes[buffer_.size++] = static_cast<char>(static_cast<unsigned char>(bits >> (8 * i)));
    }
  }
  template <class T>
  constexpr void append(T value) {
    append_bits(bits_of(value), sizeof(T));
  }
  constexpr void align(std::size_t alignment) {
    while (here() % alignment != 0) append('\0');
  }
  constexpr void point(position from, position target) { store(from, target - from); }

  byte_buffer<Capacity> buffer_;
};

}  // namespace mote_test

#endif  // MOTE_TESTS_SUPPORT_FLATBUFFER_WRITER_HPP
