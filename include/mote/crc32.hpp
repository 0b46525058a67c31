// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_CRC32_HPP
#define MOTE_CRC32_HPP

#include <cstddef>
#include <cstdint>

#include "mote/model/byte_view.hpp"

namespace mote {

/// CRC-32/ISO-HDLC: polynomial 0x04c11db7 reflected, ones before and after; that of Ethernet, zip and zlib.
class crc32 {
 public:
  constexpr void add(std::uint8_t byte) {
    // Half a byte a step, by a table of 64 bytes instead of 1024.
    constexpr std::uint32_t of_half[16] = {
        0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
        0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c, 0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c};
    remainder_ ^= byte;
    remainder_ = remainder_ >> 4 ^ of_half[remainder_ & 15];
    remainder_ = remainder_ >> 4 ^ of_half[remainder_ & 15];
  }
  constexpr void add(byte_view bytes) {
    for (std::size_t i = 0; i < bytes.size(); ++i) add(static_cast<std::uint8_t>(bytes.data()[i]));
  }

  constexpr std::uint32_t value() const { return ~remainder_; }

 private:
  std::uint32_t remainder_ = 0xffffffff;
};

/// The CRC-32 of some bytes: of a model, before an interpreter gets it.
constexpr std::uint32_t crc32_of(byte_view bytes) {
  crc32 sum;
  sum.add(bytes);
  return sum.value();
}

}  // namespace mote

#endif
