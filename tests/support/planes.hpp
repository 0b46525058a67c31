// SPDX-License-Identifier: Apache-2.0

// Between plain activations and planes, element by element: see plane_layout.hpp.

#ifndef MOTE_TESTS_SUPPORT_PLANES_HPP
#define MOTE_TESTS_SUPPORT_PLANES_HPP

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "mote/target/plane_layout.hpp"

namespace mote_test {

/// Calls `use(element of the tensor, byte of the planes)` for each element.
template <class Use>
void for_each_in_planes(const mote::plane_layout& layout, Use use) {
  std::size_t element = 0;
  for (std::int32_t y = 0; y < layout.height; ++y) {
    for (std::int32_t x = 0; x < layout.width; ++x) {
      for (std::int32_t c = 0; c < layout.depth; ++c) {
        const std::int32_t row = 1 + c * (layout.height + 1) + y;
        use(element++, 2 * static_cast<std::size_t>(row * layout.width + x));
      }
    }
  }
}

/// All other bytes are `rest`.
inline std::vector<std::int8_t> to_planes(const mote::plane_layout& layout,
                                          const std::vector<std::int8_t>& plain, std::int8_t rest) {
  std::vector<std::int8_t> planes(layout.bytes(), rest);
  for_each_in_planes(layout, [&](std::size_t element, std::size_t byte) {
    const std::int16_t value = plain[element];
    std::memcpy(&planes[byte], &value, sizeof value);
  });
  return planes;
}

/// What lies in planes, which are int8 values.
inline std::vector<std::int8_t> from_planes(const mote::plane_layout& layout,
                                            const std::vector<std::int8_t>& planes) {
  std::vector<std::int8_t> plain(static_cast<std::size_t>(layout.height * layout.width * layout.depth));
  for_each_in_planes(layout, [&](std::size_t element, std::size_t byte) {
    std::int16_t value = 0;
    std::memcpy(&value, &planes[byte], sizeof value);
    plain[element] = static_cast<std::int8_t>(value);
  });
  return plain;
}

}  // namespace mote_test

#endif  // MOTE_TESTS_SUPPORT_PLANES_HPP
