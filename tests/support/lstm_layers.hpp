// SPDX-License-Identifier: Apache-2.0

// LSTM layers: models, and what they give in real numbers.

#ifndef MOTE_TESTS_SUPPORT_LSTM_LAYERS_HPP
#define MOTE_TESTS_SUPPORT_LSTM_LAYERS_HPP

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "mote/ops/unidirectional_sequence_lstm.hpp"
#include "random_source.hpp"
#include "small_models.hpp"

namespace mote_test {

using lstm_description = basic_model_description<24>;

/// Sizes of a layer.
struct lstm_sizes {
  int batches = 2;
  int times = 3;
  int depth = 2;
  int cells = 3;
  bool time_major = false;

  constexpr int weights() const { return 4 * cells * (depth + cells); }
  constexpr int inputs() const { return batches * times * depth; }
};

/// Scales and zero points of activations of type T. Floats are not quantized.
template <class T>
struct lstm_scheme {
  static constexpr float input = 1.0F, hidden = 1.0F, weight = 1.0F;
  static constexpr int input_zero = 0, hidden_zero = 0;
};
template <>
struct lstm_scheme<std::int8_t> {
  static constexpr float input = 1.0F / 64, hidden = 1.0F / 128, weight = 1.0F / 100;
  static constexpr int input_zero = 3, hidden_zero = -5;
};
template <>
struct lstm_scheme<std::int16_t> {
  static constexpr float input = 1.0F / 16384, hidden = 1.0F / 32768, weight = 1.0F / 100;
  static constexpr int input_zero = 0, hidden_zero = 0;
};
inline constexpr float lstm_cell_scale = 1.0F / 2048;

/// Weights of the four gates for the input and then for the hidden state, and their biases.
template <class T, class Weight, class Bias>
constexpr lstm_description lstm_model(const lstm_sizes& s, const Weight* weights, const Bias* biases,
                                      float clip = 0.0F) {
  const auto of = [](mote::tensor_type type, list<std::int32_t> shape, float scale, int zero_point) {
    return type == mote::tensor_type::float32 ? unquantized(type, shape)
                                              : activations(type, shape, scale, zero_point);
  };
  constexpr auto type = mote::type_of<T>;
  constexpr bool is_float = std::is_same_v<T, float>;
  using options = mote::schema::unidirectional_sequence_lstm_options;
  lstm_description model;
  const auto add = [&](const tensor_description& tensor) { model.tensors.push_back(tensor); };
  const int rows[] = {s.time_major ? s.times : s.batches, s.time_major ? s.batches : s.times};
  add(of(type, {rows[0], rows[1], s.depth}, lstm_scheme<T>::input, lstm_scheme<T>::input_zero));
  for (int k = 0; k < 8; ++k) {
    const int columns = k < 4 ? s.depth : s.cells;
    add(of(mote::type_of<Weight>, {s.cells, columns}, lstm_scheme<T>::weight, 0));
    const int count = s.cells * columns;
    model.tensors[model.tensors.size() - 1].data = {weights, static_cast<std::size_t>(count)};
    weights += count;
  }
  for (int k = 0; k < 4; ++k, biases += s.cells) {
    add(unquantized(mote::type_of<Bias>, {s.cells}));
    model.tensors[model.tensors.size() - 1].data = {biases, static_cast<std::size_t>(s.cells)};
  }
  const auto cell_type = is_float ? type : mote::tensor_type::int16;
  add(of(type, {s.batches, s.cells}, lstm_scheme<T>::hidden, lstm_scheme<T>::hidden_zero));
  add(of(cell_type, {s.batches, s.cells}, lstm_cell_scale, 0));
  model.tensors[13].is_variable = true;
  model.tensors[14].is_variable = true;
  add(of(type, {rows[0], rows[1], s.cells}, lstm_scheme<T>::hidden, lstm_scheme<T>::hidden_zero));

  model.codes = {{mote::builtin_operator::unidirectional_sequence_lstm}};
  model.nodes.push_back({});
  auto& node = model.nodes[0];
  constexpr int operands[] = {0, 1,  2,  3,  4,  5,  6,  7,  8,  -1, -1, -1,
                              9, 10, 11, 12, -1, -1, 13, 14, -1, -1, -1, -1};
  for (const int operand : operands) node.inputs.push_back(operand);
  node.outputs = {15};
  node.options = {scalar(options::activation, std::int8_t{4}), scalar(options::cell_clip, clip),
                  scalar(options::time_major, s.time_major)};
  model.inputs = {0};
  model.outputs = {15};
  return model;
}

/// A layer of T with random weights, and the same in real numbers.
template <class T>
struct random_lstm {
  using weight = std::conditional_t<std::is_same_v<T, float>, float, std::int8_t>;
  using bias = std::conditional_t<std::is_same_v<T, float>, float, typename mote::integer_lstm<T>::sum_type>;

