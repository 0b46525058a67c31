// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_SOFTMAX_HPP
#define MOTE_OPS_SOFTMAX_HPP

#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "mote/config.hpp"
#include "mote/fixed_point.hpp"
#include "mote/ops/difference_exponential.hpp"
#include "mote/ops/float_exponential.hpp"
#include "mote/ops/interpolated_table.hpp"
#include "mote/ops/rows.hpp"

namespace mote {

/// The tables of SOFTMAX, int16, the same for all models: exp over [-10, 0] and 1 / (1 + x) over [0, 1], in
/// steps of 2^-15. A template, so that only programs that use them wait for the compiler to make them.
/// Source: InitializeLutForInt16.
template <class /*Unused*/ = void>
struct softmax_tables {
  struct exponential_function {
    constexpr float operator()(float x) const { return float_exp(x); }
  };
  struct reciprocal_function {
    constexpr float operator()(float x) const { return 1.0F / (1.0F + x); }
  };
  static constexpr interpolated_table exponential{10.0F / 65535, 32767, 2.0F / 65535, exponential_function()};
  static constexpr interpolated_table reciprocal{1.0F / 65535, -32768, 2.0F / 65535, reciprocal_function()};
};

namespace portable {

/// output[r, c] = exp(beta * scale * input[r, c]) / sum over k of exp(beta * scale * input[r, k]), in steps
/// of 2^-bits(Output) above the type's minimum.
///
/// input, output [rows, depth]. Source: TensorFlow Lite reference_ops::Softmax.
template <class Output, class Geometry>
MOTE_NOINLINE constexpr void softmax(const Geometry& g, const std::int8_t* input,
                                     const difference_exponential& exponential, Output* output) {
  constexpr std::int32_t low = std::numeric_limits<Output>::min();
  constexpr std::int32_t high = std::numeric_limits<Output>::max();
  for (std::int32_t r = 0; r < g.rows(); ++r, input += g.depth(), output += g.depth()) {
    const std::int32_t largest = largest_of<std::int8_t>(input, g.depth());
    const std::int32_t sum = exponential.sum(input, g.depth(), largest);  // Q12.19
    const int headroom = __builtin_clz(static_cast<unsigned>(sum));
    const auto fraction =
        static_cast<std::int32_t>((static_cast<std::uint32_t>(sum) << headroom) - (1U << 31));
    const std::int32_t reciprocal = one_over_one_plus(fraction);
    const int shift = 12 - headroom + 31 - static_cast<int>(8 * sizeof(Output));
    for (std::int32_t c = 0; c < g.depth(); ++c) {
      const std::int32_t difference = input[c] - largest;
      std::int32_t value = low;
      // A share so small that it needs a larger shift is below half a step.
      if (exponential.counts(difference) && shift < 32) {
        value += rounding_divide_by_power_of_two(
            rounding_doubling_high_multiply(reciprocal, exponential(difference)), shift);
      }
      output[c] = static_cast<Output>(clamp(value, low, high));
    }
  }
}

/// The same in steps of 2^-15. `scale` brings differences to steps of 10 / 65535.
/// Source: reference_ops::SoftmaxInt16.
template <class Geometry, class Input>
MOTE_NOINLINE constexpr void softmax_int16(const Geometry& g, Input input, quantized_multiplier scale,
                                           std::int16_t* output) {
  using tables = softmax_tables<std::void_t<Input>>;  // depends on a parameter: not made before this is used
  for (std::int32_t r = 0; r < g.rows(); ++r, input = input + g.depth(), output += g.depth()) {
    const std::int32_t largest = largest_of<std::int16_t>(input, g.depth());
    std::uint32_t sum = 0;  // Q17.15
    for (std::int32_t c = 0; c < g.depth(); ++c) {
      const std::int32_t scaled = multiply(input[c] - largest, scale);
      output[c] =
          static_cast<std::int16_t>(tables::exponential(offset_and_clamp(scaled, 32767, -32768, 32767)));
      sum += static_cast<std::uint32_t>(output[c]);
    }
    // 1 / sum = 1 / (1 + x) * 2^-power, x in [0, 1) and in steps of 2^-16 around -2^15.
    const int headroom = __builtin_clz(sum) - 1;
    const auto shifted = static_cast<std::int32_t>(((sum << headroom) + (1U << 13)) >> 14);
    const std::int32_t reciprocal =
        tables::reciprocal(clamp<std::int32_t>(shifted - (1 << 15) - (1 << 16), -32768, 32767));
    const int shift = 30 - headroom;
    for (std::int32_t c = 0; c < g.depth(); ++c) {
      const std::int32_t share = (output[c] * reciprocal + (1 << (shift - 1))) >> shift;
      output[c] = static_cast<std::int16_t>(clamp<std::int32_t>(share, 0, 32767));
    }
  }
}

/// The same of floats.
template <class Geometry, class Input>
MOTE_NOINLINE void softmax_float(const Geometry& g, Input input, float beta, float* output) {
  for (std::int32_t r = 0; r < g.rows(); ++r, input = input + g.depth(), output += g.depth()) {
    const auto largest = largest_of<float>(input, g.depth());
    float sum = 0.0F;
    for (std::int32_t c = 0; c < g.depth(); ++c) {
      output[c] = std::exp((input[c] - largest) * beta);
      sum += output[c];
    }
    for (std::int32_t c = 0; c < g.depth(); ++c) output[c] /= sum;
  }
}

}  // namespace portable

namespace ops {

/// SOFTMAX over the last dimension: int8 to int8 (scale 1/256, zero point -128) or int16 (1/65536, -32768),
/// int16 to int16 (1/32768, 0), float32.
struct softmax : row_operator {
  static constexpr builtin_operator code = builtin_operator::softmax;

