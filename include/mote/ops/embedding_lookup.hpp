// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_EMBEDDING_LOOKUP_HPP
#define MOTE_OPS_EMBEDDING_LOOKUP_HPP

#include <cstdint>
#include <type_traits>

#include "mote/config.hpp"
#include "mote/fixed_point.hpp"
#include "mote/ops/gather.hpp"
#include "mote/ops/quantize.hpp"

namespace mote {

namespace portable {

/// output[r, j] = scale * input[source(r), j] for r < rows and j < columns.
template <class Geometry, class Source>
MOTE_NOINLINE constexpr void dequantize_rows(const Geometry& g, const std::int8_t* input,
                                             const Source& source, float scale, float* output) {
  constexpr auto element = static_cast<std::int32_t>(sizeof(float));
  const std::int32_t columns = g.row_bytes() / element;
  for (std::int32_t r = 0; r < g.rows(); ++r) {
    const std::int8_t* row = input + source(r) * columns;
    for (std::int32_t c = 0; c < columns; ++c) *output++ = dequantize_value(row[c], scale, 0);
  }
}

}  // namespace portable

namespace ops {

/// EMBEDDING_LOOKUP: rows of the second input in the order of the int32 indices in the first. int8 or
/// float32, or from int8 to float32. Indices that come at run time and are out of range count as the nearest
/// that is in range.
struct embedding_lookup : row_copying<embedding_lookup> {
  static constexpr builtin_operator code = builtin_operator::embedding_lookup;

  static constexpr int first_of_row(const node_view&) { return 1; }

  struct parameters {
    float scale;
    std::int32_t last_row;

    constexpr explicit parameters(const node_view& view)
        : scale(view.input(1).quantization.scale()), last_row(view.input(1).shape[0] - 1) {}
  };

  template <class Indices>
  struct source {
    std::int32_t last_row;
    Indices indices;

    constexpr std::int32_t operator()(std::int32_t row) const {
      return clamp<std::int32_t>(indices[row], 0, last_row);
    }
  };

  static constexpr void check(node_check& check) {
    if (!check.operands(2, 2)) return;
    const operand indices = check.input(0);
    const operand table = check.input(1);
    const operand output = check.output();
    if (!check.type(indices, {tensor_type::int32}) || !check.rank(indices, 1)) return;
    if (!check.type(table, {tensor_type::int8, tensor_type::float32})) return;
    const bool dequantizes = table.type == tensor_type::int8 && output.type == tensor_type::float32;
    if (!dequantizes && !check.same_type(output, table.type)) return;
    if (dequantizes && !check.symmetric(table)) return;
    shape_comparison rows(output.shape);
    rows.next(indices.shape[0]);
    rows.next(table.shape, 1, table.shape.rank());
    if (!check.require(table.shape.rank() >= 2 && rows.equal(), error::shape_mismatch, output.index)) return;
    check_constant_indices(check, indices, table.shape[0]);
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    const auto& p = context.template parameters<embedding_lookup>();
    const auto indices = context.template input<std::int32_t, 0>();
    const source<std::decay_t<decltype(indices)>> rows{p.last_row, indices};
    context.template visit_output<std::int8_t, float>([&](auto output_tag) {
      using output_type = typename decltype(output_tag)::type;
      context.template visit_input_at<1, std::int8_t, float>([&](auto table_tag) {
        using table_type = typename decltype(table_tag)::type;
        if constexpr (std::is_same_v<table_type, output_type>) {
          copy<1>(context, rows);
        } else if constexpr (std::is_same_v<output_type, float>) {
          portable::dequantize_rows(context.template geometry<embedding_lookup>(),
                                    context.template input<table_type, 1>(), rows, p.scale,
                                    context.template output<output_type>());
        }
      });
    });
  }
};

}  // namespace ops
}  // namespace mote

#endif
