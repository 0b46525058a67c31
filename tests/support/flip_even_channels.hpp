// SPDX-License-Identifier: Apache-2.0

// Between plain and mixed activations: see activation_format.hpp.

#ifndef MOTE_TESTS_SUPPORT_FLIP_EVEN_CHANNELS_HPP
#define MOTE_TESTS_SUPPORT_FLIP_EVEN_CHANNELS_HPP

#include <cstddef>
#include <cstdint>
#include <vector>

namespace mote_test {

/// Plain activations to mixed ones of rows of `depth` channels, or back.
inline std::vector<std::int8_t> flip_even_channels(std::vector<std::int8_t> activations, std::int32_t depth) {
  for (std::size_t i = 0; i < activations.size(); ++i) {
    if (i % static_cast<std::size_t>(depth) % 2 == 0) {
      activations[i] = static_cast<std::int8_t>(activations[i] ^ 0x80);
    }
  }
  return activations;
}

}  // namespace mote_test

#endif  // MOTE_TESTS_SUPPORT_FLIP_EVEN_CHANNELS_HPP
