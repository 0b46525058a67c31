// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_ARMV7E_M_ACTIVATION_WORDS_HPP
#define MOTE_TARGET_ARMV7E_M_ACTIVATION_WORDS_HPP

#include <cstdint>
#include <cstring>

#include "mote/target/activation_format.hpp"

// Words of memory that hold four activations, the first one in the low bits. It is that of an even channel.

namespace mote::armv7e_m {

/// A word of memory at any alignment.
inline std::uint32_t load_word(const std::int8_t* from) {
  std::uint32_t word = 0;
  std::memcpy(&word, from, sizeof word);
  return word;
}

inline void store_word(std::uint32_t word, std::int8_t* to) { std::memcpy(to, &word, sizeof word); }

/// What makes 4 plain activations mixed, and mixed ones plain.
inline constexpr std::uint32_t mixed_bits = 0x00800080;

/// What tells the formats of 4 activations apart.
constexpr std::uint32_t bits_between(activation_format a, activation_format b) {
  return a == b ? 0 : mixed_bits;
}

/// 4 activations in the format that is asked for, whatever theirs was.
template <activation_format In>
inline std::uint32_t load_plain(const std::int8_t* from) {
  return load_word(from) ^ bits_between(In, activation_format::plain);
}
template <activation_format In>
inline std::uint32_t load_mixed(const std::int8_t* from) {
  return load_word(from) ^ bits_between(In, activation_format::mixed);
}
template <activation_format Out>
inline void store_plain(std::uint32_t plain, std::int8_t* to) {
  store_word(plain ^ bits_between(Out, activation_format::plain), to);
}
template <activation_format Out>
inline void store_mixed(std::uint32_t mixed, std::int8_t* to) {
  store_word(mixed ^ bits_between(Out, activation_format::mixed), to);
}

}  // namespace mote::armv7e_m

#endif
