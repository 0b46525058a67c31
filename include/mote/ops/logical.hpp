// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_LOGICAL_HPP
#define MOTE_OPS_LOGICAL_HPP

#include <cstdint>

#include "mote/ops/elementwise.hpp"

namespace mote {

/// A function of two truth values. Bit 2 * a + b of `rows` is its value for a and b.
struct truth_table {
  unsigned rows;

  constexpr explicit truth_table(const node_view& view) : rows(rows_of(view.code())) {}

  static constexpr unsigned rows_of(builtin_operator code) {
    switch (code) {
      case builtin_operator::logical_and:
        return 0b1000;
      case builtin_operator::logical_or:
        return 0b1110;
      case builtin_operator::equal:
        return 0b1001;
      case builtin_operator::not_equal:
        return 0b0110;
      case builtin_operator::less:
        return 0b0010;
      case builtin_operator::less_equal:
        return 0b1011;
      case builtin_operator::greater:
        return 0b0100;
      default:  // greater_equal
        return 0b1101;
    }
  }

  constexpr bool operator()(std::uint8_t a, std::uint8_t b) const {
    return (rows >> ((a != 0 ? 2 : 0) + (b != 0 ? 1 : 0)) & 1) != 0;
  }
};

/// LOGICAL_AND and LOGICAL_OR, with broadcasting.
struct logical : binary_elementwise<logical, bool> {
  template <class>
  using function = truth_table;

  static constexpr void check(node_check& check) { check_operands(check); }
};

}  // namespace mote

#endif
