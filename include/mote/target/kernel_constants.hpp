// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_KERNEL_CONSTANTS_HPP
#define MOTE_TARGET_KERNEL_CONSTANTS_HPP

#include <cstdint>

namespace mote {

/// Where the packed constants of a kernel lie, and the words that they begin with. Kernels choose their code
/// by those, which of a static model the compiler knows, in whatever memory the constants are.
class kernel_constants {
 public:
  static constexpr std::uint32_t header_words = 3;

  /// Of a constant array the compiler knows the header.
  [[gnu::always_inline]] constexpr kernel_constants(  // NOLINT(google-explicit-constructor)
      const std::uint32_t* words)
      : kernel_constants(words, words) {}
  /// Constants in memory that the compiler can't look into, with a copy that it can.
  [[gnu::always_inline]] constexpr kernel_constants(const std::uint32_t* words, const std::uint32_t* copy)
      : words_(words), header_{copy[0], copy[1], copy[2]} {}

  constexpr operator const std::uint32_t*() const { return words_; }  // NOLINT(google-explicit-constructor)
  constexpr const std::uint32_t* header() const { return header_; }

 private:
  const std::uint32_t* words_;
  std::uint32_t header_[header_words];
};

}  // namespace mote

#endif
