// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_MODEL_FLEXBUFFER_HPP
#define MOTE_MODEL_FLEXBUFFER_HPP

#include <cstddef>
#include <cstdint>
#include <limits>

#include "mote/model/byte_view.hpp"

// Reader of the flexbuffers wire format, in which converters write the options of custom operators, for bytes
// that nobody has vouched for.
//
// Whatever lies outside of the bytes, or isn't what is asked for, is absent. Nothing is walked but the keys
// of one map, whose number is bounded by the bytes that they take.

namespace mote::flexbuffer {

/// What a value is. Types in between, which options don't use, are absent.
enum class kind : std::uint8_t {
  integer = 1,
  unsigned_integer = 2,
  floating = 3,
  key = 4,
  indirect_integer = 6,
  indirect_unsigned = 7,
  indirect_floating = 8,
  map = 9,
  vector = 10,
  vector_of_integers = 11,
  vector_of_keys = 14,
  pair_of_integers = 16,  // then of unsigned ones and of floating ones; then triples and quadruples
  quadruple_of_floating = 24,
  boolean = 26,
  vector_of_booleans = 36
};

namespace detail {

/// Bytes with the format's integers of 1, 2, 4 or 8 bytes, and offsets that point back.
struct source {
  byte_view bytes;

  static constexpr bool is_width(std::uint64_t width) {
    return width == 1 || width == 2 || width == 4 || width == 8;
  }
  constexpr bool contains(std::uint64_t at, std::uint64_t size) const {
    return size <= bytes.size() && at <= bytes.size() - size;
  }
  /// Requires contains(at, width).
  constexpr std::uint64_t unsigned_at(std::uint64_t at, unsigned width) const {
    std::uint64_t value = 0;
    for (unsigned i = width; i-- > 0;)
      value = value << 8 | bytes.load<std::uint8_t>(static_cast<std::size_t>(at + i));
    return value;
  }
  constexpr std::int64_t signed_at(std::uint64_t at, unsigned width) const {
    const unsigned unused = 64 - 8 * width;
    return static_cast<std::int64_t>(unsigned_at(at, width) << unused) >> unused;
  }
  /// Where the offset at `at` points to; false if it points out of the bytes.
  constexpr bool follow(std::uint64_t at, unsigned width, std::uint64_t& target) const {
    const std::uint64_t offset = unsigned_at(at, width);
    target = at - offset;
    return offset <= at;
  }
  /// Whether the text at `at` is `text`.
  constexpr bool spells(std::uint64_t at, const char* text) const {
    for (;; ++at, ++text) {
      if (at >= bytes.size() || bytes.data()[at] != *text) return false;
      if (*text == '\0') return true;
    }
  }
};

/// The bits of a float64 as the nearest float32, ties to even. Small machines have no float64.
constexpr float narrowed(std::uint64_t bits) {
  const auto sign = static_cast<std::uint32_t>(bits >> 63) << 31;
  const auto exponent = static_cast<int>(bits >> 52 & 0x7ff);
  const std::uint64_t fraction = bits & ((std::uint64_t{1} << 52) - 1);
  constexpr std::uint32_t infinity = 0x7f800000;
  const int narrow = exponent - 1023 + 127;
  std::uint32_t magnitude = 0;
  if (narrow >= 255) {
    magnitude = exponent == 0x7ff && fraction != 0 ? infinity | 1U << 22 : infinity;
  } else if (narrow > -24) {
    const std::uint64_t whole = fraction | std::uint64_t{1} << 52;
    const int shift = narrow > 0 ? 29 : 30 - narrow;
    const std::uint64_t half = std::uint64_t{1} << (shift - 1);
    const auto rounded = static_cast<std::uint32_t>((whole + half - 1 + (whole >> shift & 1)) >> shift);
    // The leading one counts as one step of the exponent.
    magnitude = narrow > 0 ? (static_cast<std::uint32_t>(narrow - 1) << 23) + rounded : rounded;
  }
  return __builtin_bit_cast(float, sign | magnitude);
}

}  // namespace detail

/// A value, or none: a default-constructed one is absent.
class value {
 public:
  constexpr value() = default;

