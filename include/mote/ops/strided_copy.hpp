// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_STRIDED_COPY_HPP
#define MOTE_OPS_STRIDED_COPY_HPP

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "mote/config.hpp"
#include "mote/ops/extents.hpp"
#include "mote/ops/node_view.hpp"

// Operators that move elements and don't care what they mean.
//
// Their kernels see bytes: a type is a number of adjacent ones. So an interpreter has one copy of each kernel
// for all types, a constant needs no alignment, and neighbours that stay neighbours move together, be they
// the bytes of one element or the channels of many pixels.

namespace mote {

/// Loops over two arrays, outermost axis first, around runs of bytes that are adjacent in both. Strides and
/// starts are in bytes.
template <class Extents>
struct copy_geometry : Extents {
  static constexpr int axes = max_rank;

  constexpr std::int32_t run() const { return this->template get<0>(); }
  constexpr std::int32_t input_start() const { return this->template get<1>(); }
  constexpr std::int32_t output_start() const { return this->template get<2>(); }
  template <int Axis>
  constexpr std::int32_t size() const {
    return this->template get<3 + Axis>();
  }
  template <int Axis>
  constexpr std::int32_t input_stride() const {
    return this->template get<3 + axes + Axis>();
  }
  template <int Axis>
  constexpr std::int32_t output_stride() const {
    return this->template get<3 + 2 * axes + Axis>();
  }
};

template <class Extents>
struct fill_geometry : Extents {
  constexpr std::int32_t size_bytes() const { return this->template get<0>(); }
  constexpr std::int32_t element_bytes() const { return this->template get<1>(); }
};

/// Where the elements of an array are that loops over some axes touch: start + sum of index * stride.
struct strided {
  std::int32_t start = 0;
  std::int32_t strides[max_rank]{};
};

/// All elements, in the order in which they lie.
MOTE_NOINLINE constexpr strided row_major(const shape& of) {
  strided result;
  std::int32_t stride = 1;
  for (int axis = of.rank() - 1; axis >= 0; --axis) {
    result.strides[axis] = stride;
    stride *= of[axis];
  }
  return result;
}

/// Extents for copy_geometry. Axes that advance alike in both arrays are merged, the innermost ones into the
/// run.
MOTE_NOINLINE constexpr dynamic_extents<3 + 3 * max_rank> copy_extents(tensor_type type, const shape& sizes,
                                                                       const strided& from,
                                                                       const strided& to) {
  const auto element = static_cast<std::int32_t>(size_of(type));
  dynamic_extents<3 + 3 * max_rank> extents{{element, from.start * element, to.start * element}};
  std::int32_t& run = extents.values[0];
  std::int32_t* loops = extents.values + 3;
  std::int32_t* from_strides = loops + max_rank;
  std::int32_t* to_strides = from_strides + max_rank;
  for (int i = 0; i < max_rank; ++i) loops[i] = 1;
  int loop = max_rank;
  for (int axis = sizes.rank() - 1; axis >= 0; --axis) {
    if (sizes[axis] == 1) continue;
    const std::int32_t from_stride = from.strides[axis] * element;
    const std::int32_t to_stride = to.strides[axis] * element;
    if (loop == max_rank && from_stride == run && to_stride == run) {
      run *= sizes[axis];
    } else if (loop < max_rank && from_stride == std::int64_t{loops[loop]} * from_strides[loop] &&
               to_stride == std::int64_t{loops[loop]} * to_strides[loop]) {
      loops[loop] *= sizes[axis];
    } else {
      --loop;
      loops[loop] = sizes[axis];
      from_strides[loop] = from_stride;
      to_strides[loop] = to_stride;
    }
  }
  return extents;
}

namespace portable {
namespace detail {

/// Arrays that don't overlap. GCC makes no memcpy of such a loop for Arm, at any optimisation level.
constexpr void copy_bytes(const std::uint8_t* __restrict from, std::uint8_t* __restrict to,
                          std::int32_t count) {
  if (__builtin_is_constant_evaluated()) {
    for (std::int32_t i = 0; i < count; ++i) to[i] = from[i];
  } else {
    std::memcpy(to, from, static_cast<std::size_t>(count));
  }
}

template <int Axis, class Geometry>
constexpr void copy_axis(const Geometry& g, const std::uint8_t* __restrict from,
                         std::uint8_t* __restrict to) {
  const std::int32_t size = g.template size<Axis>();
  const std::int32_t from_stride = g.template input_stride<Axis>();
  const std::int32_t to_stride = g.template output_stride<Axis>();
  if constexpr (Axis + 1 < Geometry::axes) {
    for (std::int32_t i = 0; i < size; ++i) {
      copy_axis<Axis + 1>(g, from + i * from_stride, to + i * to_stride);
    }
  } else if (g.run() == 1) {
    for (std::int32_t i = 0; i < size; ++i) to[i * to_stride] = from[i * from_stride];
  } else {
    for (std::int32_t i = 0; i < size; ++i) {
      copy_bytes(from + i * from_stride, to + i * to_stride, g.run());
    }
  }
}

}  // namespace detail

/// output[output_start + sum of i[a] * output_stride[a] + j] = input[the same with the input's] for all
/// i[a] < size[a] and j < run.
template <class Geometry>
MOTE_NOINLINE constexpr void strided_copy(const Geometry& g, const std::uint8_t* __restrict input,
                                          std::uint8_t* __restrict output) {
  detail::copy_axis<0>(g, input + g.input_start(), output + g.output_start());
}

/// output[i] = value[i modulo element_bytes] for i < size_bytes.
template <class Geometry>
MOTE_NOINLINE constexpr void fill(const Geometry& g, const std::uint8_t* value, std::uint8_t* output) {
  if (g.element_bytes() == 1) {
    const std::uint8_t byte = *value;
    for (std::int32_t i = 0; i < g.size_bytes(); ++i) output[i] = byte;
  } else {
    // A power of two.
    const std::int32_t mask = g.element_bytes() - 1;
    for (std::int32_t i = 0; i < g.size_bytes(); ++i) output[i] = value[i & mask];
  }
}

}  // namespace portable

/// The output with the same byte everywhere, or the same element.
struct filled_with_byte {
  template <class Extents>
  using geometry = fill_geometry<Extents>;
  static constexpr dynamic_extents<2> extents(const node_view& view) {
    return {{static_cast<std::int32_t>(view.output().size_bytes()), 1}};
  }
};
struct filled_with_element {
  template <class Extents>
  using geometry = fill_geometry<Extents>;
  static constexpr dynamic_extents<2> extents(const node_view& view) {
    const tensor& output = view.output();
    return {
        {static_cast<std::int32_t>(output.size_bytes()), static_cast<std::int32_t>(size_of(output.type))}};
  }
};

/// Base of the operators whose output is one strided copy of the first input.
struct strided_copying {
  template <class Extents>
  using geometry = copy_geometry<Extents>;

 protected:
  template <class Operator, class Context>
  static constexpr void copy(const Context& context) {
    portable::strided_copy(context.template geometry<Operator>(), context.template input<std::uint8_t, 0>(),
                           context.template output<std::uint8_t>());
  }
};

}  // namespace mote

#endif
