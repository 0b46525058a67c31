// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_ELEMENTWISE_HPP
#define MOTE_OPS_ELEMENTWISE_HPP

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "mote/config.hpp"
#include "mote/ops/extents.hpp"
#include "mote/ops/node_view.hpp"

// Element by element operators of several inputs, with NumPy's broadcasting.

namespace mote {

/// Loops over the output with the steps of each input, outermost axis first. Axes along which the inputs
/// advance alike are merged: without broadcasting one loop is left, with sizes of 1 around it. The steps of
/// the last axis are 0 or 1.
template <int Inputs, class Extents>
struct broadcast_geometry : Extents {
  static constexpr int inputs = Inputs;
  static constexpr int axes = max_rank;

  template <int Axis>
  constexpr std::int32_t size() const {
    return this->template get<Axis>();
  }
  template <std::size_t Input, int Axis>
  constexpr std::int32_t stride() const {
    return this->template get<(Input + 1) * axes + Axis>();
  }
};

/// Whether `output` is the shape that all the inputs broadcast to.
template <class... Shapes>
constexpr bool broadcasts_to(const shape& output, const Shapes&... inputs) {
  int rank = 0;
  ((rank = inputs.rank() > rank ? inputs.rank() : rank), ...);
  if (output.rank() != rank) return false;
  for (int i = 1; i <= rank; ++i) {
    std::int32_t size = 1;
    bool fits = true;
    const auto meet = [&](const shape& input) {
      const std::int32_t other = i <= input.rank() ? input[input.rank() - i] : 1;
      fits &= other == 1 || size == 1 || other == size;
      if (other != 1) size = other;
    };
    (meet(inputs), ...);
    if (!fits || output[rank - i] != size) return false;
  }
  return true;
}

/// The values of a broadcast_geometry: the sizes of the axes, then the strides of each input.
template <class... Shapes>
constexpr auto broadcast_extents(const shape& output, const Shapes&... shapes) {
  constexpr int count = sizeof...(Shapes);
  const shape* const inputs[] = {&shapes...};
  dynamic_extents<(1 + count) * max_rank> extents;
  std::int32_t* const sizes = extents.values;
  for (int i = 0; i < max_rank; ++i) sizes[i] = 1;
  std::int32_t steps[count]{};
  for (std::int32_t& step : steps) step = 1;
  int axis = max_rank;
  unsigned moving = 0;  // the inputs that advance along the axis, as bits
  for (int i = 1; i <= output.rank(); ++i) {
    const std::int32_t size = output[output.rank() - i];
    if (size == 1) continue;
    unsigned moving_here = 0;
    for (int k = 0; k < count; ++k) {
      const shape& input = *inputs[k];
      if (i <= input.rank() && input[input.rank() - i] != 1) moving_here |= 1U << k;
    }
    const bool merges = axis < max_rank && moving_here == moving;
    if (!merges) --axis;
    sizes[axis] *= size;
    moving = moving_here;
    for (int k = 0; k < count; ++k) {
      if ((moving >> k & 1) == 0) continue;
      if (!merges) sizes[(k + 1) * max_rank + axis] = steps[k];
      steps[k] *= size;
    }
  }
  return extents;
}

namespace portable {
namespace detail {

/// Where a row, a run along the last axis, starts in each input.
template <class Geometry>
struct row_starts {
  std::int32_t of[Geometry::inputs]{};
  std::int32_t position[Geometry::axes - 1]{};

  /// Goes to the next row; false after the last one.
  constexpr bool advance(const Geometry& g) {
    if constexpr (std::is_empty_v<Geometry>) {
      return advance_along<Geometry::axes - 2>(g, all_inputs{});
    } else {
      return advance_out_of_line(g);
    }
  }

 private:
  using all_inputs = std::make_index_sequence<Geometry::inputs>;

