// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_EXTREME_HPP
#define MOTE_OPS_EXTREME_HPP

#include <cstdint>
#include <limits>

#include "mote/ops/reduction.hpp"

// Largest and smallest elements (REDUCE_MAX, REDUCE_MIN) and where they are (ARG_MAX, ARG_MIN).

namespace mote {

/// Whether `a` replaces `b`.
struct is_larger {
  template <class T>
  constexpr bool operator()(T a, T b) const {
    return a > b;
  }
  template <class T>
  static constexpr T least_wanted = std::numeric_limits<T>::lowest();
};
struct is_smaller {
  template <class T>
  constexpr bool operator()(T a, T b) const {
    return a < b;
  }
  template <class T>
  static constexpr T least_wanted = std::numeric_limits<T>::max();
};

/// The extreme of values of T. Of floats, none is beyond the largest finite one. Source: EvalMinMaxHelper.
template <class T, class Replaces>
struct extreme_value {
  using parameters = extreme_value;

  constexpr explicit extreme_value(const node_view& /*view*/) {}

  static constexpr T start() { return Replaces::template least_wanted<T>; }
  static constexpr void add(T& extreme, T x) {
    if (Replaces()(x, extreme)) extreme = x;
  }
  static constexpr T result(T extreme) { return extreme; }
};

/// The index of the first extreme. A first element that is NaN stays. Source: reference_ops::ArgMinMax.
template <class T, class Replaces>
struct extreme_index {
  using parameters = extreme_index;

  struct state {
    T extreme;
    std::int32_t index;
    std::int32_t position;
  };

  constexpr explicit extreme_index(const node_view& /*view*/) {}

  static constexpr state start() { return {T{}, 0, 0}; }
  static constexpr void add(state& s, T x) {
    if (s.position == 0 || Replaces()(x, s.extreme)) {
      s.extreme = x;
      s.index = s.position;
    }
    ++s.position;
  }
  static constexpr std::int32_t result(const state& s) { return s.index; }
};

/// Base of REDUCE_MAX and REDUCE_MIN: int8 (with equal quantization of input and output) or float32.
template <class Replaces>
struct extreme_reduction : reduction {
  static constexpr void check(node_check& check) {
    if (!check.operands(2, 2)) return;
    const operand input = check.input(0);
    const operand output = check.output();
    if (!check.type(input, {tensor_type::int8, tensor_type::float32})) return;
    if (!check.same_type(output, input.type) || !check_shapes(check, keeps_dimensions(check))) return;
    if (input.type == tensor_type::float32) return;
    if (check.quantized(input) && check.quantized(output)) check.same_quantization(input, output);
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    context.template visit_input<std::int8_t, float>([&](auto tag) {
      using element = typename decltype(tag)::type;
      run_with<element, element, extreme_value<element, Replaces>>(context);
    });
  }
};

/// Base of ARG_MAX and ARG_MIN: of int8 or float32 along one axis, to int32.
template <class Replaces>
struct extreme_search : reduction {
  static constexpr void check(node_check& check) {
    if (!check.operands(2, 2)) return;
    const operand axis = check.input(1);
    bool ok = check.type(check.input(0), {tensor_type::int8, tensor_type::float32});
    ok &= check.same_type(check.output(), tensor_type::int32);
    ok &= check.require(axis.shape.element_count() == 1, error::shape_mismatch, axis.index,
                        axis.shape.element_count());
    if (ok) check_shapes(check, false);
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    context.template visit_input<std::int8_t, float>([&](auto tag) {
      using element = typename decltype(tag)::type;
      run_with<element, std::int32_t, extreme_index<element, Replaces>>(context);
    });
  }
};

}  // namespace mote

#endif