  constexpr explicit operator bool() const { return width_ != 0; }
  constexpr flexbuffer::kind kind() const { return static_cast<flexbuffer::kind>(packed_type_ >> 2); }

  /// The number, if there is one that int64 can hold. Truth counts as 0 or 1.
  constexpr bool get(std::int64_t& number) const {
    const place from = scalar();
    if (from.width == 0 || is_floating()) return false;
    if (is_signed()) {
      number = from_.signed_at(from.at, from.width);
      return true;
    }
    const std::uint64_t bits = from_.unsigned_at(from.at, from.width);
    if (bits > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return false;
    number = static_cast<std::int64_t>(bits);
    return true;
  }
  /// The number, if there is one that int32 can hold.
  constexpr bool get(std::int32_t& number) const {
    std::int64_t wide = 0;
    using limits = std::numeric_limits<std::int32_t>;
    if (!get(wide) || wide < limits::min() || wide > limits::max()) return false;
    number = static_cast<std::int32_t>(wide);
    return true;
  }
  /// The truth of a boolean or of a whole number.
  constexpr bool get(bool& truth) const {
    const place from = scalar();
    if (from.width == 0 || is_floating()) return false;
    truth = from_.unsigned_at(from.at, from.width) != 0;
    return true;
  }
  /// The number, rounded to float32.
  constexpr bool get(float& number) const {
    std::int64_t whole = 0;
    if (get(whole)) {
      number = static_cast<float>(whole);
      return true;
    }
    const place from = scalar();
    // Floating numbers have 4 or 8 bytes.
    if (from.width < 4 || !is_floating()) return false;
    const std::uint64_t bits = from_.unsigned_at(from.at, from.width);
    number = from.width == 8 ? detail::narrowed(bits)
                             : __builtin_bit_cast(float, static_cast<std::uint32_t>(bits));
    return true;
  }

 private:
  friend class vector;
  friend class map;
  friend constexpr value root(byte_view bytes);

  struct place {
    std::uint64_t at;
    unsigned width;  // 0: nowhere
  };

  constexpr value(detail::source from, std::uint64_t at, unsigned width, std::uint8_t packed_type)
      : from_(from), at_(at), width_(from.contains(at, width) ? width : 0), packed_type_(packed_type) {}

  constexpr bool is_signed() const {
    return kind() == flexbuffer::kind::integer || kind() == flexbuffer::kind::indirect_integer;
  }
  constexpr bool is_floating() const {
    return kind() == flexbuffer::kind::floating || kind() == flexbuffer::kind::indirect_floating;
  }
  constexpr unsigned target_width() const { return 1U << (packed_type_ & 3U); }
  /// Where the bits of a number are: here, or where an offset points to.
  constexpr place scalar() const {
    if (width_ == 0) return {0, 0};
    switch (kind()) {
      case flexbuffer::kind::integer:
      case flexbuffer::kind::unsigned_integer:
      case flexbuffer::kind::floating:
      case flexbuffer::kind::boolean:
        return {at_, width_};
      case flexbuffer::kind::indirect_integer:
      case flexbuffer::kind::indirect_unsigned:
      case flexbuffer::kind::indirect_floating: {
        std::uint64_t target = 0;
        if (!from_.follow(at_, width_, target) || !from_.contains(target, target_width())) return {0, 0};
        return {target, target_width()};
      }
      default:
        return {0, 0};
    }
  }

  detail::source from_;
  std::uint64_t at_ = 0;
  unsigned width_ = 0;
  std::uint8_t packed_type_ = 0;
};

/// The outermost value, which is described by the last bytes.
constexpr value root(byte_view bytes) {
  const detail::source from{bytes};
  if (bytes.size() < 3) return {};
  const std::size_t end = bytes.size() - 2;
  const auto packed_type = bytes.load<std::uint8_t>(end);
  const auto width = bytes.load<std::uint8_t>(end + 1);
  if (!detail::source::is_width(width) || width > end) return {};
  return {from, end - width, width, packed_type};
}

/// The elements of a vector of any type, or the values of a map in the order of their keys. Empty if the
/// value is something else.
class vector {
 public:
  constexpr vector() = default;
  constexpr explicit vector(const value& from) : from_(from.from_) {
    if (!from) return;
    const auto kind = from.kind();
    const auto number = static_cast<unsigned>(kind);
    const bool is_typed =
        kind >= flexbuffer::kind::vector_of_integers && kind <= flexbuffer::kind::vector_of_keys;
    const bool is_tuple =
        kind >= flexbuffer::kind::pair_of_integers && kind <= flexbuffer::kind::quadruple_of_floating;
    const bool is_mixed = kind == flexbuffer::kind::vector || kind == flexbuffer::kind::map;
    if (!is_typed && !is_tuple && !is_mixed && kind != flexbuffer::kind::vector_of_booleans) return;
    std::uint64_t first = 0;
    if (!from_.follow(from.at_, from.width_, first)) return;
    const unsigned in_tuple = number - static_cast<unsigned>(flexbuffer::kind::pair_of_integers);
    const unsigned width = from.target_width();
    if (!is_tuple && first < width) return;
    const std::uint64_t count = is_tuple ? 2 + in_tuple / 3 : from_.unsigned_at(first - width, width);
    // Elements of a mixed vector are followed by a byte each that tells their types.
    if (count > from_.bytes.size() || !from_.contains(first, count * (width + (is_mixed ? 1U : 0U)))) return;
    if (is_typed) type_ = static_cast<std::uint8_t>((number - 10) << 2);
    if (is_tuple) type_ = static_cast<std::uint8_t>((1 + in_tuple % 3) << 2);
    if (kind == flexbuffer::kind::vector_of_booleans) {
      type_ = static_cast<std::uint8_t>(static_cast<unsigned>(flexbuffer::kind::boolean) << 2);
    }
    first_ = first;
    width_ = width;
    size_ = static_cast<std::size_t>(count);
  }

