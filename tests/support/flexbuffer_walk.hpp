// SPDX-License-Identifier: Apache-2.0

// Reads all of a flexbuffer that can be reached, whatever its bytes are.

#ifndef MOTE_TESTS_SUPPORT_FLEXBUFFER_WALK_HPP
#define MOTE_TESTS_SUPPORT_FLEXBUFFER_WALK_HPP

#include <cstddef>
#include <cstdint>
#include <initializer_list>

#include "mote/model/flexbuffer.hpp"

namespace mote_test {

/// The number of scalars found. Nested vectors may share their elements, so there is a limit to the depth.
inline std::size_t walk_flexbuffer(const mote::flexbuffer::value& value, int depth = 2) {
  std::int32_t number = 0;
  std::int64_t wide = 0;
  bool truth = false;
  float real = 0;
  std::size_t found = 0;
  found += value.get(number) ? 1U : 0U;
  found += value.get(wide) ? 1U : 0U;
  found += value.get(truth) ? 1U : 0U;
  found += value.get(real) ? 1U : 0U;
  if (depth == 0) return found;
  const mote::flexbuffer::vector elements(value);
  for (std::size_t i = 0; i < elements.size(); ++i) found += walk_flexbuffer(elements[i], depth - 1);
  const mote::flexbuffer::map map(value);
  for (const char* key : {"", "clamp", "shift", "size", "absent"})
    found += walk_flexbuffer(map[key], depth - 1);
  return found;
}

}  // namespace mote_test

#endif  // MOTE_TESTS_SUPPORT_FLEXBUFFER_WALK_HPP
