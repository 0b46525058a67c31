// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_ELEMENTWISE_HPP
#define MOTE_OPS_ELEMENTWISE_HPP

#include <cstdint>

#include "mote/config.hpp"
#include "mote/ops/extents.hpp"
#include "mote/ops/node_view.hpp"

// Element by element operators of two inputs, with NumPy's broadcasting.

namespace mote {

/// Loops over the output with the steps of both inputs, outermost axis first. Axes along which both inputs
/// advance alike are merged: without broadcasting one loop is left, with sizes of 1 around it.
template <class Extents>
struct broadcast_geometry : Extents {
  static constexpr int axes = max_rank;

  template <int Axis>
  constexpr std::int32_t size() const {
    return this->template get<Axis>();
  }
  template <int Axis>
  constexpr std::int32_t first_stride() const {
    return this->template get<axes + Axis>();
  }
  template <int Axis>
  constexpr std::int32_t second_stride() const {
    return this->template get<2 * axes + Axis>();
  }
};

/// Whether `output` is the shape that `first` and `second` broadcast to.
constexpr bool broadcasts_to(const shape& first, const shape& second, const shape& output) {
  const int rank = first.rank() > second.rank() ? first.rank() : second.rank();
  if (output.rank() != rank) return false;
  for (int i = 1; i <= rank; ++i) {
    const std::int32_t a = i <= first.rank() ? first[first.rank() - i] : 1;
    const std::int32_t b = i <= second.rank() ? second[second.rank() - i] : 1;
    if (a != b && a != 1 && b != 1) return false;
    if (output[rank - i] != (a == 1 ? b : a)) return false;
  }
  return true;
}

constexpr dynamic_extents<3 * max_rank> broadcast_extents(const shape& first, const shape& second,
                                                          const shape& output) {
  dynamic_extents<3 * max_rank> extents;
  std::int32_t* sizes = extents.values;
  std::int32_t* a_strides = sizes + max_rank;
  std::int32_t* b_strides = a_strides + max_rank;
  for (int i = 0; i < max_rank; ++i) sizes[i] = 1;
  int axis = max_rank;
  std::int32_t a_step = 1;
  std::int32_t b_step = 1;
  for (int i = 1; i <= output.rank(); ++i) {
    const std::int32_t size = output[output.rank() - i];
    const bool a_moves = i <= first.rank() && first[first.rank() - i] != 1;
    const bool b_moves = i <= second.rank() && second[second.rank() - i] != 1;
    if (size == 1) continue;
    const bool merges =
        axis < max_rank && (a_strides[axis] != 0) == a_moves && (b_strides[axis] != 0) == b_moves;
    if (merges) {
      sizes[axis] *= size;
    } else {
      --axis;
      sizes[axis] = size;
      a_strides[axis] = a_moves ? a_step : 0;
      b_strides[axis] = b_moves ? b_step : 0;
    }
    if (a_moves) a_step *= size;
    if (b_moves) b_step *= size;
  }
  return extents;
}

namespace portable {
namespace detail {

template <int Axis, class Geometry, class First, class Second, class Function, class Output>
constexpr void elementwise_axis(const Geometry& g, const First& first, const Second& second, std::int32_t a,
                                std::int32_t b, const Function& function, Output*& output) {
  const std::int32_t size = g.template size<Axis>();
  const std::int32_t a_stride = g.template first_stride<Axis>();
  const std::int32_t b_stride = g.template second_stride<Axis>();
  if constexpr (Axis + 1 < Geometry::axes) {
    for (std::int32_t i = 0; i < size; ++i, a += a_stride, b += b_stride) {
      elementwise_axis<Axis + 1>(g, first, second, a, b, function, output);
    }
  } else if (a_stride == 1 && b_stride == 1) {
    // Steps of 1 in plain sight let compilers vectorize.
    for (std::int32_t i = 0; i < size; ++i) output[i] = function(first[a + i], second[b + i]);
    output += size;
  } else {
    for (std::int32_t i = 0; i < size; ++i, a += a_stride, b += b_stride)
      *output++ = function(first[a], second[b]);
  }
}

}  // namespace detail

/// output[i] = function(first[i], second[i]) with both inputs broadcast to the output's shape.
template <class Geometry, class First, class Second, class Function, class Output>
MOTE_NOINLINE constexpr void elementwise(const Geometry& g, const First& first, const Second& second,
                                         const Function& function, Output* output) {
  detail::elementwise_axis<0>(g, first, second, 0, 0, function, output);
}

}  // namespace portable

/// Base of the element by element operators of two inputs.
struct binary_elementwise {
  template <class Extents>
  using geometry = broadcast_geometry<Extents>;

  static constexpr auto extents(const node_view& view) {
    return broadcast_extents(view.input(0).shape, view.input(1).shape, view.output().shape);
  }

 protected:
  static constexpr bool check_shapes(node_check& check) {
    return check.require(broadcasts_to(check.input(0).shape, check.input(1).shape, check.output().shape),
                         error::shape_mismatch, check.view().output_index(0));
  }
};

}  // namespace mote

#endif
