// SPDX-License-Identifier: Apache-2.0

// Writes the options of custom operators in a constant expression and on the board.

#ifndef MOTE_TESTS_SUPPORT_FLEXBUFFER_WRITER_HPP
#define MOTE_TESTS_SUPPORT_FLEXBUFFER_WRITER_HPP

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "handmade_model.hpp"

namespace mote_test {

/// An option with its value: a whole number, or true or false.
struct option_value {
  const char* key;
  std::int32_t number = 0;
  bool is_boolean = false;

  constexpr option_value() : key("") {}
  template <class Value>
  constexpr option_value(const char* name, Value value)
      : key(name), number(static_cast<std::int32_t>(value)), is_boolean(std::is_same_v<Value, bool>) {}
};
using option_list = list<option_value, 10>;

/// A flexbuffer map of these options, whose values have 4 bytes. They must be in the order of their keys.
constexpr option_bytes write_options(const option_list& options) {
  constexpr std::uint32_t width = 4;
  option_bytes out;
  const auto put = [&out](std::uint32_t value) {
    for (std::uint32_t i = 0; i < width; ++i) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
  };
  const auto here = [&out] { return static_cast<std::uint32_t>(out.size()); };
  std::uint32_t keys[10]{};
  for (std::size_t i = 0; i < options.size(); ++i) {
    keys[i] = here();
    for (const char* c = options[i].key; *c != '\0'; ++c) out.push_back(static_cast<std::uint8_t>(*c));
    out.push_back(0);
  }
  const auto count = static_cast<std::uint32_t>(options.size());
  put(count);
  const std::uint32_t key_vector = here();
  for (std::size_t i = 0; i < options.size(); ++i) put(here() - keys[i]);
  put(here() - key_vector);
  put(width);
  put(count);
  const std::uint32_t values = here();
  for (const option_value& option : options) put(static_cast<std::uint32_t>(option.number));
  // Types in the upper six bits; the lower two tell the width of what an offset points to.
  constexpr std::uint8_t width_bits = 2;
  for (const option_value& option : options)
    out.push_back(static_cast<std::uint8_t>((option.is_boolean ? 26 : 1) << 2 | width_bits));
  out.push_back(static_cast<std::uint8_t>(here() - values));
  out.push_back(9 << 2 | width_bits);
  out.push_back(1);
  return out;
}

}  // namespace mote_test

#endif  // MOTE_TESTS_SUPPORT_FLEXBUFFER_WRITER_HPP
