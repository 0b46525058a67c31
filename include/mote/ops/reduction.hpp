// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_REDUCTION_HPP
#define MOTE_OPS_REDUCTION_HPP

#include <cstdint>
#include <limits>

#include "mote/config.hpp"
#include "mote/fixed_point.hpp"
#include "mote/ops/activation.hpp"
#include "mote/ops/axes.hpp"
#include "mote/ops/extents.hpp"
#include "mote/ops/node_view.hpp"

// Operators that make one value of all the elements along some axes.
//
// One kernel serves them all. What differs is a reduction, an object with
//   start()            the state before the first element
//   add(state, x)      takes an element in
//   result(state)      the value of the output
// Adjacent axes that are both kept or both reduced count as one, so the axes alternate, and with max_rank
// axes there are no more than four that are kept and three between them that are reduced.

namespace mote {

/// Sizes, outermost first: kept, reduced, kept, reduced, kept, reduced, kept. Absent ones are 1.
template <class Extents>
struct reduction_geometry : Extents {
  template <int Index>
  constexpr std::int32_t kept() const {
    return this->template get<2 * Index>();
  }
  template <int Index>
  constexpr std::int32_t reduced() const {
    return this->template get<2 * Index + 1>();
  }
};

constexpr dynamic_extents<7> reduction_extents(const shape& input, std::uint32_t axes) {
  static_assert(max_rank <= 6, "mote: more axes can alternate more often");
  dynamic_extents<7> extents{{1, 1, 1, 1, 1, 1, 1}};
  // From the last axis on, so that short loops are around long ones.
  int place = 6;
  for (int axis = input.rank() - 1; axis >= 0; --axis) {
    if (input[axis] == 1) continue;
    const int is_reduced = static_cast<int>(axes >> axis & 1U);
    if (place % 2 != is_reduced) --place;
    extents.values[place] *= input[axis];
  }
  return extents;
}

/// The shape without the axes, or with sizes of 1 in their place.
constexpr shape reduced_shape(const shape& input, std::uint32_t axes, bool keeps_dimensions) {
  shape result;
  for (int axis = 0; axis < input.rank(); ++axis) {
    const bool is_reduced = (axes >> axis & 1U) != 0;
    if (!is_reduced) {
      result.push_back(input[axis]);
    } else if (keeps_dimensions) {
      result.push_back(1);
    }
  }
  return result;
}

namespace portable {

/// output[k0, k1, k2, k3] = reduction of input[k0, r0, k1, r1, k2, r2, k3] over r0, r1, r2, in this order.
///
/// Source of the order, which counts in float: reference_ops::Reduce.
template <class Geometry, class Input, class Reduction, class Output>
MOTE_NOINLINE constexpr void reduce(const Geometry& g, const Input& input, const Reduction& reduction,
                                    Output* output) {
  // Elements from one step to the next of each loop.
  const std::int32_t r2_step = g.template kept<3>();
  const std::int32_t k2_step = r2_step * g.template reduced<2>();
  const std::int32_t r1_step = k2_step * g.template kept<2>();
  const std::int32_t k1_step = r1_step * g.template reduced<1>();
  const std::int32_t r0_step = k1_step * g.template kept<1>();
  const std::int32_t k0_step = r0_step * g.template reduced<0>();
  for (std::int32_t k0 = 0; k0 < g.template kept<0>(); ++k0) {
    for (std::int32_t k1 = 0; k1 < g.template kept<1>(); ++k1) {
      for (std::int32_t k2 = 0; k2 < g.template kept<2>(); ++k2) {
        for (std::int32_t k3 = 0; k3 < g.template kept<3>(); ++k3) {
          const std::int32_t first = k0 * k0_step + k1 * k1_step + k2 * k2_step + k3;
          auto state = reduction.start();
          for (std::int32_t r0 = 0; r0 < g.template reduced<0>(); ++r0) {
            for (std::int32_t r1 = 0; r1 < g.template reduced<1>(); ++r1) {
              std::int32_t at = first + r0 * r0_step + r1 * r1_step;
              for (std::int32_t r2 = 0; r2 < g.template reduced<2>(); ++r2, at += r2_step) {
                reduction.add(state, input[at]);
              }
            }
          }
          *output++ = static_cast<Output>(reduction.result(state));
        }
      }
    }
  }
}

}  // namespace portable

/// Base of the reductions. Input 1 holds the axes.
struct reduction {
  template <class Extents>
  using geometry = reduction_geometry<Extents>;

  static constexpr std::uint32_t axes(const node_view& view) {
    return axis_bits(view.input(1), view.input(0).shape.rank());
  }
  static constexpr dynamic_extents<7> extents(const node_view& view) {
    return reduction_extents(view.input(0).shape, axes(view));
  }

 protected:
  static constexpr bool check_shapes(node_check& check, bool keeps_dimensions) {
    const shape& input = check.input(0).shape;
    if (!check_axes_operand(check, check.input(1), input.rank())) return false;
    const operand output = check.output();
    return check.require(output.shape == reduced_shape(input, axes(check.view()), keeps_dimensions),
                         error::shape_mismatch, output.index);
  }
  static constexpr bool keeps_dimensions(const node_check& check) {
    return check.view().options().scalar<bool>(schema::reducer_options::keep_dims);
  }

  /// Runs the kernel with a reduction that is Op::parameters.
  template <class Input, class Output, class Op, class Context>
  static constexpr void run_with(const Context& context) {
    portable::reduce(context.template geometry<reduction>(), context.template input<Input, 0>(),
                     context.template parameters<Op>(), context.template output<Output>());
  }
};

}  // namespace mote

#endif
