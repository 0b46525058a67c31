// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_UNIDIRECTIONAL_SEQUENCE_LSTM_HPP
#define MOTE_OPS_UNIDIRECTIONAL_SEQUENCE_LSTM_HPP

#include <cstdint>
#include <limits>
#include <type_traits>

#include "mote/config.hpp"
#include "mote/fixed_point.hpp"
#include "mote/ops/activation.hpp"
#include "mote/ops/convolution.hpp"
#include "mote/ops/extents.hpp"
#include "mote/ops/logistic.hpp"
#include "mote/ops/node_view.hpp"
#include "mote/ops/tanh.hpp"

// A long short-term memory layer. Each cell has four gates, and a gate has weights for the inputs, weights
// for the hidden state, which is the output of the step before, and a bias:
//
//   gate = input_weights * input + recurrent_weights * hidden + bias
//   cell = logistic(forget gate) * cell + logistic(input gate) * tanh(cell gate)
//   hidden = logistic(output gate) * tanh(cell)
//
// The new hidden state is written to the output first and copied when all cells have read the old one, so no
// other memory is needed.

namespace mote {

/// The order of the gates' operands.
enum lstm_gate_index : int { input_gate, forget_gate, cell_gate, output_gate, lstm_gates };

/// Positions of the operands: activations at 0, weights of the gates for the input and then for the hidden
/// state, biases, and the two states. What else there can be is not supported.
struct lstm_operands {
  static constexpr int first_weights = 1;
  static constexpr int first_recurrent_weights = first_weights + lstm_gates;
  static constexpr int first_bias = 12;
  static constexpr int hidden_position = 18;
  static constexpr int cell_position = 19;
  static constexpr int fewest_inputs = 20;
  static constexpr int most_inputs = 24;
};

template <class Extents>
struct lstm_geometry : Extents {
  constexpr std::int32_t batches() const { return this->template get<0>(); }
  constexpr std::int32_t times() const { return this->template get<1>(); }
  constexpr std::int32_t depth() const { return this->template get<2>(); }
  constexpr std::int32_t cells() const { return this->template get<3>(); }
  /// Rows of the input from one batch, or one time, to the next.
  constexpr std::int32_t batch_step() const { return this->template get<4>(); }
  constexpr std::int32_t time_step() const { return this->template get<5>(); }
};

/// Operands of a gate: input_weights [cells, depth], recurrent_weights [cells, cells], biases [cells].
template <class Weights, class Biases>
struct lstm_gate {
  Weights input_weights;
  Weights recurrent_weights;
  Biases biases;
};
template <class Weights, class Biases>
lstm_gate(Weights, Weights, Biases) -> lstm_gate<Weights, Biases>;

/// What quantized layers have in common. Gates are int16 in steps of 2^-12, their logistic and tanh in steps
/// of 2^-15, cells int16 in steps of a power of two.
///
/// Source: PrepareGateParametersInteger, CalculateLstmGate, UpdateLstmCell, UpdateLstmHidden.
struct quantized_lstm : lstm_operands {
  using cell_type = std::int16_t;
  // Of gates and cells.
  static constexpr std::int32_t low = std::numeric_limits<cell_type>::min();
  static constexpr std::int32_t high = std::numeric_limits<cell_type>::max();

  quantized_multiplier of_input[lstm_gates];
  quantized_multiplier of_hidden[lstm_gates];
  quantized_multiplier to_cell;
  quantized_multiplier to_hidden;
  output_stage stage;
  std::int32_t input_offset;
  std::int32_t hidden_offset = 0;
  std::int32_t cell_low = low;
  std::int32_t cell_high = high;
  std::int32_t tanh_factor = 3;
  int tanh_shift = 0;

