// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_SUMMATION_HPP
#define MOTE_OPS_SUMMATION_HPP

#include <cstdint>
#include <type_traits>

#include "mote/ops/reduction.hpp"

// SUM and MEAN: the same code, as dividing by the number of elements is part of the multiplier.

namespace mote {

/// Elements of which each value of the output is made, or 1 in a SUM: what the sum is divided by.
constexpr std::int32_t summation_divisor(const node_view& view) {
  return view.code() == builtin_operator::mean
             ? view.input(0).shape.element_count() / view.output().shape.element_count()
             : 1;
}

/// The sum of integers times input scale / output scale / divisor.
///
/// Source: reference_ops::QuantizedMeanOrSum.
struct quantized_summation {
  using parameters = quantized_summation;

  std::int32_t offset = 0;  // what the zero points of all elements add to the sum, negated
  quantized_multiplier multiplier;
  output_stage stage;

  constexpr explicit quantized_summation(const node_view& view)
      : multiplier((real(view.input(0).quantization.scale()) / real(view.output().quantization.scale()))
                       .quantized()),
        stage(full_range(view.output())) {
    const std::int64_t count = view.input(0).shape.element_count() / view.output().shape.element_count();
    offset = static_cast<std::int32_t>(-count * view.input(0).quantization.zero_point());
    divide_multiplier(summation_divisor(view));
  }

  static constexpr std::int32_t start() { return 0; }
  // The reference's sum may wrap, too.
  static constexpr void add(std::int32_t& sum, std::int32_t x) { sum = wrapping_add(sum, x); }
  constexpr std::int32_t result(std::int32_t sum) const {
    return stage(multiply(wrapping_add(sum, offset), multiplier));
  }

 private:
  static constexpr output_stage full_range(const tensor& output) {
    const value_range range = range_of(output.type);
    return {output.quantization.zero_point(), static_cast<std::int32_t>(range.low),
            static_cast<std::int32_t>(range.high)};
  }

  /// The quotient keeps as many bits as the multiplier had, and is cut off.
  constexpr void divide_multiplier(std::int32_t divisor) {
    const int lost = 31 - __builtin_clz(static_cast<unsigned>(divisor));
    const int most = 31 + multiplier.exponent;
    const int shift = lost < most ? lost : most;
    multiplier = {static_cast<std::int32_t>(multiplier.value * (std::int64_t{1} << shift) / divisor),
                  multiplier.exponent - shift};
  }
};

/// The sum of floats over the divisor. Source: reference_ops::Mean; SUM divides by 1, which changes nothing.
struct float_summation {
  using parameters = float_summation;

  float divisor;

  constexpr explicit float_summation(const node_view& view)
      : divisor(static_cast<float>(summation_divisor(view))) {}

  static constexpr float start() { return 0.0F; }
  static constexpr void add(float& sum, float x) { sum += x; }
  constexpr float result(float sum) const { return sum / divisor; }
};

/// Base of SUM and MEAN: int8, int16 or float32.
struct summation : reduction {
  static constexpr void check(node_check& check) {
    if (!check.operands(2, 2)) return;
    const operand input = check.input(0);
    const operand output = check.output();
    if (!check.type(input, {tensor_type::int8, tensor_type::int16, tensor_type::float32})) return;
    if (!check.same_type(output, input.type) || !check_shapes(check, keeps_dimensions(check))) return;
    if (input.type == tensor_type::float32) return;
    bool ok = check.quantized_activations(input);
    ok &= check.quantized_activations(output);
    if (!ok) return;
    check.require(quantized_summation(check.view()).multiplier.exponent <= 30, error::scales_too_far_apart,
                  output.index);
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    context.template visit_input<std::int8_t, std::int16_t, float>([&](auto tag) {
      using element = typename decltype(tag)::type;
      using rule = std::conditional_t<std::is_same_v<element, float>, float_summation, quantized_summation>;
      run_with<element, element, rule>(context);
    });
  }
};

}  // namespace mote

#endif
