// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_QUANTIZE_HPP
#define MOTE_OPS_QUANTIZE_HPP

#include <cstdint>
#include <type_traits>

#include "mote/fixed_point.hpp"
#include "mote/ops/requantization.hpp"
#include "mote/ops/unary.hpp"

namespace mote {

/// The stored value of a real: round(x / scale) + zero_point, halves away from zero, within the range of T.
/// Source: reference_ops::AffineQuantize.
template <class T>
constexpr T quantize_value(float x, float scale, std::int32_t zero_point) {
  constexpr value_range range = range_of(type_of<T>);
  constexpr auto low = static_cast<std::int32_t>(range.low);
  constexpr auto high = static_cast<std::int32_t>(range.high);
  return static_cast<T>(round_and_clamp(x / scale, low - zero_point, high - zero_point) + zero_point);
}

/// The real of a stored value: scale * (q - zero_point). Source: reference_ops::Dequantize.
template <class T>
constexpr float dequantize_value(T q, float scale, std::int32_t zero_point) {
  return scale * static_cast<float>(std::int32_t{q} - zero_point);
}

namespace functions {

template <class Output>
struct quantize {
  float scale;
  std::int32_t zero_point;

  constexpr explicit quantize(const node_view& view)
      : scale(view.output().quantization.scale()), zero_point(view.output().quantization.zero_point()) {}
  constexpr Output operator()(float x) const { return quantize_value<Output>(x, scale, zero_point); }
};

/// The scales are divided in double.
template <class Output>
struct requantize : requantization {
  constexpr explicit requantize(const node_view& view) : requantization(view, double_scale_ratio(view)) {}
  constexpr Output operator()(std::int32_t value) const {
    return static_cast<Output>(requantization::operator()(value));
  }
};

}  // namespace functions

namespace ops {

/// QUANTIZE: float32 to int8 or int16, and between the integer types int8, uint8, int16 and int32.
struct quantize : flat_operator {
  static constexpr builtin_operator code = builtin_operator::quantize;

  static constexpr void check(node_check& check) {
    if (!check.operands(1, 1)) return;
    const operand input = check.input(0);
    const operand output = check.output();
    constexpr auto f32 = tensor_type::float32;
    if (!check.type(input,
                    {f32, tensor_type::int8, tensor_type::uint8, tensor_type::int16, tensor_type::int32}))
      return;
    if (input.type == f32) {
      if (!check.type(output, {tensor_type::int8, tensor_type::int16})) return;
    } else if (!check.type(output,
                           {tensor_type::int8, tensor_type::uint8, tensor_type::int16, tensor_type::int32})) {
      return;
    }
    check.same_shape(input, output);
    if (!check.quantized(output) || input.type == f32 || !check.quantized(input)) return;
    check.require(functions::requantize<std::int8_t>(check.view()).multiplier.exponent <= 30,
                  error::scales_too_far_apart, output.index);
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    using std::int16_t, std::int32_t, std::int8_t, std::uint8_t;
    context.template visit_input<float, int8_t, uint8_t, int16_t, int32_t>([&](auto tag) {
      using input_type = typename decltype(tag)::type;
      if constexpr (std::is_same_v<input_type, float>) {
        context.template visit_output<int8_t, int16_t>(
            [&](auto to) { convert<input_type, functions::quantize<typename decltype(to)::type>>(context); });
      } else {
        context.template visit_output<int8_t, uint8_t, int16_t, int32_t>([&](auto to) {
          convert<input_type, functions::requantize<typename decltype(to)::type>>(context);
        });
      }
    });
  }

 private:
  template <class Input, class Function, class Context>
  static constexpr void convert(const Context& context) {
    using output_type = std::invoke_result_t<const Function&, Input>;
    portable::transform(context.template geometry<quantize>(), context.template input<Input, 0>(),
                        context.template parameters<prepared<Function>>(),
                        context.template output<output_type>());
  }
};

}  // namespace ops
}  // namespace mote

#endif
