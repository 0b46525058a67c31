// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_ACTIVATION_FORMAT_HPP
#define MOTE_TARGET_ACTIVATION_FORMAT_HPP

#include <cstdint>

namespace mote {

/// How int8 activations of a tensor lie in the arena, between a node of a static model and the next.
///
/// plain: as in every other place. mixed: those of even channels with their sign bit inverted, x + 128 as an
/// unsigned byte. Kernels that multiply pairs of bytes at once want to read it, and those that write byte by
/// byte give it for free.
enum class activation_format : std::uint8_t { plain, mixed };

}  // namespace mote

#endif
