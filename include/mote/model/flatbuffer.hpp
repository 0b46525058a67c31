// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_MODEL_FLATBUFFER_HPP
#define MOTE_MODEL_FLATBUFFER_HPP

#include <cstddef>
#include <cstdint>

#include "mote/model/byte_view.hpp"

// Reader of the flatbuffers wire format, for bytes that nobody has vouched for.
//
// Every access is checked against the bounds of the buffer. One that fails gives the default value or an
// empty view, and marks the buffer as damaged; so reading always ends, and whoever must know looks at the
// mark once. Offsets to tables and vectors point forward only, hence no walk along them can go in circles.

namespace mote::flatbuffer {

/// The bytes, and where to mark that an access left them (may be null: nobody asks).
struct source {
  byte_view bytes;
  bool* damaged = nullptr;

  constexpr bool require(bool condition) const {
    if (!condition && damaged != nullptr) *damaged = true;
    return condition;
  }
  constexpr bool contains(std::uint64_t offset, std::uint64_t size) const {
    return require(size <= bytes.size() && offset <= bytes.size() - size);
  }
  template <class T>
  constexpr T load(std::uint64_t offset, T otherwise = T{}) const {
    return contains(offset, sizeof(T)) ? bytes.load<T>(static_cast<std::size_t>(offset)) : otherwise;
  }
  /// Where the offset field at `position` points to; 0, which never is a target, if not into the buffer.
  constexpr std::uint32_t follow(std::uint32_t position) const {
    const std::uint64_t target = std::uint64_t{position} + load<std::uint32_t>(position);
    return require(target > position) && contains(target, sizeof(std::uint32_t))
               ? static_cast<std::uint32_t>(target)
               : 0;
  }
};

/// A vector of scalars. Elements outside of it read as T{}.
template <class T>
class vector {
 public:
  constexpr vector() = default;
  constexpr vector(source from, std::uint32_t position) : from_(from) {
    if (position == 0) return;
    const auto count = from.load<std::uint32_t>(position);
    if (!from.contains(std::uint64_t{position} + sizeof count, std::uint64_t{count} * sizeof(T))) return;
    first_ = position + static_cast<std::uint32_t>(sizeof count);
    size_ = count;
  }

  constexpr std::uint32_t size() const { return size_; }
  constexpr bool empty() const { return size_ == 0; }
  constexpr T operator[](std::uint32_t index) const {
    return index < size_ ? from_.bytes.template load<T>(first_ + index * sizeof(T)) : T{};
  }
  /// The value of type U at `index`, the vector's bytes taken as little-endian values of U; U{} outside.
  template <class U>
  constexpr U load_as(std::uint32_t index) const {
    const std::uint64_t end = (std::uint64_t{index} + 1) * sizeof(U);
    return end <= std::uint64_t{size_} * sizeof(T) ? from_.bytes.template load<U>(first_ + index * sizeof(U))
                                                   : U{};
  }
  /// Address of the first element's bytes.
  constexpr const char* data() const { return from_.bytes.data() + first_; }
  /// Offset of the first element from the start of the buffer.
  constexpr std::uint32_t offset() const { return first_; }

 private:
  source from_;
  std::uint32_t first_ = 0;
  std::uint32_t size_ = 0;
};

class table_vector;

/// A table. A default-constructed one has no fields: all of them read as their defaults.
class table {
 public:
  constexpr table() = default;
  constexpr table(source from, std::uint32_t position) : from_(from) {
    if (position == 0 || !from.contains(position, sizeof(std::int32_t))) return;
    const std::int64_t vtable = std::int64_t{position} - from.load<std::int32_t>(position);
    if (!from.require(vtable >= 0)) return;
    const auto at = static_cast<std::uint64_t>(vtable);
    const auto vtable_size = from.load<std::uint16_t>(at);
    const auto table_size = from.load<std::uint16_t>(at + 2);
    if (!from.require(vtable_size >= 4 && vtable_size % 2 == 0 && table_size >= 4)) return;
    if (!from.contains(at, vtable_size) || !from.contains(position, table_size)) return;
    position_ = position;
    vtable_ = static_cast<std::uint32_t>(at);
    vtable_size_ = vtable_size;
    table_size_ = table_size;
  }

  constexpr explicit operator bool() const { return position_ != 0; }

  template <class T>
  constexpr T scalar(unsigned field, T otherwise = T{}) const {
    const std::uint32_t at = locate(field, sizeof(T));
    return at == 0 ? otherwise : from_.load<T>(at, otherwise);
  }
  constexpr bool has(unsigned field) const { return locate(field, 1) != 0; }
  constexpr table child(unsigned field) const { return table(from_, target(field)); }
  template <class T>
  constexpr vector<T> values(unsigned field) const {
    return vector<T>(from_, target(field));
  }
  constexpr vector<char> string(unsigned field) const { return values<char>(field); }
  constexpr table_vector tables(unsigned field) const;

  /// For a copy of a table that exists: offset from the start of the buffer, the bytes from there on, and
  /// those of the vtable, which hold the place of field i in the former at 4 + 2 * i.
  constexpr std::uint32_t position() const { return position_; }
  constexpr byte_view bytes() const { return {from_.bytes.data() + position_, table_size_}; }
  constexpr byte_view vtable_bytes() const { return {from_.bytes.data() + vtable_, vtable_size_}; }

 private:
  constexpr std::uint32_t locate(unsigned field, std::size_t size) const {
    const unsigned entry = 4 + 2 * field;
    if (position_ == 0 || entry + 2 > vtable_size_) return 0;
    const auto inside = from_.load<std::uint16_t>(std::uint64_t{vtable_} + entry);
    if (inside == 0 || !from_.require(inside >= 4 && inside + size <= table_size_)) return 0;
    return position_ + inside;
  }
  constexpr std::uint32_t target(unsigned field) const {
    const std::uint32_t at = locate(field, sizeof(std::uint32_t));
    return at == 0 ? 0 : from_.follow(at);
  }

  source from_;
  std::uint32_t position_ = 0;
  std::uint32_t vtable_ = 0;
  std::uint16_t vtable_size_ = 0;
  std::uint16_t table_size_ = 0;
};

/// A vector of tables. Elements outside of it read as empty tables.
class table_vector {
 public:
  constexpr table_vector() = default;
  constexpr table_vector(source from, std::uint32_t position) : from_(from), offsets_(from, position) {}

  constexpr std::uint32_t size() const { return offsets_.size(); }
  constexpr table operator[](std::uint32_t index) const {
    if (index >= offsets_.size()) return {};
    return table(from_, from_.follow(offset_field(index)));
  }
  /// Where the offset to a table is, from the start of the buffer.
  constexpr std::uint32_t offset_field(std::uint32_t index) const {
    return offsets_.offset() + index * static_cast<std::uint32_t>(sizeof(std::uint32_t));
  }

 private:
  source from_;
  vector<std::uint32_t> offsets_;
};

constexpr table_vector table::tables(unsigned field) const { return table_vector(from_, target(field)); }

/// The root table of a buffer.
constexpr table root(source from) { return table(from, from.follow(0)); }

/// Whether bytes 4 to 7 are the given file identifier.
constexpr bool has_identifier(byte_view bytes, const char (&identifier)[5]) {
  if (bytes.size() < 8) return false;
  for (std::size_t i = 0; i < 4; ++i) {
    if (bytes.data()[4 + i] != identifier[i]) return false;
  }
  return true;
}

}  // namespace mote::flatbuffer

#endif
