// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPTIMIZE_FLATBUFFER_OUTPUT_HPP
#define MOTE_OPTIMIZE_FLATBUFFER_OUTPUT_HPP

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <type_traits>

#include "mote/model/flatbuffer.hpp"

namespace mote::optimize {

/// A flatbuffer that the compiler writes: in a constant expression cheaper than an array behind access
/// functions.
template <std::size_t Size>
struct written_bytes {
  char values[Size];
};

/// Writes a flatbuffer from front to back: an offset is written as a field, and set when what it points to is
/// reached. Without memory it counts the bytes.
class flatbuffer_output {
  // Ahead of its use: Clang makes no instance of what it hasn't read.
  template <class T>
  constexpr void store(std::uint32_t at, T value) {
    if (counts()) return;
    const auto bits = static_cast<std::make_unsigned_t<T>>(value);
    for (std::size_t i = 0; i < sizeof(T); ++i) {
      to_[at + i] = static_cast<char>(static_cast<unsigned char>(bits >> (8 * i)));
    }
  }

 public:
  using position = std::uint32_t;

  struct field {
    unsigned number = 0;
    std::uint32_t value = 0;
    bool is_present = true;  ///< of one that isn't, only the place is there
  };

  /// Requires as many bytes at `to` as a writer without memory has counted, all 0.
  constexpr explicit flatbuffer_output(char* to) : to_(to) {}

  constexpr std::uint32_t size() const { return size_; }
  /// Whether there is no memory: what counts then is sizes, not contents.
  constexpr bool counts() const { return to_ == nullptr; }

  template <class T>
  constexpr void append(T value) {
    store(size_, value);
    size_ += sizeof(T);
  }
  /// Memory of that many zeros, which become part of the output; null where bytes are counted only.
  constexpr char* reserve(std::uint32_t bytes) {
    char* const result = counts() ? nullptr : to_ + size_;
    size_ += bytes;
    return result;
  }
  /// Fills up with zeros until the size is `rest` modulo `alignment`.
  constexpr void align(std::uint32_t alignment, std::uint32_t rest = 0) {
    while (size_ % alignment != rest) ++size_;
  }
  /// Makes the offset at `from` point to what is written next.
  constexpr void point_here(position from) { store(from, size_ - from); }

  /// A table of fields of 4 bytes, which also hold smaller integers. The position of the first of them; the
  /// others follow in the order given.
  constexpr position table(std::initializer_list<field> fields) {
    unsigned entries = 0;
    for (const field& f : fields) entries = f.number + 1 > entries ? f.number + 1 : entries;
    const auto vtable_size = static_cast<std::uint32_t>(4 + 2 * entries);
    align(4, vtable_size % 4 == 0 ? 0 : 2);
    const position vtable = size_;
    store(vtable, static_cast<std::uint16_t>(vtable_size));
    store(vtable + 2, static_cast<std::uint16_t>(4 + 4 * fields.size()));
    std::uint16_t place = 4;
    for (const field& f : fields) {
      if (f.is_present) store(vtable + 4 + 2 * f.number, place);
      place = static_cast<std::uint16_t>(place + 4);
    }
    size_ += vtable_size;
    append(static_cast<std::int32_t>(vtable_size));
    const position first = size_;
    for (const field& f : fields) append(f.value);
    return first;
  }
  /// The same with the table behind an offset.
  constexpr position table_at(position from, std::initializer_list<field> fields) {
    const position first = table(fields);
    store(from, first - 4 - from);
    return first;
  }

  /// A copy of a table as it is, behind an offset; offsets in it must be set again. The position of the copy.
  constexpr position copy_table(position at, const flatbuffer::table& from) {
    const byte_view vtable = from.vtable_bytes();
    align(2);
    const position vtable_copy = size_;
    copy(vtable);
    // Fields stay as aligned as they are.
    align(8, from.position() % 8);
    const position result = size_;
    point_here(at);
    copy(from.bytes());
    store(result, static_cast<std::int32_t>(result - vtable_copy));
    return result;
  }

  /// A vector with that many elements, behind an offset, and its elements are to be appended.
  template <class T>
  constexpr void begin_vector(position from, std::uint32_t count, std::uint32_t alignment = sizeof(T)) {
    align(4);
    while ((size_ + 4) % alignment != 0) size_ += 4;
    point_here(from);
    append(count);
  }
  /// A vector of offsets; the position of the first.
  constexpr position offsets(position from, std::uint32_t count) {
    begin_vector<std::uint32_t>(from, count);
    const position first = size_;
    size_ += 4 * count;
    return first;
  }
  /// A copy of a vector of scalars.
  template <class T>
  constexpr void copy_vector(position from, const flatbuffer::vector<T>& elements,
                             std::uint32_t alignment = sizeof(T)) {
    begin_vector<T>(from, elements.size(), alignment);
    copy({elements.data(), std::size_t{elements.size()} * sizeof(T)});
  }
  constexpr void copy_string(position from, const flatbuffer::vector<char>& text) {
    copy_vector(from, text);
    ++size_;
  }

 private:
  constexpr void copy(byte_view bytes) {
    char* const to = reserve(static_cast<std::uint32_t>(bytes.size()));
    if (to == nullptr) return;
    const char* const from = bytes.data();
    const std::size_t size = bytes.size();
    for (std::size_t i = 0; i < size; ++i) to[i] = from[i];
  }
  char* to_;
  std::uint32_t size_ = 0;
};

}  // namespace mote::optimize

#endif
