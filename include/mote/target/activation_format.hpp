// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_ACTIVATION_FORMAT_HPP
#define MOTE_TARGET_ACTIVATION_FORMAT_HPP

#include <cstdint>

namespace mote {

/// How the int8 activations of a tensor lie in memory between two kernels.
///
/// plain: as the model has them. mixed: the bytes of even channels, counted along the last dimension, are
/// stored as x ^ 0x80, which read as unsigned are x + 128. See armv7e_m/paired_products.hpp for what it is
/// good for. planes: as int16, channel by channel, for kernels that pair neighbours along a row: see
/// plane_layout.hpp.
enum class activation_format : std::uint8_t { plain, mixed, planes };

/// Formats of the first input and of the output of a node.
struct format_pair {
  activation_format input = activation_format::plain;
  activation_format output = activation_format::plain;
};

/// Plain activations to mixed ones, or back: `count` of them in rows of `depth` channels.
inline void flip_even_channels(std::int8_t* activations, std::uint32_t count, std::uint32_t depth) {
  for (std::uint32_t row = 0; row < count; row += depth) {
    for (std::uint32_t c = 0; c < depth; c += 2) {
      activations[row + c] = static_cast<std::int8_t>(activations[row + c] ^ 0x80);
    }
  }
}

}  // namespace mote

#endif
