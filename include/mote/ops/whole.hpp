// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_WHOLE_HPP
#define MOTE_OPS_WHOLE_HPP

#include <cstdint>

// Whole numbers near a float. The functions of <cmath> take a microcontroller longer, and are no constant
// expressions.

namespace mote {

/// The largest whole number not above x. Infinities, NaN and the sign of 0 stay.
constexpr float floor_of(float x) {
  // From 2^23 on floats have no fraction.
  constexpr float limit = 1 << 23;
  if (!(x > -limit && x < limit)) return x;
  const auto whole = static_cast<float>(static_cast<std::int32_t>(x));
  return whole == x ? x : whole > x ? whole - 1.0F : whole;
}

/// The smallest whole number not below x.
constexpr float ceiling_of(float x) { return -floor_of(-x); }

/// x rounded to the nearest whole number, halves to even. Source: reference_ops::RoundToNearest.
constexpr float nearest_whole(float x) {
  const float below = floor_of(x);
  const float rest = x - below;  // NaN for infinities
  if (rest == 0.5F) return (static_cast<std::int32_t>(below) & 1) == 0 ? below : below + 1.0F;
  return rest > 0.5F ? below + 1.0F : below;
}

}  // namespace mote

#endif
