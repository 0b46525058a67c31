// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_ARMV7E_M_FILTER_WORDS_HPP
#define MOTE_TARGET_ARMV7E_M_FILTER_WORDS_HPP

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>

#include "mote/target/activation_format.hpp"
#include "mote/target/armv7e_m/paired_products.hpp"

namespace mote::armv7e_m {

/// What a filter of Rows rows of RowBytes bytes each covers of an image, one row behind the other in whole
/// words. A word that two rows share is made of two loads, which stay within the rows.
template <std::int32_t RowBytes, std::int32_t Rows>
struct filter_words {
  static_assert(RowBytes >= 4 && Rows >= 1);
  static constexpr std::int32_t count = (RowBytes * Rows + 3) / 4;

  /// Writes them mixed, the last one filled with anything. The rows begin `pitch` bytes apart.
  template <activation_format In>
  [[gnu::always_inline]] static void copy(const std::int8_t* from, std::int32_t pitch, std::int8_t* to) {
    copy_from<In>(from, pitch, to, std::make_index_sequence<count>{});
  }

 private:
  template <activation_format In, std::size_t... I>
  [[gnu::always_inline]] static void copy_from(const std::int8_t* from, std::int32_t pitch, std::int8_t* to,
                                               std::index_sequence<I...>) {
    constexpr std::uint32_t mask = In == activation_format::plain ? mixed_bits : 0;
    // All loads, then all stores: neighbours take a cycle each.
    const std::uint32_t words[] = {word<4 * static_cast<std::int32_t>(I)>(from, pitch)...};
    (store_word(words[I] ^ mask, to + 4 * I), ...);
  }
  /// Up to 3 bytes that end before `end`.
  template <std::int32_t Count>
  [[gnu::always_inline]] static std::uint32_t last_bytes(const std::int8_t* end) {
    if constexpr (Count == 1) return static_cast<std::uint8_t>(end[-1]);
    if constexpr (Count == 2) {
      std::uint16_t half = 0;
      std::memcpy(&half, end - 2, sizeof half);
      return half;
    }
    return load_word(end - 4) >> 8;
  }
  template <std::int32_t At>
  [[gnu::always_inline]] static std::uint32_t word(const std::int8_t* from, std::int32_t pitch) {
    constexpr std::int32_t row = At / RowBytes;
    constexpr std::int32_t missing = At % RowBytes + 4 - RowBytes;
    const std::int8_t* const here = from + row * pitch;
    if constexpr (missing <= 0) {
      return load_word(here + At % RowBytes);
    } else {
      const std::uint32_t begin = last_bytes<4 - missing>(here + RowBytes);
      if constexpr (row + 1 == Rows) {
        return begin;
      } else {
        return begin | load_word(here + pitch) << 8 * (4 - missing);
      }
    }
  }
};

}  // namespace mote::armv7e_m

#endif