  constexpr explicit quantized_lstm(const node_view& view)
      : input_offset(-view.input(0).quantization.zero_point()) {
    const tensor hidden = view.any_input(hidden_position);
    const float input_scale = view.input(0).quantization.scale();
    const float hidden_scale = hidden.quantization.scale();
    for (int i = 0; i < 2 * lstm_gates; ++i) {
      const bool is_recurrent = i >= lstm_gates;
      quantized_multiplier* const multipliers = is_recurrent ? of_hidden : of_input;
      multipliers[i % lstm_gates] =
          gate_multiplier(is_recurrent ? hidden_scale : input_scale, view.any_input(first_weights + i));
    }
    hidden_offset = -hidden.quantization.zero_point();
    const value_range range = range_of(hidden.type);
    stage = {hidden.quantization.zero_point(), static_cast<std::int32_t>(range.low),
             static_cast<std::int32_t>(range.high)};

    const float cell_scale = view.any_input(cell_position).quantization.scale();
    to_cell = product_multiplier(cell_scale);
    to_hidden = product_multiplier(hidden_scale);
    const auto clip = view.options().scalar<float>(schema::unidirectional_sequence_lstm_options::cell_clip);
    if (clip > 0.0F) {
      const real steps = real(clip) / real(cell_scale);
      if (steps < real(0x8000, 0)) cell_high = static_cast<std::int32_t>(steps.floor());
      cell_low = -cell_high;
    }
    const int doublings = 12 + log2_of(cell_scale);
    if (doublings >= 0) {
      tanh_factor = 3 * (1 << doublings);
    } else {
      tanh_shift = -doublings;
    }
  }

  /// The nearest whole logarithm of a scale.
  static constexpr int log2_of(float scale) { return static_cast<int>(rounded_bits(scale) >> 23) - 127; }
  /// Within 1/2000.
  static constexpr bool is_power_of_two(float scale) { return (rounded_bits(scale) & 0x7fe000) == 0; }

  constexpr std::int16_t next_cell(const std::int16_t* gates, std::int16_t cell) const {
    constexpr quantized_multiplier by_gate{1 << 30, -14};
    const std::int32_t kept = narrow(multiply(logistic(gates[forget_gate]) * cell, by_gate));
    const std::int32_t taken = narrow(
        multiply(logistic(gates[input_gate]) * functions::tanh::interpolated(3 * gates[cell_gate]), to_cell));
    return static_cast<std::int16_t>(clamp(kept + taken, cell_low, cell_high));
  }
  constexpr std::int32_t hidden(const std::int16_t* gates, std::int16_t cell) const {
    const std::int32_t half = tanh_shift > 0 ? 1 << (tanh_shift - 1) : 0;
    const std::int32_t tanh = functions::tanh::interpolated((cell * tanh_factor + half) >> tanh_shift);
    return stage(multiply(tanh * logistic(gates[output_gate]), to_hidden));
  }

 protected:
  static constexpr std::int16_t narrow(std::int32_t value) {
    return static_cast<std::int16_t>(clamp(value, low, high));
  }

 private:
  static constexpr std::uint32_t rounded_bits(float scale) {
    return __builtin_bit_cast(std::uint32_t, scale) + (1U << 12);
  }
  /// The reference multiplies the scales in float.
  static constexpr quantized_multiplier gate_multiplier(float scale, const tensor& weights) {
    return (real(scale) * real(weights.quantization.scale()))
        .rounded_to_float()
        .times_power_of_two(12)
        .quantized();
  }
  /// For products of what gates were turned into.
  static constexpr quantized_multiplier product_multiplier(float output_scale) {
    return (real(1, -30) / real(output_scale)).quantized();
  }
  static constexpr std::int32_t logistic(std::int16_t gate) {
    return static_cast<std::int32_t>(functions::logistic::interpolated(3 * gate));
  }
};

/// Quantized activations of type T: int8, or int16 around 0, which are summed in 64 bits.
template <class T>
struct integer_lstm : quantized_lstm {
  using parameters = integer_lstm;
  using sum_type = std::conditional_t<sizeof(T) == 1, std::int32_t, std::int64_t>;
  // Up to which the reference's multiplications of 32-bit and of 64-bit sums are defined.
  static constexpr int most_exponent = sizeof(T) == 1 ? 30 : 7;

  using quantized_lstm::quantized_lstm;

