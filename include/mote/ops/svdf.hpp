// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_SVDF_HPP
#define MOTE_OPS_SVDF_HPP

#include <cstdint>
#include <limits>
#include <type_traits>

#include "mote/config.hpp"
#include "mote/fixed_point.hpp"
#include "mote/ops/activation.hpp"
#include "mote/ops/extents.hpp"
#include "mote/ops/node_view.hpp"

namespace mote {

/// Each unit has `rank` filters, each filter remembers its last `memory` values.
template <class Extents>
struct svdf_geometry : Extents {
  constexpr std::int32_t batches() const { return this->template get<0>(); }
  constexpr std::int32_t depth() const { return this->template get<1>(); }
  constexpr std::int32_t units() const { return this->template get<2>(); }
  constexpr std::int32_t rank() const { return this->template get<3>(); }
  constexpr std::int32_t memory() const { return this->template get<4>(); }
  constexpr std::int32_t filters() const { return units() * rank(); }
};

namespace portable {

/// One step in time of a layer whose weights are products of vectors over features and over time.
///
/// state[b, f, m] = state[b, f, m + 1], the last one new: that of the sum over k of input[b, k] * features[f,
/// k] output[b, u] = bias[u] + sum over the filters f of unit u and over m of state[b, f, m] * times[f, m]
///
/// input [batches, depth], features [filters, depth], times [filters, memory], bias [units], state [batches,
/// filters, memory], output [batches, units]. Source: EvalIntegerSvdfReference, EvalFloatSvdfReference.
template <class Geometry, class Arithmetic, class Input, class Features, class Times, class Bias, class State,
          class Output>
MOTE_NOINLINE constexpr void svdf(const Geometry& g, const Arithmetic& arithmetic, const Input& input,
                                  const Features& features, const Times& times, const Bias& bias,
                                  State* state, Output* output) {
  const std::int32_t newest = g.memory() - 1;
  for (std::int32_t b = 0; b < g.batches(); ++b) {
    std::int32_t filter = 0;
    for (std::int32_t u = 0; u < g.units(); ++u) {
      auto total = bias[u];
      for (std::int32_t r = 0; r < g.rank(); ++r, ++filter, state += g.memory()) {
        typename Arithmetic::sum_type feature{};
        for (std::int32_t k = 0; k < g.depth(); ++k) {
          feature =
              arithmetic.add_feature(feature, input[b * g.depth() + k], features[filter * g.depth() + k]);
        }
        for (std::int32_t m = 0; m < newest; ++m) state[m] = state[m + 1];
        state[newest] = static_cast<State>(arithmetic.state(feature));
        typename Arithmetic::sum_type sum{};
        for (std::int32_t m = 0; m < g.memory(); ++m) {
          sum = arithmetic.add_time(sum, state[m], times[filter * g.memory() + m]);
        }
        total = Arithmetic::add(total, sum);
      }
      *output++ = static_cast<Output>(arithmetic.result(total));
    }
  }
}

}  // namespace portable

namespace ops {

/// SVDF: int8 with a state of int8 or int16, or float32. Inputs: activations, weights of the features,
/// weights over time, an optional constant bias, and the state, a variable tensor.
struct svdf {
  static constexpr builtin_operator code = builtin_operator::svdf;
  using option = schema::svdf_options;
  template <class Extents>
  using geometry = svdf_geometry<Extents>;
  static constexpr int bias_position = 3;
  static constexpr int state_position = 4;

  /// Source of the scales: PrepareSvdf, which computes in float. The fused activation is ignored there, too.
  struct quantized_arithmetic {
    std::int32_t input_offset;
    std::int32_t state_offset = 0;
    quantized_multiplier to_state;
    quantized_multiplier to_output;
    output_stage stage;

    constexpr explicit quantized_arithmetic(const node_view& view)
        : input_offset(-view.input(0).quantization.zero_point()),
          stage{view.output().quantization.zero_point(), -128, 127} {
      const quantization state = view.any_input(state_position).quantization;
      state_offset = -state.zero_point();
      to_state =
          multiplier(view.input(0).quantization.scale(), view.input(1).quantization.scale(), state.scale());
      to_output =
          multiplier(state.scale(), view.input(2).quantization.scale(), view.output().quantization.scale());
    }

   private:
    static constexpr quantized_multiplier multiplier(float a, float b, float result) {
      return ((real(a) * real(b)).rounded_to_float() / real(result)).rounded_to_float().quantized();
    }
  };

  /// Sums may wrap, as the reference's do.
  template <class State>
  struct integer_arithmetic : quantized_arithmetic {
    using parameters = integer_arithmetic;
    using sum_type = std::int32_t;

    using quantized_arithmetic::quantized_arithmetic;

    static constexpr std::int32_t add(std::int32_t a, std::int32_t b) { return wrapping_add(a, b); }
    constexpr std::int32_t add_feature(std::int32_t sum, std::int32_t x, std::int32_t weight) const {
      return add(sum, (x + input_offset) * weight);
    }
    constexpr std::int32_t add_time(std::int32_t sum, std::int32_t s, std::int32_t weight) const {
      return add(sum, (s + state_offset) * weight);
    }
    /// Clamped before the zero point is added, which may wrap.
    constexpr std::int32_t state(std::int32_t feature) const {
      constexpr std::int32_t low = std::numeric_limits<State>::min();
      constexpr std::int32_t high = std::numeric_limits<State>::max();
      return clamp(multiply(feature, to_state), low, high) - state_offset;
    }
    constexpr std::int32_t result(std::int32_t total) const { return stage(multiply(total, to_output)); }
  };

