// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_EXTENTS_HPP
#define MOTE_OPS_EXTENTS_HPP

#include <cstddef>
#include <cstdint>

// Sizes that a kernel loops over, known to the compiler or only at run time. A kernel is a template over one
// of them and is written once. Static ones are the type: layers of equal shape are the same function.

namespace mote {

template <std::int32_t... Values>
struct static_extents {
  template <std::size_t I>
  static constexpr std::int32_t get() {
    constexpr std::int32_t values[] = {Values...};
    return values[I];
  }
};

template <std::size_t Count>
struct dynamic_extents {
  static constexpr std::size_t count = Count;
  std::int32_t values[Count]{};

  template <std::size_t I>
  constexpr std::int32_t get() const {
    return values[I];
  }
};

}  // namespace mote

#endif
