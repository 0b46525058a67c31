// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_COMPARISON_HPP
#define MOTE_OPS_COMPARISON_HPP

#include <cstdint>
#include <type_traits>

#include "mote/fixed_point.hpp"
#include "mote/ops/elementwise.hpp"
#include "mote/ops/logical.hpp"
#include "mote/ops/scaled_inputs.hpp"

namespace mote {

/// Which outcomes of a comparison make an operator true, as bits. Only a NaN makes values unordered.
struct order_test {
  static constexpr unsigned less = 1;
  static constexpr unsigned equal = 2;
  static constexpr unsigned greater = 4;
  static constexpr unsigned unordered = 8;

  unsigned accepted;

  constexpr explicit order_test(const node_view& view) : accepted(accepted_by(view.code())) {}

  static constexpr unsigned accepted_by(builtin_operator code) {
    switch (code) {
      case builtin_operator::equal:
        return equal;
      case builtin_operator::not_equal:
        return less | greater | unordered;
      case builtin_operator::less:
        return less;
      case builtin_operator::less_equal:
        return less | equal;
      case builtin_operator::greater:
        return greater;
      default:
        return greater | equal;
    }
  }

  template <class T>
  constexpr bool operator()(T a, T b) const {
    return (accepted & (a < b ? less : a == b ? equal : a > b ? greater : unordered)) != 0;
  }
};

/// EQUAL, NOT_EQUAL, LESS, LESS_EQUAL, GREATER and GREATER_EQUAL of bool (false < true), int8, int32, int64
/// or float32, with broadcasting. They are one function for each type.
struct comparison : binary_elementwise<comparison, bool, std::int8_t, std::int32_t, std::int64_t, float> {
  /// int8 values are compared at the scale 2^-8, so that close ones are equal. Source: ComparisonsPrepare,
  /// reference_ops::ComparisonWithScaling.
  struct quantized {
    static constexpr int left_shift = 8;
    scaled_inputs inputs;
    order_test test;

    constexpr explicit quantized(const node_view& view)
        : inputs(view, real(view.input(0).quantization.scale()), real(view.input(1).quantization.scale())),
          test(view) {}

    constexpr bool in_range() const {
      constexpr int most_exponent = 23 - left_shift;
      return inputs.first_multiplier.exponent <= most_exponent &&
             inputs.second_multiplier.exponent <= most_exponent;
    }
    constexpr bool operator()(std::int32_t a, std::int32_t b) const {
      return test(inputs.first<left_shift>(a), inputs.second<left_shift>(b));
    }
  };

  template <class T>
  using function = std::conditional_t<std::is_same_v<T, bool>, truth_table,
                                      std::conditional_t<sizeof(T) == 1, quantized, order_test>>;

  static constexpr void check(node_check& check) {
    if (!check_operands(check, result::boolean)) return;
    const operand first = check.input(0);
    if (first.type != tensor_type::int8) return;
    bool ok = check.quantized(first);
    ok &= check.quantized(check.input(1));
    if (!ok) return;
    check.require(quantized(check.view()).in_range(), error::scales_too_far_apart, first.index);
  }
};

}  // namespace mote

#endif