  // One function for the kernels of all types and operators.
  MOTE_NOINLINE constexpr bool advance_out_of_line(const Geometry& g) {
    return advance_along<Geometry::axes - 2>(g, all_inputs{});
  }
  template <int Axis, std::size_t... I>
  constexpr bool advance_along(const Geometry& g, std::index_sequence<I...> inputs) {
    const std::int32_t last = g.template size<Axis>() - 1;
    if (last > 0) {
      if (position[Axis] < last) {
        ++position[Axis];
        ((of[I] += g.template stride<I, Axis>()), ...);
        return true;
      }
      position[Axis] = 0;
      ((of[I] -= g.template stride<I, Axis>() * last), ...);
    }
    if constexpr (Axis > 0) {
      return advance_along<Axis - 1>(g, inputs);
    } else {
      return false;
    }
  }
};

template <class Geometry, class Function, class Output, class... Inputs, std::size_t... I>
constexpr void elementwise_rows(const Geometry& g, Function function, Output* output,
                                std::index_sequence<I...>, const Inputs&... inputs) {
  constexpr int row = Geometry::axes - 1;
  const std::int32_t size = g.template size<row>();
  row_starts<Geometry> start;
  do {
    for (std::int32_t i = 0; i < size; ++i) {
      output[i] = function(inputs[start.of[I] + i * g.template stride<I, row>()]...);
    }
    output += size;
  } while (start.advance(g));
}

}  // namespace detail

/// output[i] = function(inputs[i]...), with all inputs broadcast to the output's shape.
template <class Geometry, class Function, class Output, class... Inputs>
MOTE_NOINLINE constexpr void elementwise(const Geometry& g, const Function& function, Output* output,
                                         const Inputs&... inputs) {
  detail::elementwise_rows(g, function, output, std::index_sequence_for<Inputs...>{}, inputs...);
}

}  // namespace portable

/// What a kernel reads of an element. The byte of a bool in a model may be neither 0 nor 1.
template <class T>
using stored_t = std::conditional_t<std::is_same_v<T, bool>, std::uint8_t, T>;

/// Names a function object that is made from a node as the parameters that a context keeps.
template <class Function>
struct function_of {
  using parameters = Function;
};

/// Base of the element by element operators of two inputs. Rule::function<T>, made from a node, gives an
/// element of the output for two of type T, one of Ts. Operators with the same rule are the same code.
template <class Rule, class... Ts>
struct binary_elementwise {
  template <class Extents>
  using geometry = broadcast_geometry<2, Extents>;

  static constexpr auto extents(const node_view& view) {
    return broadcast_extents(view.output().shape, view.input(0).shape, view.input(1).shape);
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    context.template visit_input<Ts...>([&](auto tag) {
      using type = typename decltype(tag)::type;
      using element = stored_t<type>;
      using function = typename Rule::template function<type>;
      using result = std::invoke_result_t<const function&, element, element>;
      portable::elementwise(context.template geometry<binary_elementwise>(),
                            context.template parameters<function_of<function>>(),
                            context.template output<result>(), context.template input<element, 0>(),
                            context.template input<element, 1>());
    });
  }

 protected:
  enum class result { of_input_type, boolean };

  /// Two inputs of one type of Ts, and an output of the shape that they broadcast to.
  static constexpr bool check_operands(node_check& check, result kind = result::of_input_type) {
    if (!check.operands(2, 2)) return false;
    const operand first = check.input(0);
    const operand second = check.input(1);
    const operand output = check.output();
    if (!check.type(first, {type_of<Ts>...})) return false;
    bool ok = check.same_type(second, first.type);
    ok &= check.same_type(output, kind == result::boolean ? tensor_type::boolean : first.type);
    return ok && check.require(broadcasts_to(output.shape, first.shape, second.shape), error::shape_mismatch,
                               output.index);
  }
};

/// Whether stored values mean what arithmetic on them takes them for: int8 has a scale and a zero point,
/// int16 a scale, int32 neither.
constexpr bool check_quantization(node_check& check, const operand& subject) {
  switch (subject.type) {
    case tensor_type::int8:
      return check.quantized(subject);
    case tensor_type::int16:
      return check.symmetric(subject);
    case tensor_type::int32:
      return check.require(!subject.quantization.present(), error::unsupported_type, subject.index,
                           static_cast<std::int64_t>(subject.type));
    default:
      return true;
  }
}

}  // namespace mote

#endif