  lstm_sizes s;
  float clip;
  std::vector<weight> weights;
  std::vector<bias> biases;

  random_lstm(random_source& random, const lstm_sizes& of)
      : s(of),
        clip(random.chance(2) ? 0.0F : 0.5F),
        weights(static_cast<std::size_t>(of.weights())),
        biases(static_cast<std::size_t>(4 * of.cells)) {
    for (weight& w : weights) w = stored<weight>(random.real(-1.2F, 1.2F), lstm_scheme<T>::weight, 0);
    for (bias& b : biases) b = stored<bias>(random.real(-1.0F, 1.0F), bias_scale, 0);
  }

  lstm_description model() const { return lstm_model<T>(s, weights.data(), biases.data(), clip); }

  std::vector<T> random_input(random_source& random) const {
    std::vector<T> input(static_cast<std::size_t>(s.inputs()));
    for (T& x : input)
      x = stored<T>(random.real(-1.5F, 1.5F), lstm_scheme<T>::input, lstm_scheme<T>::input_zero);
    return input;
  }

  /// The outputs, in batches and then times, as reals.
  std::vector<double> expected(const std::vector<T>& input) const {
    const auto at = [](int index) { return static_cast<std::size_t>(index); };
    std::vector<double> result;
    for (int b = 0; b < s.batches; ++b) {
      std::vector<double> hidden(at(s.cells));
      std::vector<double> cell(at(s.cells));
      for (int t = 0; t < s.times; ++t) {
        std::vector<double> next(at(s.cells));
        for (int c = 0; c < s.cells; ++c) {
          double gates[4];
          for (int k = 0; k < 4; ++k) {
            gates[k] = real(biases[at(k * s.cells + c)]) * real(bias_scale);
            for (int i = 0; i < s.depth; ++i) {
              const double x = real(input[at((b * s.times + t) * s.depth + i)]) - lstm_scheme<T>::input_zero;
              gates[k] += x * real(lstm_scheme<T>::input) * weight_at((k * s.cells + c) * s.depth + i);
            }
            const int recurrent = 4 * s.cells * s.depth;
            for (int i = 0; i < s.cells; ++i) {
              gates[k] += hidden[at(i)] * weight_at(recurrent + (k * s.cells + c) * s.cells + i);
            }
          }
          const auto logistic = [](double x) { return 1.0 / (1.0 + std::exp(-x)); };
          double& state = cell[at(c)];
          state = logistic(gates[1]) * state + logistic(gates[0]) * std::tanh(gates[2]);
          if (clip > 0.0F) state = std::clamp(state, -real(clip), real(clip));
          next[at(c)] = logistic(gates[3]) * std::tanh(state);
        }
        hidden = next;
        result.insert(result.end(), hidden.begin(), hidden.end());
      }
    }
    return result;
  }

 private:
  static constexpr float bias_scale = lstm_scheme<T>::input * lstm_scheme<T>::weight;

  template <class Value>
  static double real(Value value) {
    return static_cast<double>(value);
  }
  double weight_at(int index) const {
    return real(weights[static_cast<std::size_t>(index)]) * real(lstm_scheme<T>::weight);
  }
  template <class Stored>
  static Stored stored(float x, float scale, int zero_point) {
    if constexpr (std::is_same_v<Stored, float>) {
      return x;
    } else {
      const float value = std::round(x / scale) + static_cast<float>(zero_point);
      constexpr float most = sizeof(Stored) == 1 ? 127.0F : sizeof(Stored) == 2 ? 32767.0F : 1e9F;
      return static_cast<Stored>(std::clamp(value, -most, most));
    }
  }
};

}  // namespace mote_test

#endif  // MOTE_TESTS_SUPPORT_LSTM_LAYERS_HPP
