// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_ROW_COPY_HPP
#define MOTE_OPS_ROW_COPY_HPP

#include <cstdint>

#include "mote/ops/strided_copy.hpp"

// Operators whose output consists of rows of an input: of elements that lie together before and after.

namespace mote {

template <class Extents>
struct row_copy_geometry : Extents {
  constexpr std::int32_t rows() const { return this->template get<0>(); }
  constexpr std::int32_t row_bytes() const { return this->template get<1>(); }
};

namespace portable {

/// output[r, j] = input[source(r), j] for r < rows and j < row_bytes. Rows with a negative source are left as
/// they are.
template <class Geometry, class Source>
MOTE_NOINLINE constexpr void copy_rows(const Geometry& g, const std::uint8_t* __restrict input,
                                       const Source& source, std::uint8_t* __restrict output) {
  for (std::int32_t r = 0; r < g.rows(); ++r) {
    const std::int32_t from = source(r);
    if (from < 0) continue;
    detail::copy_bytes(input + from * g.row_bytes(), output + r * g.row_bytes(), g.row_bytes());
  }
}

}  // namespace portable

/// Base of the operators whose rows are the output's dimensions from `first_of_row(view)` on, a function of
/// the operator.
template <class Operator>
struct row_copying {
  template <class Extents>
  using geometry = row_copy_geometry<Extents>;

  static constexpr dynamic_extents<2> extents(const node_view& view) {
    const tensor& output = view.output();
    const int first = Operator::first_of_row(view);
    std::int32_t rows = 1;
    for (int axis = 0; axis < first; ++axis) rows *= output.shape[axis];
    return {{rows, static_cast<std::int32_t>(output.size_bytes()) / rows}};
  }

 protected:
  template <int Position, class Context, class Source>
  static constexpr void copy(const Context& context, const Source& source) {
    portable::copy_rows(context.template geometry<Operator>(),
                        context.template input<std::uint8_t, Position>(), source,
                        context.template output<std::uint8_t>());
  }
};

}  // namespace mote

#endif
