// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_SIGNAL_WIDE_MULTIPLY_HPP
#define MOTE_SIGNAL_WIDE_MULTIPLY_HPP

#include <cstdint>

namespace mote::signal {

/// high * 2^64 + low.
struct wide_product {
  std::uint64_t high;
  std::uint64_t low;
};

/// The exact product: small machines have no 128-bit integers.
constexpr wide_product multiply_wide(std::uint64_t a, std::uint64_t b) {
  constexpr std::uint64_t half = 0xffffffff;
  const std::uint64_t low = (a & half) * (b & half);
  const std::uint64_t mixed = (a >> 32) * (b & half) + (low >> 32);
  const std::uint64_t middle = (a & half) * (b >> 32) + (mixed & half);
  return {(a >> 32) * (b >> 32) + (mixed >> 32) + (middle >> 32), (middle << 32) | (low & half)};
}

}  // namespace mote::signal

#endif
