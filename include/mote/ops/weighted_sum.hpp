// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_WEIGHTED_SUM_HPP
#define MOTE_OPS_WEIGHTED_SUM_HPP

#include <cstdint>
#include <type_traits>

#include "mote/ops/activation.hpp"
#include "mote/ops/channel.hpp"
#include "mote/ops/node_view.hpp"
#include "mote/ops/op_list.hpp"

// What operators of constant weights share: the types that go together, and the arithmetic around the sums.
//
//   activations   weights      bias           sum     multiplied
//   int8          int8, int4   int32          int32   twice rounded
//   int16         int8         int32          int32   twice rounded
//   int16         int8         int64 or none  int64   once rounded
//   float32       float32      float32        float
//
// A kernel is a template over the types and written once: (input[k] + input_offset) * weights[k] are added up
// in the type of the channel's bias, and finish() makes the output of the sum. Both rows of int16 are one
// instance, that adds up in 64 bits: the low 32 are those of the narrower sum.

namespace mote {

/// Most products that a sum of int8 activations (with their zero point removed) and int8 weights can have
/// without leaving 32 bits: 255 * 128 each.
inline constexpr std::int64_t most_products = 0x7fffffff / (255 * 128);

/// The offset of activations whose zero point is 0.
struct no_offset {
  template <class T>
  friend constexpr T operator+(T value, no_offset) {
    return value;
  }
};

/// How a family of operators differs from the others: it derives from this and replaces what it must.
struct weighted_sum_traits {
  /// Positions of the operands. The weights are input 1.
  static constexpr int input = 0;
  static constexpr int bias = 2;
  /// Dimension of the weights along which the output channels lie.
  static constexpr int channel_axis = 0;
  // Source of the multipliers' rounding: PopulateConvolutionQuantizationParams.
  static constexpr scale_product product = scale_product::in_double;
  static constexpr bool has_int4_weights = true;
  /// int16 activations: whether the bias may be int32, and whether int16.
  static constexpr bool has_narrow_sums = false;
  static constexpr bool has_int16_bias = false;
};

/// Parameters and channels of a node with activations of type Input.
template <class Traits, class Input>
struct weighted_sum_arithmetic;

template <class Traits>
struct weighted_sum_arithmetic<Traits, std::int8_t> {
  using channels = channel_table<Traits::product, Traits::channel_axis, channel, Traits::input, Traits::bias>;

  struct parameters {
    std::int32_t input_offset;
    output_stage stage;

    constexpr explicit parameters(const node_view& view)
        : input_offset(-view.input(Traits::input).quantization.zero_point()),
          stage(output_stage_of(view, Traits::options::activation)) {}
  };
};

template <class Traits>
struct weighted_sum_arithmetic<Traits, std::int16_t> {
  using channels =
      channel_table<Traits::product, Traits::channel_axis, wide_channel, Traits::input, Traits::bias>;

  struct parameters {
    no_offset input_offset;
    wide_output_stage stage;

    constexpr explicit parameters(const node_view& view)
        : stage{output_stage_of(view, Traits::options::activation), is_narrow(view)} {}
  };

  /// Without a bias an option says which type it would have.
  static constexpr bool is_narrow([[maybe_unused]] const node_view& view) {
    if constexpr (Traits::has_narrow_sums) {
      const auto absent = view.options().template scalar<std::int8_t>(Traits::options::quantized_bias_type);
      const bool has_bias = view.has_input(Traits::bias);
      return (has_bias ? bias_of<Traits::bias>(view).type : static_cast<tensor_type>(absent)) ==
             tensor_type::int32;
    } else {
      return false;
    }
  }
};

template <class Traits>
struct weighted_sum_arithmetic<Traits, float> {
  using channels = float_channel_table<Traits::channel_axis, Traits::bias>;

  struct parameters {
    no_offset input_offset;
    float_stage stage;

    constexpr explicit parameters(const node_view& view)
        : stage(float_stage_of(view, Traits::options::activation)) {}
  };
};

/// Base of the operators.
template <class Traits>
struct weighted_sum {
  /// Of a node with int8 activations: what a target's kernels pack.
  using channels = typename weighted_sum_arithmetic<Traits, std::int8_t>::channels;
  using parameters = typename weighted_sum_arithmetic<Traits, std::int8_t>::parameters;
  static constexpr scale_product product = Traits::product;

