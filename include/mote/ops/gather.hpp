// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_GATHER_HPP
#define MOTE_OPS_GATHER_HPP

#include <cstdint>
#include <type_traits>

#include "mote/config.hpp"
#include "mote/fixed_point.hpp"
#include "mote/ops/axes.hpp"
#include "mote/ops/row_copy.hpp"

namespace mote {

/// None of the indices is outside of [0, size), as far as they are constants.
constexpr bool check_constant_indices(node_check& check, const operand& indices, std::int32_t size) {
  for (std::int32_t i = 0; indices.is_constant() && i < indices.shape.element_count(); ++i) {
    const std::int64_t index = indices.integer_at(i);
    if (!check.require(index >= 0 && index < size, error::bad_index, indices.index, index)) return false;
  }
  return true;
}

namespace ops {

/// GATHER of any type: layers of the first input along an axis, in the order that the int32 indices of the
/// second give. Indices that come at run time and are out of range count as the nearest that is in range.
struct gather : row_copying<gather> {
  static constexpr builtin_operator code = builtin_operator::gather;
  using option = schema::gather_options;

  MOTE_NOINLINE static constexpr int axis(const node_view& view) {
    return axis_of(view.options().scalar<std::int32_t>(option::axis), view.input(0).shape.rank());
  }
  /// Dimensions that the input and the indices share.
  MOTE_NOINLINE static constexpr int batch_dimensions(const node_view& view) {
    const auto given = view.options().scalar<std::int32_t>(option::batch_dims);
    return given < 0 ? given + view.input(1).shape.rank() : given;
  }
  static constexpr int first_of_row(const node_view& view) {
    return axis(view) + view.input(1).shape.rank() - batch_dimensions(view);
  }

  struct parameters {
    std::int32_t layers;   ///< of the input along the axis
    std::int32_t indices;  ///< in a batch
    std::int32_t rows;     ///< in a batch: dimensions between those of the batches and the axis

    constexpr explicit parameters(const node_view& view)
        : layers(view.input(0).shape[axis(view)]),
          indices(product(view.input(1).shape, batch_dimensions(view), view.input(1).shape.rank())),
          rows(product(view.input(0).shape, batch_dimensions(view), axis(view))) {}
  };

  template <class Indices>
  struct source {
    const parameters& p;
    Indices indices;

    constexpr std::int32_t operator()(std::int32_t row) const {
      const std::int32_t outer = row / p.indices;
      const std::int32_t index = indices[outer / p.rows * p.indices + row % p.indices];
      return outer * p.layers + clamp<std::int32_t>(index, 0, p.layers - 1);
    }
  };

  static constexpr void check(node_check& check) {
    if (!check.operands(2, 2)) return;
    const operand input = check.input(0);
    const operand indices = check.input(1);
    const operand output = check.output();
    if (!check.same_type(output, input.type) || !check.type(indices, {tensor_type::int32})) return;
    const shape& in = input.shape;
    const flatbuffer::table& options = check.view().options();
    if (!check_axis(check, options.scalar<std::int32_t>(option::axis), in.rank())) return;
    const std::int64_t given = options.scalar<std::int32_t>(option::batch_dims);
    const std::int64_t batches = given < 0 ? given + indices.shape.rank() : given;
    const int along = axis(check.view());
    if (!check.require(batches >= 0 && batches <= along && batches <= indices.shape.rank(), error::bad_option,
                       none, given)) {
      return;
    }
    for (int i = 0; i < batches; ++i) {
      if (!check.require(in[i] == indices.shape[i], error::shape_mismatch, indices.index)) return;
    }
    shape_comparison gathered(output.shape);
    gathered.next(in, 0, along);
    gathered.next(indices.shape, static_cast<int>(batches), indices.shape.rank());
    gathered.next(in, along + 1, in.rank());
    check.require(gathered.equal(), error::shape_mismatch, output.index);
    check_constant_indices(check, indices, in[along]);
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    const auto& p = context.template parameters<gather>();
    const auto indices = context.template input<std::int32_t, 1>();
    copy<0>(context, source<std::decay_t<decltype(indices)>>{p, indices});
  }
};

}  // namespace ops
}  // namespace mote

#endif
