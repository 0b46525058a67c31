// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_QUANTIZE_HPP
#define MOTE_OPS_QUANTIZE_HPP

#include <cstdint>
#include <type_traits>

#include "mote/config.hpp"
#include "mote/fixed_point.hpp"
#include "mote/ops/activation.hpp"
#include "mote/ops/extents.hpp"
#include "mote/ops/node_view.hpp"

namespace mote {

template <class Extents>
struct flat_geometry : Extents {
  constexpr std::int32_t size() const { return this->template get<0>(); }
};

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

namespace portable {

/// output[i] = function(input[i]) for i < size.
template <class Geometry, class Input, class Function, class Output>
MOTE_NOINLINE constexpr void transform(const Geometry& g, const Input& input, const Function& function,
                                       Output* output) {
  for (std::int32_t i = 0; i < g.size(); ++i) output[i] = function(input[i]);
}

}  // namespace portable

namespace ops {

/// QUANTIZE: float32 to int8 or int16, and between the integer types int8, uint8, int16 and int32.
struct quantize {
  static constexpr builtin_operator code = builtin_operator::quantize;
  template <class Extents>
  using geometry = flat_geometry<Extents>;

  struct parameters {
    float scale;
    quantized_multiplier multiplier;
    std::int32_t input_offset;
    output_stage stage;

    constexpr explicit parameters(const node_view& view)
        : scale(view.output().quantization.scale()), input_offset(-view.input(0).quantization.zero_point()) {
      const tensor& output = view.output();
      const value_range range = range_of(output.type);
      stage = {output.quantization.zero_point(), static_cast<std::int32_t>(range.low),
               static_cast<std::int32_t>(range.high)};
      if (view.input(0).type != tensor_type::float32) {
        multiplier = (real(view.input(0).quantization.scale()) / real(scale)).quantized();
      }
    }
  };

  static constexpr dynamic_extents<1> extents(const node_view& view) {
    return {{view.input(0).shape.element_count()}};
  }

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
    check.require(input.shape == output.shape, error::shape_mismatch, output.index);
    if (!check.quantized(output) || (input.type != f32 && !check.quantized(input))) return;
    check.require(parameters(check.view()).multiplier.exponent <= 30, error::scales_too_far_apart,
                  output.index);
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    const auto& p = context.template parameters<quantize>();
    context.template visit_input<float, std::int8_t, std::uint8_t, std::int16_t, std::int32_t>([&](auto in) {
      context.template visit_output<std::int8_t, std::uint8_t, std::int16_t, std::int32_t>([&](auto out) {
        using input_type = typename decltype(in)::type;
        using output_type = typename decltype(out)::type;
        const auto convert = [&p](input_type x) {
          if constexpr (std::is_same_v<input_type, float>) {
            return quantize_value<output_type>(x, p.scale, p.stage.offset);
          } else {
            return static_cast<output_type>(p.stage(multiply(wrapping_add(x, p.input_offset), p.multiplier)));
          }
        };
        portable::transform(context.template geometry<quantize>(), context.template input<input_type, 0>(),
                            convert, context.template output<output_type>());
      });
    });
  }
};

}  // namespace ops
}  // namespace mote

#endif
