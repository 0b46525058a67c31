// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_LOGARITHM_HPP
#define MOTE_OPS_LOGARITHM_HPP

#include <cstdint>

#include "mote/config.hpp"
#include "mote/fixed_point.hpp"
#include "mote/ops/exponential.hpp"

// Natural logarithm in fixed point. Qm.n is an int32 with m integer and n fraction bits.
// Source: TensorFlow Lite kernels/internal/common.h, log_x_for_x_greater_than_or_equal_to_1.

namespace mote {

/// log(z) in Q5.26 for z >= 1 in Q12.19.
///
/// z = r * 2^p with r near 2^(-1/4); log r is a rational function of q = 2 * (r - 2^(-1/4)).
MOTE_NOINLINE constexpr std::int32_t log_of_at_least_one(std::int32_t z) {
  constexpr std::int32_t log_2 = 1488522236;                // Q0.31, as all the constants
  constexpr std::int32_t root_of_half = 1518500250;         // 2^(-1/2)
  constexpr std::int32_t fourth_root_of_half = 1805811301;  // 2^(-1/4)
  constexpr std::int32_t numerator_2 = 117049297;           // 11 / 240 * 2^(1/4)
  constexpr std::int32_t denominator_2 = 127690142;         // 1 / 20 * 2^(1/4)
  constexpr std::int32_t denominator_0 = 1057819769;        // 2 / 2^(1/4) - 2^(1/4)
  constexpr std::int32_t denominator_1 = 638450708;         // 1 / 4 * 2^(1/4)
  constexpr int integer_bits = 12;
  constexpr int power_bits = 25;  // fraction bits of p, Q6.25
  constexpr std::int32_t quarter = 1 << (power_bits - 2);
  const auto times = [](std::int32_t a, std::int32_t b) { return rounding_doubling_high_multiply(a, b); };
  const auto leading_zeros = [](std::int32_t value) { return __builtin_clz(static_cast<unsigned>(value)); };

  // Of two ways to reduce z, the one with the smaller r.
  const int zeros = leading_zeros(z);
  const std::int32_t r_a = saturating_shift_left(times(saturating_shift_left(z, zeros - 1), root_of_half), 1);
  const std::int32_t p_a = (integer_bits - zeros) * (1 << power_bits) + quarter;
  const int headroom = leading_zeros(times(z, root_of_half)) - 1;
  const std::int32_t r_b = saturating_shift_left(z, headroom);
  const std::int32_t p_b = (integer_bits - headroom) * (1 << power_bits) - quarter;
  const std::int32_t r = r_a < r_b ? r_a : r_b;
  const std::int32_t p = p_a > p_b ? p_a : p_b;

  const auto mean = static_cast<std::int32_t>((std::int64_t{r} + fourth_root_of_half + 1) / 2);
  const std::int32_t q = 2 * (r - fourth_root_of_half);
  const std::int32_t q_squared = times(q, q);
  const std::int32_t numerator = times(q, r) + times(times(q, q_squared), numerator_2);
  const std::int32_t denominator_minus_1 =
      times(mean, denominator_0 + q + times(denominator_2, q_squared)) + times(denominator_1, q);
  const std::int32_t quotient = times(rounding_divide_by_power_of_two(numerator, 31 - power_bits),
                                      one_over_one_plus(denominator_minus_1));
  return saturating_shift_left(times(p, log_2) + quotient, 1);
}

}  // namespace mote

#endif