  constexpr sum_type input_product(std::int32_t x, std::int32_t weight) const {
    return (x + input_offset) * weight;
  }
  constexpr sum_type hidden_product(std::int32_t h, std::int32_t weight) const {
    return (h + hidden_offset) * weight;
  }
  static constexpr sum_type with_bias(sum_type sum, sum_type bias) {
    if constexpr (sizeof(sum_type) == 8) {
      return wrapping_add_wide(sum, bias);
    } else {
      return wrapping_add(sum, bias);
    }
  }
  constexpr std::int16_t gate(int index, sum_type from_input, sum_type bias, sum_type from_hidden) const {
    return narrow(narrow(scaled(with_bias(from_input, bias), of_input[index])) +
                  narrow(scaled(from_hidden, of_hidden[index])));
  }

 private:
  static constexpr std::int32_t scaled(std::int32_t sum, quantized_multiplier by) {
    return multiply(sum, by);
  }
  static constexpr std::int32_t scaled(std::int64_t sum, quantized_multiplier by) {
    return multiply_wide(sum, by);
  }
};

struct float_lstm {
  using parameters = float_lstm;
  using sum_type = float;
  using cell_type = float;

  float clip;  // none if 0

  constexpr explicit float_lstm(const node_view& view)
      : clip(view.options().scalar<float>(schema::unidirectional_sequence_lstm_options::cell_clip)) {}

  static constexpr float input_product(float x, float weight) { return x * weight; }
  static constexpr float hidden_product(float h, float weight) { return h * weight; }
  static constexpr float gate(int /*index*/, float from_input, float bias, float from_hidden) {
    return from_input + bias + from_hidden;
  }
  float next_cell(const float* gates, float cell) const {
    const float next =
        logistic(gates[forget_gate]) * cell + logistic(gates[input_gate]) * tanh(gates[cell_gate]);
    return clip > 0.0F ? clamp(next, -clip, clip) : next;
  }
  static float hidden(const float* gates, float cell) { return tanh(cell) * logistic(gates[output_gate]); }

 private:
  static float logistic(float x) { return functions::logistic()(x); }
  static float tanh(float x) { return functions::tanh()(x); }
};

namespace portable {

/// Runs all times of all batches: see the top of the file.
///
/// input [rows, depth], output [rows, cells], with rows for batches and times in either order, gates
/// [lstm_gates], hidden and cell [batches, cells]. Source: EvalLstm.
template <class Geometry, class Arithmetic, class Input, class Weights, class Biases, class Cell,
          class Output>
MOTE_NOINLINE constexpr void lstm(const Geometry& g, const Arithmetic& arithmetic, Input input,
                                  const lstm_gate<Weights, Biases>* gates, Output* hidden, Cell* cell,
                                  Output* output) {
  for (std::int32_t b = 0; b < g.batches(); ++b, hidden += g.cells(), cell += g.cells()) {
    for (std::int32_t t = 0; t < g.times(); ++t) {
      const std::int32_t row = b * g.batch_step() + t * g.time_step();
      const Input in = input + row * g.depth();
      Output* const out = output + row * g.cells();
      for (std::int32_t c = 0; c < g.cells(); ++c) {
        Cell sums[lstm_gates]{};
        for (int k = 0; k < lstm_gates; ++k) {
          const Weights input_weights = gates[k].input_weights + c * g.depth();
          const Weights recurrent_weights = gates[k].recurrent_weights + c * g.cells();
          typename Arithmetic::sum_type from_input{};
          typename Arithmetic::sum_type from_hidden{};
          for (std::int32_t i = 0; i < g.depth(); ++i) {
            from_input += arithmetic.input_product(in[i], input_weights[i]);
          }
          for (std::int32_t i = 0; i < g.cells(); ++i) {
            from_hidden += arithmetic.hidden_product(hidden[i], recurrent_weights[i]);
          }
          sums[k] = arithmetic.gate(k, from_input, gates[k].biases[c], from_hidden);
        }
        cell[c] = arithmetic.next_cell(sums, cell[c]);
        out[c] = static_cast<Output>(arithmetic.hidden(sums, cell[c]));
      }
      for (std::int32_t c = 0; c < g.cells(); ++c) hidden[c] = out[c];
    }
  }
}

}  // namespace portable

namespace ops {

/// UNIDIRECTIONAL_SEQUENCE_LSTM: int8 or int16 activations with int8 weights, or float32. Neither peepholes
/// nor projection nor layer normalisation. Hidden and cell state are variable tensors.
struct unidirectional_sequence_lstm : lstm_operands {
  static constexpr builtin_operator code = builtin_operator::unidirectional_sequence_lstm;
  using option = schema::unidirectional_sequence_lstm_options;
  template <class Extents>
  using geometry = lstm_geometry<Extents>;

