// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_DIFFERENCE_EXPONENTIAL_HPP
#define MOTE_OPS_DIFFERENCE_EXPONENTIAL_HPP

#include <cstdint>

#include "mote/fixed_point.hpp"
#include "mote/ops/exponential.hpp"
#include "mote/ops/node_view.hpp"

namespace mote {

/// exp(beta * scale * difference) for the difference of a stored int8 from the largest of its row.
/// Source: PreprocessSoftmaxScaling, CalculateInputRadius.
struct difference_exponential {
  quantized_multiplier to_q5_26;
  std::int32_t lowest = 0;  ///< smaller differences leave 5 integer bits, and are too small to count

  constexpr difference_exponential(float beta, float scale) : to_q5_26(multiplier(beta, scale)) {
    if (is_valid()) lowest = -static_cast<std::int32_t>((std::int64_t{31} << 26) >> to_q5_26.exponent);
  }

  /// Whether the scale is large enough for this arithmetic.
  constexpr bool is_valid() const { return to_q5_26.exponent >= 0; }
  constexpr bool counts(std::int32_t difference) const { return difference >= lowest; }
  /// beta * scale * difference in Q5.26.
  constexpr std::int32_t scaled(std::int32_t difference) const { return multiply(difference, to_q5_26); }
  /// In Q0.31.
  constexpr std::int32_t operator()(std::int32_t difference) const {
    return exp_of_negative(scaled(difference));
  }
  /// The sum over a row in Q12.19, for a depth below 2^12. It is at least 1, the share of the largest.
  constexpr std::int32_t sum(const std::int8_t* row, std::int32_t depth, std::int32_t largest) const {
    std::int32_t total = 0;
    for (std::int32_t c = 0; c < depth; ++c) {
      const std::int32_t difference = row[c] - largest;
      if (counts(difference)) {
        total = wrapping_add(total, rounding_divide_by_power_of_two((*this)(difference), 12));
      }
    }
    return total;
  }

 private:
  /// beta * scale * 2^26, at most 2^31 - 1.
  static constexpr quantized_multiplier multiplier(float beta, float scale) {
    const real exact = (real(beta) * real(scale)).times_power_of_two(26);
    const real most(0x7fffffff, 0);
    return (most < exact ? most : exact).quantized();
  }
};

}  // namespace mote

#endif