 protected:
  /// Number and types of the operands, and that the weights are constant.
  static constexpr bool check_operands(node_check& check) {
    if (!check.operands(Traits::bias, Traits::bias + 1)) return false;
    const operand input = check.input(Traits::input);
    const operand weights = check.input(1);
    const operand output = check.output();
    const bool is_quantized = weights.type == tensor_type::int8 || weights.type == tensor_type::int4;
    if (input.type == tensor_type::float32 && is_quantized) {
      return check.require(false, error::hybrid_model, input.index);
    }
    if (!check.type(input, {tensor_type::int8, tensor_type::int16, tensor_type::float32})) return false;
    const bool may_be_int4 = Traits::has_int4_weights && input.type == tensor_type::int8;
    bool ok = input.type == tensor_type::float32 ? check.type(weights, {tensor_type::float32})
              : may_be_int4                      ? check.type(weights, {tensor_type::int8, tensor_type::int4})
                                                 : check.type(weights, {tensor_type::int8});
    ok &= check.type(output, {input.type});
    ok &= check.require(weights.is_constant(), error::not_constant, weights.index);
    return ok;
  }

  /// Quantization, bias and activation, for sums of that many products.
  static constexpr void check_arithmetic(node_check& check, std::int64_t products) {
    // Exponents that the reference's multiplications of 32-bit and of 64-bit sums are defined for.
    constexpr int most_narrow = 30;
    constexpr int most_wide = 7;
    const operand input = check.input(Traits::input);
    const operand weights = check.input(1);
    const operand output = check.output();
    const std::int32_t channels = weights.shape[Traits::channel_axis];
    if (!check_activation(check, Traits::options::activation)) return;
    if (input.type == tensor_type::float32) {
      check_bias(check, Traits::bias, channels, {tensor_type::float32});
    } else if (input.type == tensor_type::int8) {
      bool ok =
          check.require(products <= most_products, error::accumulator_overflow, weights.index, products);
      ok &= check.quantized(input);
      ok &= check.quantized(output);
      if (!ok || !check_bias(check, Traits::bias, channels, {tensor_type::int32})) return;
      check_channels(check, input, Traits::channel_axis, most_narrow);
    } else {
      bool ok = check.symmetric(input);
      ok &= check.symmetric(output);
      constexpr tensor_type other = Traits::has_narrow_sums  ? tensor_type::int32
                                    : Traits::has_int16_bias ? tensor_type::int16
                                                             : tensor_type::int64;
      if (!ok || !check_bias(check, Traits::bias, channels, {tensor_type::int64, other})) return;
      const bool is_narrow = weighted_sum_arithmetic<Traits, std::int16_t>::is_narrow(check.view());
      check_channels(check, input, Traits::channel_axis, is_narrow ? most_narrow : most_wide);
    }
  }

  /// Calls kernel(geometry, input, weights, channels, input_offset, stage, output) with the node's types.
  template <class Op, class Context, class Kernel>
  static constexpr void run_with(const Context& context, Kernel kernel) {
    context.template visit_input_at<Traits::input, std::int8_t, std::int16_t, float>([&](auto in) {
      using input_type = typename decltype(in)::type;
      visit_weights<input_type>(context, [&](auto of_weights) {
        using weight_type = typename decltype(of_weights)::type;
        using arithmetic = weighted_sum_arithmetic<Traits, input_type>;
        const auto& p = context.template parameters<arithmetic>();
        kernel(context.template geometry<Op>(), context.template input<input_type, Traits::input>(),
               context.template input<weight_type, 1>(),
               context.template table<typename arithmetic::channels>(), p.input_offset, p.stage,
               context.template output<input_type>());
      });
    });
  }

 private:
  template <class Input, class Context, class Use>
  static constexpr void visit_weights([[maybe_unused]] const Context& context, Use use) {
    if constexpr (std::is_same_v<Input, float>) {
      use(type_tag<float>{});
    } else if constexpr (std::is_same_v<Input, std::int8_t> && Traits::has_int4_weights) {
      context.template visit_input_at<1, std::int8_t, int4>(use);
    } else {
      use(type_tag<std::int8_t>{});
    }
  }
};

}  // namespace mote

#endif