  constexpr std::size_t size() const { return size_; }
  /// The element at `index`; absent outside of the vector.
  constexpr value operator[](std::size_t index) const {
    if (index >= size_) return {};
    const std::uint64_t types = first_ + std::uint64_t{size_} * width_;
    const auto type =
        type_ != 0 ? type_ : from_.bytes.load<std::uint8_t>(static_cast<std::size_t>(types + index));
    return {from_, first_ + std::uint64_t{index} * width_, width_, type};
  }

 private:
  friend class map;

  detail::source from_;
  std::uint64_t first_ = 0;
  std::size_t size_ = 0;
  unsigned width_ = 0;
  std::uint8_t type_ = 0;  // of all elements; 0 if each has its own
};

/// Values with names. Empty if the value is something else, or has more values than options ever have: each
/// lookup compares names.
class map {
 public:
  static constexpr std::size_t most_values = 256;

  constexpr map() = default;
  constexpr explicit map(const value& from) {
    if (!from || from.kind() != kind::map) return;
    const vector values(from);
    if (values.size() > most_values) return;
    const detail::source bytes = values.from_;
    const unsigned width = values.width_;
    // Before the number of elements lie the offset of the keys and the bytes of each of them.
    if (width == 0 || values.first_ < 3 * width) return;
    const std::uint64_t keys_at = values.first_ - 3 * width;
    const std::uint64_t key_width = bytes.unsigned_at(keys_at + width, width);
    if (!detail::source::is_width(key_width)) return;
    std::uint64_t keys = 0;
    if (!bytes.follow(keys_at, width, keys) || !bytes.contains(keys, values.size() * key_width)) return;
    keys_ = keys;
    key_width_ = static_cast<unsigned>(key_width);
    values_ = values;
  }

  constexpr std::size_t size() const { return values_.size(); }
  /// The value of this name, absent if the map has none.
  constexpr value operator[](const char* key) const {
    for (std::size_t i = 0; i < size(); ++i) {
      std::uint64_t text = 0;
      if (values_.from_.follow(keys_ + i * key_width_, key_width_, text) && values_.from_.spells(text, key)) {
        return values_[i];
      }
    }
    return {};
  }

 private:
  vector values_;
  std::uint64_t keys_ = 0;
  unsigned key_width_ = 0;
};

}  // namespace mote::flexbuffer

#endif