  static constexpr dynamic_extents<6> extents(const node_view& view) {
    const shape& in = view.input(0).shape;
    const std::int32_t cells = view.output().shape[2];
    if (is_time_major(view)) return {{in[1], in[0], in[2], cells, 1, in[1]}};
    return {{in[0], in[1], in[2], cells, in[1], 1}};
  }

  static constexpr void check(node_check& check) {
    if (!check_operands(check) || !check_types(check) || !check_shapes(check)) return;
    const node_view& view = check.view();
    const auto kind = view.options().scalar<std::int8_t>(option::activation);
    const auto clip = view.options().scalar<float>(option::cell_clip);
    bool ok =
        check.require(kind == static_cast<std::int8_t>(activation::tanh), error::bad_activation, none, kind);
    ok &= check.require(!(clip > 0.0F) || node_check::is_finite(clip), error::bad_option);
    if (!ok) return;
    if (view.input(0).type != tensor_type::float32) check_arithmetic(check);
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    context.template visit_input<std::int8_t, std::int16_t, float>([&](auto tag) {
      using element = typename decltype(tag)::type;
      using arithmetic = typename traits<element>::arithmetic;
      using cell = typename arithmetic::cell_type;
      const decltype(gate<input_gate, element>(context)) gates[] = {
          gate<input_gate, element>(context), gate<forget_gate, element>(context),
          gate<cell_gate, element>(context), gate<output_gate, element>(context)};
      portable::lstm(context.template geometry<unidirectional_sequence_lstm>(),
                     context.template parameters<arithmetic>(), context.template input<element, 0>(), gates,
                     context.template variable<element, hidden_position>(),
                     context.template variable<cell, cell_position>(), context.template output<element>());
    });
  }

 private:
  template <class T>
  struct traits {
    using arithmetic = integer_lstm<T>;
    using weight = std::int8_t;
  };

  static constexpr bool is_time_major(const node_view& view) {
    return view.options().scalar<bool>(option::time_major);
  }

  template <int Index, class T, class Context>
  static constexpr auto gate(const Context& context) {
    using weight = typename traits<T>::weight;
    return lstm_gate{context.template input<weight, first_weights + Index>(),
                     context.template input<weight, first_recurrent_weights + Index>(),
                     context.template input<typename traits<T>::arithmetic::sum_type, first_bias + Index>()};
  }

  static constexpr bool is_used(int position) {
    return position < first_weights + 2 * lstm_gates ||
           (position >= first_bias && position < first_bias + lstm_gates) || position == hidden_position ||
           position == cell_position;
  }

  static constexpr bool check_operands(node_check& check) {
    const node_view& view = check.view();
    bool ok = check.require(view.input_count() >= fewest_inputs && view.input_count() <= most_inputs,
                            error::bad_input_count, none, view.input_count());
    ok &= check.require(view.output_count() == 1, error::bad_output_count, none, view.output_count());
    if (!ok) return false;
    for (int i = 0; i < view.input_count(); ++i) {
      if (is_used(i)) {
        ok &= check.require(view.has_input(i), error::missing_input, none, i);
      } else {
        ok &= check.require(!view.has_input(i), error::bad_option, view.input_index(i), i);
      }
    }
    return ok && check.variable(check.any_input(hidden_position)) &&
           check.variable(check.any_input(cell_position));
  }

