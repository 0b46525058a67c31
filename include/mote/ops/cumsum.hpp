// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_CUMSUM_HPP
#define MOTE_OPS_CUMSUM_HPP

#include <cstdint>
#include <type_traits>

#include "mote/config.hpp"
#include "mote/fixed_point.hpp"
#include "mote/ops/activation.hpp"
#include "mote/ops/extents.hpp"
#include "mote/ops/node_view.hpp"
#include "mote/ops/reduction.hpp"

namespace mote {

template <class Extents>
struct scan_geometry : Extents {
  constexpr std::int32_t outer() const { return this->template get<0>(); }
  constexpr std::int32_t depth() const { return this->template get<1>(); }
  constexpr std::int32_t inner() const { return this->template get<2>(); }
  constexpr bool exclusive() const { return this->template get<3>() != 0; }
  constexpr bool reverse() const { return this->template get<4>() != 0; }
};

namespace portable {

/// output[o, d, i] = sum.result(sum of input[o, k, i] over k <= d), with k < d if exclusive, and from the
/// last to the first if reverse.
///
/// `sum` is like a reduction of reduction.hpp. Source: reference_ops::CumSum.
template <class Geometry, class Input, class Sum, class Output>
MOTE_NOINLINE constexpr void scan(const Geometry& g, const Input& input, const Sum& sum, Output* output) {
  const std::int32_t step = g.reverse() ? -g.inner() : g.inner();
  for (std::int32_t o = 0; o < g.outer(); ++o) {
    const std::int32_t line = o * g.depth() * g.inner() + (g.reverse() ? (g.depth() - 1) * g.inner() : 0);
    for (std::int32_t i = 0; i < g.inner(); ++i) {
      auto state = sum.start();
      std::int32_t at = line + i;
      for (std::int32_t d = 0; d < g.depth(); ++d, at += step) {
        const auto before = state;
        sum.add(state, input[at]);
        output[at] = static_cast<Output>(sum.result(g.exclusive() ? before : state));
      }
    }
  }
}

}  // namespace portable

namespace ops {

/// CUMSUM along one axis, int8 or float32.
struct cumsum {
  static constexpr builtin_operator code = builtin_operator::cumsum;
  using option = schema::cumsum_options;
  template <class Extents>
  using geometry = scan_geometry<Extents>;

  /// Sums are in steps of input scale / 2^19 and may wrap. The reference begins them at the negated zero
  /// point.
  struct quantized_sum {
    using parameters = quantized_sum;
    static constexpr int left_shift = 19;

    std::int32_t offset;
    quantized_multiplier multiplier;
    output_stage stage;

    constexpr explicit quantized_sum(const node_view& view)
        : offset(-view.input(0).quantization.zero_point()),
          multiplier((real(view.input(0).quantization.scale()) / real(view.output().quantization.scale()))
                         .times_power_of_two(-left_shift)
                         .quantized()),
          stage{view.output().quantization.zero_point(), -128, 127} {}

    constexpr std::int32_t start() const { return offset * (1 << left_shift); }
    constexpr void add(std::int32_t& sum, std::int32_t x) const {
      sum = wrapping_add(sum, (x + offset) * (1 << left_shift));
    }
    constexpr std::int32_t result(std::int32_t sum) const { return stage(multiply(sum, multiplier)); }
  };

  struct float_sum {
    using parameters = float_sum;

    constexpr explicit float_sum(const node_view& /*view*/) {}

    static constexpr float start() { return 0.0F; }
    static constexpr void add(float& sum, float x) { sum += x; }
    static constexpr float result(float sum) { return sum; }
  };

  static constexpr dynamic_extents<5> extents(const node_view& view) {
    const shape& in = view.input(0).shape;
    const auto given = static_cast<int>(view.input(1).integer_at(0));
    const int axis = given < 0 ? given + in.rank() : given;
    dynamic_extents<5> result{{1, in[axis], 1, view.options().scalar<bool>(option::exclusive) ? 1 : 0,
                               view.options().scalar<bool>(option::reverse) ? 1 : 0}};
    for (int i = 0; i < in.rank(); ++i) {
      if (i != axis) result.values[i < axis ? 0 : 2] *= in[i];
    }
    return result;
  }

  static constexpr void check(node_check& check) {
    if (!check.operands(2, 2)) return;
    const operand input = check.input(0);
    const operand axis = check.input(1);
    const operand output = check.output();
    if (!check.type(input, {tensor_type::int8, tensor_type::float32})) return;
    bool ok = check.same_type(output, input.type);
    ok &= check.same_shape(input, output);
    ok &= check.require(axis.shape.element_count() == 1, error::shape_mismatch, axis.index,
                        axis.shape.element_count());
    ok &= check_axes_operand(check, axis, input.shape.rank());
    if (!ok || input.type == tensor_type::float32) return;
    if (!check.quantized(input) || !check.quantized(output)) return;
    // The reference wants a multiplier below 1.
    check.require(quantized_sum(check.view()).multiplier.exponent <= 0, error::scales_too_far_apart,
                  output.index);
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    context.template visit_input<std::int8_t, float>([&](auto tag) {
      using element = typename decltype(tag)::type;
      using rule = std::conditional_t<std::is_same_v<element, float>, float_sum, quantized_sum>;
      portable::scan(context.template geometry<cumsum>(), context.template input<element, 0>(),
                     context.template parameters<rule>(), context.template output<element>());
    });
  }
};

}  // namespace ops
}  // namespace mote

#endif
