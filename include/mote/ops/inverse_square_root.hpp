// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_INVERSE_SQUARE_ROOT_HPP
#define MOTE_OPS_INVERSE_SQUARE_ROOT_HPP

#include <cstdint>
#include <limits>

#include "mote/fixed_point.hpp"
#include "mote/ops/exponential.hpp"

namespace mote {

/// 1 / sqrt(value) for value >= 0, that of 1 for 0: five Newton-Raphson steps from 1 in Q3.28.
/// Source: TensorFlow Lite kernels/internal/common.h, GetInvSqrtQuantizedMultiplierExp.
constexpr quantized_multiplier inverse_square_root(std::int32_t value) {
  if (value <= 1) return {std::numeric_limits<std::int32_t>::max(), 0};
  const auto times = [](std::int32_t a, std::int32_t b) { return rounding_doubling_high_multiply(a, b); };
  constexpr std::int32_t root_of_half = 1518500250;  // Q0.31
  constexpr std::int32_t one = 1 << 28;
  constexpr std::int32_t three_halves = one + one / 2;
  // By a power of 4 into [2^27, 2^29).
  int right_shift = 11;
  for (; value >= 1 << 29; value /= 4) ++right_shift;
  const int pairs = (__builtin_clz(static_cast<unsigned>(value)) - 1) / 2 - 1;
  right_shift -= pairs;
  value *= 1 << (2 * pairs);

  const std::int32_t half = rounding_divide_by_power_of_two(value >> 1, 1);
  std::int32_t x = one;
  for (int step = 0; step < 5; ++step) {
    const std::int32_t cube = saturating_shift_left(times(times(x, x), x), 6);
    x = saturating_shift_left(times(three_halves, x) - times(half, cube), 3);
  }
  x = times(x, root_of_half);
  return right_shift < 0 ? quantized_multiplier{x * (1 << -right_shift), 0}
                         : quantized_multiplier{x, -right_shift};
}

}  // namespace mote

#endif
