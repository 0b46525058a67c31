// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_ROWS_HPP
#define MOTE_OPS_ROWS_HPP

#include <cstdint>
#include <limits>

#include "mote/ops/extents.hpp"
#include "mote/ops/node_view.hpp"

// Operators that work along the last dimension.

namespace mote {

template <class Extents>
struct row_geometry : Extents {
  constexpr std::int32_t rows() const { return this->template get<0>(); }
  constexpr std::int32_t depth() const { return this->template get<1>(); }
};

/// The largest of the first `depth` elements.
template <class T, class Input>
constexpr T largest_of(const Input& row, std::int32_t depth) {
  T largest = std::numeric_limits<T>::lowest();
  for (std::int32_t c = 0; c < depth; ++c) largest = row[c] > largest ? row[c] : largest;
  return largest;
}

/// Base of the operators that take each row to a row.
struct row_operator {
  template <class Extents>
  using geometry = row_geometry<Extents>;

  static constexpr dynamic_extents<2> extents(const node_view& view) {
    const shape& in = view.input(0).shape;
    return {{in.element_count() / in.back(), in.back()}};
  }

 protected:
  static constexpr bool check_rows(node_check& check) {
    const operand input = check.input(0);
    const operand output = check.output();
    return check.require(input.shape.rank() >= 1 && input.shape == output.shape, error::shape_mismatch,
                         output.index);
  }
  /// No more terms a row than the accumulator holds.
  static constexpr bool check_depth(node_check& check, std::int32_t most) {
    const operand input = check.input(0);
    return check.require(input.shape.back() <= most, error::accumulator_overflow, input.index,
                         input.shape.back());
  }
};

}  // namespace mote

#endif
