// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_DEQUANTIZE_HPP
#define MOTE_OPS_DEQUANTIZE_HPP

#include <cstdint>

#include "mote/ops/quantize.hpp"

namespace mote::ops {

/// DEQUANTIZE: int8, uint8 or int16 to float32.
struct dequantize {
  static constexpr builtin_operator code = builtin_operator::dequantize;
  template <class Extents>
  using geometry = flat_geometry<Extents>;

  struct parameters {
    float scale;
    std::int32_t zero_point;

    constexpr explicit parameters(const node_view& view)
        : scale(view.input(0).quantization.scale()), zero_point(view.input(0).quantization.zero_point()) {}
  };

  static constexpr dynamic_extents<1> extents(const node_view& view) {
    return {{view.input(0).shape.element_count()}};
  }

  static constexpr void check(node_check& check) {
    if (!check.operands(1, 1)) return;
    const operand input = check.input(0);
    const operand output = check.output();
    check.type(input, {tensor_type::int8, tensor_type::uint8, tensor_type::int16});
    check.type(output, {tensor_type::float32});
    check.require(input.shape == output.shape, error::shape_mismatch, output.index);
    check.quantized(input);
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    const auto& p = context.template parameters<dequantize>();
    context.template visit_input<std::int8_t, std::uint8_t, std::int16_t>([&](auto in) {
      using input_type = typename decltype(in)::type;
      const auto convert = [&p](input_type q) { return dequantize_value(q, p.scale, p.zero_point); };
      portable::transform(context.template geometry<dequantize>(), context.template input<input_type, 0>(),
                          convert, context.template output<float>());
    });
  }
};

}  // namespace mote::ops

#endif
