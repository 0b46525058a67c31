// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_PLANE_LAYOUT_HPP
#define MOTE_TARGET_PLANE_LAYOUT_HPP

#include <cstdint>
#include <cstring>

#include "mote/model/graph.hpp"

namespace mote {

/// How an image [1, height, width, depth] lies in memory as planes: a row of padding, then for each channel
/// its rows, each pixel an int16, and another row of padding. A word holds two neighbouring pixels, as the
/// width is even. Who writes an image leaves the padding alone; who reads it writes what padding it needs.
struct plane_layout {
  std::int32_t height;
  std::int32_t width;
  std::int32_t depth;

  static constexpr bool fits(const shape& image) {
    constexpr std::int32_t most = 0x7fff;
    return image.rank() == 4 && image[0] == 1 && image[1] <= most && image[2] <= most && image[2] % 2 == 0;
  }
  static constexpr plane_layout of(const shape& image) { return {image[1], image[2], image[3]}; }

  constexpr std::int32_t row_bytes() const { return 2 * width; }
  /// From one channel to the next.
  constexpr std::int32_t plane_bytes() const { return (height + 1) * row_bytes(); }
  /// Where the first channel begins.
  constexpr std::int32_t first() const { return row_bytes(); }
  constexpr std::uint32_t bytes() const {
    return static_cast<std::uint32_t>(first()) +
           static_cast<std::uint32_t>(depth) * static_cast<std::uint32_t>(plane_bytes());
  }

  /// Makes planes what the model has, or the other way, in the same memory: for an observer, to whom time
  /// matters less than memory.
  void to_plain(std::int8_t* memory) const {
    const std::int32_t pixels = height * width;
    std::int8_t* to = memory;
    for (std::int32_t c = 0; c < depth; ++c) {
      for (std::int32_t i = 0; i < pixels; ++i) {
        std::int16_t value = 0;
        std::memcpy(&value, memory + pixel(c, i), sizeof value);
        *to++ = static_cast<std::int8_t>(value);
      }
    }
    transpose(memory, depth, pixels);
  }
  void to_planes(std::int8_t* memory) const {
    const std::int32_t pixels = height * width;
    transpose(memory, pixels, depth);
    const std::int8_t* from = memory + depth * pixels;
    for (std::int32_t c = depth; c-- > 0;) {
      for (std::int32_t i = pixels; i-- > 0;) {
        const std::int16_t value = *--from;
        std::memcpy(memory + pixel(c, i), &value, sizeof value);
      }
    }
  }

 private:
  constexpr std::int32_t pixel(std::int32_t c, std::int32_t i) const {
    return first() + c * plane_bytes() + 2 * i;
  }
  /// A matrix [rows, columns] to [columns, rows]: cycle by cycle, each from its least position.
  static void transpose(std::int8_t* matrix, std::int32_t rows, std::int32_t columns) {
    const auto source = [&](std::int32_t to) { return to % rows * columns + to / rows; };
    for (std::int32_t least = 0; least < rows * columns; ++least) {
      std::int32_t at = source(least);
      while (at > least) at = source(at);
      if (at < least) continue;
      const std::int8_t value = matrix[least];
      for (std::int32_t from = source(at); from != least; from = source(at)) {
        matrix[at] = matrix[from];
        at = from;
      }
      matrix[at] = value;
    }
  }
};

}  // namespace mote

#endif
