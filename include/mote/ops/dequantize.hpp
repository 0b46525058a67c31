// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_DEQUANTIZE_HPP
#define MOTE_OPS_DEQUANTIZE_HPP

#include <cstdint>

#include "mote/ops/quantize.hpp"

namespace mote {
namespace functions {

struct dequantize {
  float scale;
  std::int32_t zero_point;

  constexpr explicit dequantize(const node_view& view)
      : scale(view.input(0).quantization.scale()), zero_point(view.input(0).quantization.zero_point()) {}
  constexpr float operator()(std::int32_t q) const { return dequantize_value(q, scale, zero_point); }
};

}  // namespace functions

namespace ops {

/// DEQUANTIZE: int8, uint8 or int16 to float32.
struct dequantize : flat_operator {
  static constexpr builtin_operator code = builtin_operator::dequantize;

  static constexpr void check(node_check& check) {
    if (!check.operands(1, 1)) return;
    const operand input = check.input(0);
    const operand output = check.output();
    check.type(input, {tensor_type::int8, tensor_type::uint8, tensor_type::int16});
    check.type(output, {tensor_type::float32});
    check.same_shape(input, output);
    check.quantized(input);
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    context.template visit_input<std::int8_t, std::uint8_t, std::int16_t>([&](auto tag) {
      using input_type = typename decltype(tag)::type;
      portable::transform(context.template geometry<dequantize>(), context.template input<input_type, 0>(),
                          context.template parameters<prepared<functions::dequantize>>(),
                          context.template output<float>());
    });
  }
};

}  // namespace ops
}  // namespace mote

#endif