  struct float_arithmetic {
    using parameters = float_arithmetic;
    using sum_type = float;

    float_stage stage;

    constexpr explicit float_arithmetic(const node_view& view)
        : stage(float_stage_of(view, option::activation)) {}

    static constexpr float add(float a, float b) { return a + b; }
    static constexpr float add_feature(float sum, float x, float weight) { return sum + x * weight; }
    static constexpr float add_time(float sum, float s, float weight) { return sum + s * weight; }
    static constexpr float state(float feature) { return feature; }
    constexpr float result(float total) const { return stage(total); }
  };

  /// The bias; 0 where there is none.
  template <class T>
  class biases {
   public:
    using value_type = T;

    constexpr explicit biases(const node_view& view)
        : data_(view.any_input(bias_position).data), size_(view.output().shape.back()) {}

    constexpr std::int32_t size() const { return size_; }
    constexpr T operator[](std::int32_t unit) const {
      return data_.load_as<T>(static_cast<std::uint32_t>(unit));
    }

   private:
    flatbuffer::vector<char> data_;
    std::int32_t size_;
  };

  static constexpr dynamic_extents<5> extents(const node_view& view) {
    const shape& input = view.input(0).shape;
    const shape& times = view.input(2).shape;
    const std::int32_t units = view.output().shape[1];
    return {{input[0], input[1], units, times[0] / units, times[1]}};
  }

  static constexpr void check(node_check& check) {
    const operand input = check.input(0);
    const operand features = check.input(1);
    const operand times = check.input(2);
    const operand state = check.any_input(state_position);
    if (!check.operands(3, 5)) return;
    if (!check.require(state.index != none, error::missing_input, none, state_position)) return;
    if (!check_types(check, state) || !check_shapes(check, state)) return;
    if (!check.variable(state)) return;
    if (input.type == tensor_type::float32) {
      check_activation(check, option::activation);
      return;
    }
    bool ok = check.quantized(input);
    ok &= check.symmetric(features);
    ok &= check.symmetric(times);
    ok &= check.quantized_activations(state);
    ok &= check.quantized(check.output());
    if (!ok) return;
    const quantized_arithmetic arithmetic(check.view());
    check.require(arithmetic.to_state.exponent <= 30, error::scales_too_far_apart, state.index);
    check.require(arithmetic.to_output.exponent <= 30, error::scales_too_far_apart, check.output().index);
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    context.template visit_input_at<state_position, std::int8_t, std::int16_t, float>([&](auto tag) {
      using state = typename decltype(tag)::type;
      constexpr bool is_float = std::is_same_v<state, float>;
      using element = std::conditional_t<is_float, float, std::int8_t>;
      using bias = std::conditional_t<is_float, float, std::int32_t>;
      using arithmetic = std::conditional_t<is_float, float_arithmetic, integer_arithmetic<state>>;
      portable::svdf(context.template geometry<svdf>(), context.template parameters<arithmetic>(),
                     context.template input<element, 0>(), context.template input<element, 1>(),
                     context.template input<state, 2>(), context.template table<biases<bias>>(),
                     context.template variable<state, state_position>(), context.template output<element>());
    });
  }

 private:
  static constexpr bool check_types(node_check& check, const operand& state) {
    const operand input = check.input(0);
    const operand features = check.input(1);
    if (input.type == tensor_type::float32 && features.type == tensor_type::int8) {
      return check.require(false, error::hybrid_model, input.index);
    }
    if (!check.type(input, {tensor_type::int8, tensor_type::float32})) return false;
    const bool is_float = input.type == tensor_type::float32;
    bool ok = check.same_type(features, input.type);
    ok &= is_float ? check.same_type(state, input.type)
                   : check.type(state, {tensor_type::int8, tensor_type::int16});
    ok &= check.same_type(check.input(2), state.type);
    ok &= check.same_type(check.output(), input.type);
    if (!check.view().has_input(bias_position)) return ok;
    const operand bias = check.any_input(bias_position);
    ok &= check.same_type(bias, is_float ? tensor_type::float32 : tensor_type::int32);
    return check.require(bias.is_constant(), error::not_constant, bias.index) && ok;
  }

  static constexpr bool check_shapes(node_check& check, const operand& state) {
    const operand input = check.input(0);
    const operand features = check.input(1);
    const operand times = check.input(2);
    const operand output = check.output();
    bool ok = check.rank(input, 2);
    ok &= check.rank(features, 2);
    ok &= check.rank(times, 2);
    ok &= check.rank(output, 2);
    if (!ok) return false;
    const std::int32_t filters = features.shape[0];
    const auto rank = check.view().options().scalar<std::int32_t>(option::rank);
    if (!check.require(rank > 0 && filters % rank == 0, error::bad_option, none, rank)) return false;
    ok &= check.require(features.shape[1] == input.shape[1], error::shape_mismatch, features.index);
    ok &= check.require(times.shape[0] == filters, error::shape_mismatch, times.index);
    ok &= check.require(output.shape == shape(input.shape[0], filters / rank), error::shape_mismatch,
                        output.index);
    const std::int64_t remembered = std::int64_t{times.shape.element_count()} * input.shape[0];
    ok &= check.require(state.shape.element_count() == remembered, error::shape_mismatch, state.index);
    if (!check.view().has_input(bias_position)) return ok;
    const operand bias = check.any_input(bias_position);
    return check.require(bias.shape.element_count() == filters / rank, error::shape_mismatch, bias.index) &&
           ok;
  }
};

}  // namespace ops
}  // namespace mote

#endif
