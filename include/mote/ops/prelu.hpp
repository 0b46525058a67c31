// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_PRELU_HPP
#define MOTE_OPS_PRELU_HPP

#include <cstdint>
#include <type_traits>

#include "mote/fixed_point.hpp"
#include "mote/ops/activation.hpp"
#include "mote/ops/elementwise.hpp"

namespace mote::ops {

/// PRELU: x where it is not negative, otherwise alpha * x. int8 or int16 with alpha of int8, or float32;
/// alpha is broadcast.
struct prelu {
  static constexpr builtin_operator code = builtin_operator::prelu;
  template <class Extents>
  using geometry = broadcast_geometry<2, Extents>;

  struct scales {
    std::int32_t input_offset;
    std::int32_t alpha_offset;
    quantized_multiplier positive_multiplier;
    quantized_multiplier negative_multiplier;
    output_stage stage;

    constexpr explicit scales(const node_view& view)
        : input_offset(-view.input(0).quantization.zero_point()),
          alpha_offset(-view.input(1).quantization.zero_point()),
          stage(output_stage_of(view.output())) {
      const real input(view.input(0).quantization.scale());
      const real alpha(view.input(1).quantization.scale());
      const real output(view.output().quantization.scale());
      positive_multiplier = (input / output).quantized();
      negative_multiplier = (input * alpha / output).quantized();
    }

    constexpr bool in_range() const {
      return positive_multiplier.exponent <= 30 && negative_multiplier.exponent <= 30;
    }
  };

  /// Source of the arithmetic: CalculatePreluParams, reference_ops::BroadcastPrelu4DSlow.
  template <class T>
  struct quantized_slopes : scales {
    using scales::scales;

    constexpr T operator()(std::int32_t x, std::int32_t alpha) const {
      const std::int32_t value = x + input_offset;
      const bool is_negative = value < 0;
      const std::int32_t product = is_negative ? value * (alpha + alpha_offset) : value;
      return static_cast<T>(
          stage(multiply(product, is_negative ? negative_multiplier : positive_multiplier)));
    }
  };

  struct slopes {
    constexpr explicit slopes(const node_view& /*view*/) {}
    constexpr float operator()(float x, float alpha) const { return x >= 0.0F ? x : x * alpha; }
  };

  static constexpr auto extents(const node_view& view) {
    return broadcast_extents(view.output().shape, view.input(0).shape, view.input(1).shape);
  }

  static constexpr void check(node_check& check) {
    if (!check.operands(2, 2)) return;
    const operand input = check.input(0);
    const operand alpha = check.input(1);
    const operand output = check.output();
    constexpr auto f32 = tensor_type::float32;
    if (!check.type(input, {tensor_type::int8, tensor_type::int16, f32})) return;
    bool ok = check.same_type(alpha, input.type == f32 ? f32 : tensor_type::int8);
    ok &= check.same_type(output, input.type);
    ok &= check.require(broadcasts_to(output.shape, input.shape, alpha.shape), error::shape_mismatch,
                        output.index);
    ok &= check_quantization(check, input);
    ok &= check_quantization(check, alpha);
    ok &= check_quantization(check, output);
    if (!ok || input.type == f32) return;
    check.require(scales(check.view()).in_range(), error::scales_too_far_apart, output.index);
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    context.template visit_input<std::int8_t, std::int16_t, float>([&](auto tag) {
      using type = typename decltype(tag)::type;
      constexpr bool is_float = std::is_same_v<type, float>;
      using function = std::conditional_t<is_float, slopes, quantized_slopes<type>>;
      using alpha = std::conditional_t<is_float, float, std::int8_t>;
      portable::elementwise(context.template geometry<prelu>(),
                            context.template parameters<function_of<function>>(),
                            context.template output<type>(), context.template input<type, 0>(),
                            context.template input<alpha, 1>());
    });
  }
};

}  // namespace mote::ops

#endif