  static constexpr bool check_types(node_check& check) {
    const operand input = check.input(0);
    const bool is_float = input.type == tensor_type::float32;
    if (is_float && check.input(first_weights).type == tensor_type::int8) {
      return check.require(false, error::hybrid_model, input.index);
    }
    if (!check.type(input, {tensor_type::int8, tensor_type::int16, tensor_type::float32})) return false;
    const tensor_type weights = is_float ? input.type : tensor_type::int8;
    const tensor_type biases = is_float                           ? input.type
                               : input.type == tensor_type::int16 ? tensor_type::int64
                                                                  : tensor_type::int32;
    bool ok = check.same_type(check.any_input(hidden_position), input.type);
    ok &= check.same_type(check.any_input(cell_position), is_float ? input.type : tensor_type::int16);
    ok &= check.same_type(check.output(), input.type);
    for (int gate = 0; gate < lstm_gates; ++gate) {
      ok &= check.same_type(check.any_input(first_weights + gate), weights);
      ok &= check.same_type(check.any_input(first_recurrent_weights + gate), weights);
      ok &= check.same_type(check.any_input(first_bias + gate), biases);
    }
    return ok;
  }

  static constexpr bool check_shapes(node_check& check) {
    const operand input = check.input(0);
    const operand output = check.output();
    if (!check.rank(input, 3) || !check.rank(output, 3)) return false;
    const std::int32_t cells = output.shape[2];
    const std::int32_t batches = input.shape[is_time_major(check.view()) ? 1 : 0];
    const auto require = [&](bool fits, const operand& subject) {
      return check.require(fits, error::shape_mismatch, subject.index);
    };
    bool ok = require(output.shape == shape(input.shape[0], input.shape[1], cells), output);
    for (int gate = 0; gate < lstm_gates; ++gate) {
      const operand weights = check.any_input(first_weights + gate);
      const operand recurrent = check.any_input(first_recurrent_weights + gate);
      const operand bias = check.any_input(first_bias + gate);
      ok &= require(weights.shape == shape(cells, input.shape[2]), weights);
      ok &= require(recurrent.shape == shape(cells, cells), recurrent);
      ok &= require(bias.shape == shape(cells), bias);
    }
    for (const int position : {hidden_position, cell_position}) {
      const operand state = check.any_input(position);
      ok &= require(state.shape.element_count() == std::int64_t{batches} * cells, state);
    }
    return ok;
  }

  static constexpr void check_arithmetic(node_check& check) {
    const operand input = check.input(0);
    const bool is_narrow = input.type == tensor_type::int8;
    const operand hidden = check.any_input(hidden_position);
    const operand cell = check.any_input(cell_position);
    bool ok = check.quantized_activations(input);
    ok &= check.quantized_activations(hidden);
    for (int i = first_weights; i < first_weights + 2 * lstm_gates; ++i) {
      const operand weights = check.any_input(i);
      ok &= check.symmetric(weights);
      ok &= check.require(!is_narrow || weights.shape[1] <= most_products, error::accumulator_overflow,
                          weights.index, weights.shape[1]);
    }
    const bool has_scale = check.symmetric(cell);
    if (!has_scale || !ok) return;
    const float cell_scale = cell.quantization.scale();
    if (!check.require(quantized_lstm::is_power_of_two(cell_scale), error::not_a_power_of_two, cell.index)) {
      return;
    }
    // Within these no shift leaves 32 bits.
    const int log2 = quantized_lstm::log2_of(cell_scale);
    if (!check.require(log2 >= -42 && log2 <= 2, error::scales_too_far_apart, cell.index, log2)) return;
    const quantized_lstm arithmetic(check.view());
    const int most =
        is_narrow ? integer_lstm<std::int8_t>::most_exponent : integer_lstm<std::int16_t>::most_exponent;
    const auto limit = [&](const quantized_multiplier& by, int highest, std::int32_t tensor) {
      check.require(by.exponent <= highest, error::scales_too_far_apart, tensor, by.exponent);
    };
    for (int gate = 0; gate < lstm_gates; ++gate) {
      limit(arithmetic.of_input[gate], most, check.view().input_index(first_weights + gate));
      limit(arithmetic.of_hidden[gate], most, check.view().input_index(first_recurrent_weights + gate));
    }
    limit(arithmetic.to_cell, 30, cell.index);
    limit(arithmetic.to_hidden, 30, hidden.index);
  }
};

template <>
struct unidirectional_sequence_lstm::traits<float> {
  using arithmetic = float_lstm;
  using weight = float;
};

}  // namespace ops
}  // namespace mote

#endif
