// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_ADD_N_HPP
#define MOTE_OPS_ADD_N_HPP

#include <cstdint>
#include <limits>
#include <type_traits>

#include "mote/config.hpp"
#include "mote/fixed_point.hpp"
#include "mote/ops/activation.hpp"
#include "mote/ops/elementwise.hpp"

namespace mote {
namespace portable {

/// sums[i] += input[i] for i < count.
template <class Input, class Sum>
MOTE_NOINLINE constexpr void accumulate(std::int32_t count, const Input& input, Sum* sums) {
  for (std::int32_t i = 0; i < count; ++i) sums[i] += input[i];
}

/// output[i] = function(sums[i]) for i < count.
template <class Sum, class Function, class Output>
MOTE_NOINLINE constexpr void finish_sums(std::int32_t count, const Sum* sums, const Function& function,
                                         Output* output) {
  for (std::int32_t i = 0; i < count; ++i) output[i] = function(sums[i]);
}

}  // namespace portable

namespace ops {

/// ADD_N: the sum of two or more tensors of one shape, of int8 with one scale and zero point, or of float32.
struct add_n {
  static constexpr builtin_operator code = builtin_operator::add_n;

  /// Inputs go to the scale 2 * scale / 2^20 and their sum to the output. The sum begins with a stored 0, not
  /// with the zero point. Source of the arithmetic: CalculateOpData in add_n.cc, reference_ops::AddN.
  struct quantized_sum {
    /// Of left shifts by 20 and a multiplier of 1/2.
    static constexpr int shift = 19;
    std::int32_t offset;
    quantized_multiplier output_multiplier;
    output_stage stage;

    constexpr explicit quantized_sum(const node_view& view)
        : offset(-view.input(0).quantization.zero_point() * (view.input_count() + 1)),
          output_multiplier(
              (real(view.input(0).quantization.scale()) / real(view.output().quantization.scale()))
                  .times_power_of_two(-shift)
                  .quantized()),
          stage(output_stage_of(view.output())) {}

    constexpr std::int8_t operator()(std::int32_t sum) const {
      return static_cast<std::int8_t>(stage(multiply((sum + offset) * (1 << shift), output_multiplier)));
    }
  };
  /// Whether sums of so many inputs, and the stored 0, fit in 32 bits when they are shifted.
  static constexpr bool fits(std::int64_t inputs, std::int64_t zero_point) {
    constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max() >> quantized_sum::shift;
    const std::int64_t widest = zero_point < 0 ? 127 - zero_point : 128 + zero_point;
    return (inputs + 1) * widest <= most;
  }

  struct float_sum {
    constexpr explicit float_sum(const node_view& /*view*/) {}
    constexpr float operator()(float sum) const { return sum; }
  };

  static constexpr void check(node_check& check) {
    const node_view& view = check.view();
    if (!check.operands(2, std::numeric_limits<int>::max())) return;
    const operand first = check.input(0);
    const operand output = check.output();
    if (!check.type(first, {tensor_type::int8, tensor_type::float32})) return;
    const bool is_int8 = first.type == tensor_type::int8;
    bool ok = check.same_type(output, first.type);
    ok &= check.same_shape(first, output);
    if (is_int8) {
      ok &= check.quantized(first);
      ok &= check.quantized(output);
    }
    for (int k = 1; k < view.input_count() && ok; ++k) {
      const operand other = check.any_input(k);
      ok = check.require(view.has_input(k), error::missing_input, none, k) &&
           check.same_type(other, first.type) && check.same_shape(first, other) &&
           (!is_int8 || (check.quantized(other) && check.same_quantization(first, other)));
    }
    if (!ok || !is_int8) return;
    if (!check.require(fits(view.input_count(), first.quantization.zero_point()), error::accumulator_overflow,
                       first.index, view.input_count())) {
      return;
    }
    check.require(quantized_sum(view).output_multiplier.exponent <= 30, error::scales_too_far_apart,
                  output.index);
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    context.template visit_output<std::int8_t, float>([&](auto tag) {
      using type = typename decltype(tag)::type;
      using sum_type = std::conditional_t<std::is_same_v<type, float>, float, std::int32_t>;
      using function = std::conditional_t<std::is_same_v<type, float>, float_sum, quantized_sum>;
      // Part by part, so that the sums need little memory.
      constexpr std::int32_t part = 32;
      const std::int32_t size = context.view().output().shape.element_count();
      const auto& finish = context.template parameters<function_of<function>>();
      for (std::int32_t begin = 0; begin < size; begin += part) {
        const std::int32_t count = size - begin < part ? size - begin : part;
        sum_type sums[part]{};
        context.template for_each_input<type>([&](auto /*position*/, const auto& elements) {
          portable::accumulate(count, elements + begin, sums);
        });
        portable::finish_sums(count, sums, finish, context.template output<type>() + begin);
      }
    });
  }
};

}  // namespace ops
}  // namespace mote

#endif