  static constexpr float beta(const node_view& view) {
    return view.options().scalar<float>(schema::softmax_options::beta);
  }

  struct int8_scale : difference_exponential {
    using parameters = int8_scale;
    constexpr explicit int8_scale(const node_view& view)
        : difference_exponential(beta(view), view.input(0).quantization.scale()) {}
  };

  /// beta * input scale / (10 / 65535), the last factor rounded to double before.
  struct int16_scale {
    using parameters = int16_scale;
    quantized_multiplier value;
    constexpr explicit int16_scale(const node_view& view)
        : value(
              divide(real(beta(view)) * real(view.input(0).quantization.scale()), real(0x14001400140014, -65))
                  .quantized()) {}
  };

  struct float_scale {
    using parameters = float_scale;
    float value;
    constexpr explicit float_scale(const node_view& view) : value(beta(view)) {}
  };

  static constexpr void check(node_check& check) {
    if (!check.operands(1, 1)) return;
    const operand input = check.input(0);
    const operand output = check.output();
    constexpr auto f32 = tensor_type::float32;
    constexpr auto i16 = tensor_type::int16;
    if (!check.type(input, {tensor_type::int8, i16, f32})) return;
    const bool same = input.type == f32 || input.type == i16;
    if (!(same ? check.same_type(output, input.type) : check.type(output, {tensor_type::int8, i16}))) return;
    bool ok = check_rows(check);
    ok &= check.require(node_check::is_finite(beta(check.view())) && beta(check.view()) > 0.0F,
                        error::bad_beta);
    if (!ok) return;
    if (input.type == f32) return;
    if (!check.quantized(output) || !check.quantized(input)) return;
    if (input.type == i16) {
      check.symmetric(input);
      check_output(check, 1.0F / 32768, 0);
      check_depth(check, 0xffff);  // shares of at most 2^15 - 1
      const int exponent = int16_scale(check.view()).value.exponent;
      check.require(exponent <= 15, error::scales_too_far_apart, input.index, exponent);
      return;
    }
    const bool wide = output.type == i16;
    check_output(check, wide ? 1.0F / 65536 : 1.0F / 256, wide ? -32768 : -128);
    check_depth(check, 0xfff);  // the sum has 12 integer bits
    const int8_scale scale(check.view());
    check.require(scale.is_valid(), error::scales_too_far_apart, input.index, scale.to_q5_26.exponent);
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    context.template visit_input<std::int8_t, std::int16_t, float>(
        [&](auto tag) { run_on<typename decltype(tag)::type>(context); });
  }

 private:
  template <class T, class Context>
  static constexpr void run_on(const Context& context) {
    const auto g = context.template geometry<softmax>();
    const auto input = context.template input<T, 0>();
    if constexpr (std::is_same_v<T, float>) {
      portable::softmax_float(g, input, context.template parameters<float_scale>().value,
                              context.template output<float>());
    } else if constexpr (std::is_same_v<T, std::int16_t>) {
      portable::softmax_int16(g, input, context.template parameters<int16_scale>().value,
                              context.template output<std::int16_t>());
    } else {
      context.template visit_output<std::int8_t, std::int16_t>([&](auto to) {
        portable::softmax(g, input, context.template parameters<int8_scale>(),
                          context.template output<typename decltype(to)::type>());
      });
    }
  }
  static constexpr void check_output(node_check& check, float step, std::int32_t zero_point) {
    const operand output = check.output();
    const float deviation = output.quantization.scale() - step;
    check.require(output.quantization.zero_point() == zero_point && deviation <= step / 1000 &&
                      deviation >= -step / 1000,
                  error::bad_output_quantization, output.index);
  }
};

}  // namespace ops
}  // namespace mote

#endif
