// SPDX-License-Identifier: Apache-2.0

// Post-training quantisation of a perceptron to int8, as TensorFlow Lite's specification wants it:
//   activations  int8, real = scale * (stored - zero_point), range from calibration samples, always with 0 in
//   it weights      int8 in [-127, 127], zero point 0 bias         int32, scale = input scale * weight scale,
//   zero point 0

#ifndef MOTE_EXAMPLES_SINE_QUANTIZE_HPP
#define MOTE_EXAMPLES_SINE_QUANTIZE_HPP

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "mlp.hpp"

namespace trainer {

struct affine {
  double scale;
  int zero_point;

  std::int8_t quantize(double real) const {
    return static_cast<std::int8_t>(std::clamp(std::round(real / scale) + zero_point, -128.0, 127.0));
  }
  double dequantize(std::int8_t stored) const { return scale * (stored - zero_point); }
};

// Spreads [lowest, highest] over the 256 values of int8. 0 must be one of them: padding and ReLU rely on it.
inline affine spread(double lowest, double highest) {
  lowest = std::min(lowest, 0.0);
  highest = std::max(highest, 0.0);
  // The file stores scales as floats; everything is computed from what is stored.
  const auto scale = static_cast<double>(static_cast<float>((highest - lowest) / 255.0));
  return {scale, static_cast<int>(std::round(-128.0 - lowest / scale))};
}

struct quantized_layer {
  std::vector<std::int8_t> weights;  // [outputs, inputs], row-major
  double weight_scale;
  std::vector<std::int32_t> bias;
  affine input, output;
  bool relu;
};

inline quantized_layer quantize(const dense_layer& layer, affine input, affine output) {
  const double largest = layer.weights.cwiseAbs().maxCoeff();
  quantized_layer result{
      {}, static_cast<double>(static_cast<float>(largest / 127.0)), {}, input, output, layer.relu};
  for (Eigen::Index row = 0; row < layer.weights.rows(); ++row) {
    for (Eigen::Index column = 0; column < layer.weights.cols(); ++column) {
      const double steps = std::round(layer.weights(row, column) / result.weight_scale);
      result.weights.push_back(static_cast<std::int8_t>(std::clamp(steps, -127.0, 127.0)));
    }
  }
  for (const double bias : layer.bias) {
    result.bias.push_back(static_cast<std::int32_t>(std::round(bias / (input.scale * result.weight_scale))));
  }
  return result;
}

inline std::vector<quantized_layer> quantize(const mlp& network, const matrix& calibration) {
  std::vector<affine> scales;
  for (const matrix& values : network.activations(calibration)) {
    scales.push_back(spread(values.minCoeff(), values.maxCoeff()));
  }
  std::vector<quantized_layer> result;
  for (std::size_t i = 0; i < network.layers().size(); ++i) {
    result.push_back(quantize(network.layers()[i], scales[i], scales[i + 1]));
  }
  return result;
}

// What the quantised network says, to know its error before it goes to a device. The device multiplies by a
// fixed-point number where this one multiplies by a double, and may differ by one step.
inline std::vector<double> predict(const std::vector<quantized_layer>& network,
                                   const std::vector<double>& input) {
  std::vector<std::int8_t> values(input.size());
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = network.front().input.quantize(input[i]);
  for (const quantized_layer& layer : network) {
    std::vector<std::int8_t> next(layer.bias.size());
    for (std::size_t row = 0; row < next.size(); ++row) {
      std::int32_t sum = layer.bias[row];
      for (std::size_t i = 0; i < values.size(); ++i) {
        sum += layer.weights[row * values.size() + i] * (values[i] - layer.input.zero_point);
      }
      const double real = sum * layer.input.scale * layer.weight_scale;
      next[row] = layer.output.quantize(layer.relu ? std::max(real, 0.0) : real);
    }
    values = next;
  }
  std::vector<double> output(values.size());
  for (std::size_t i = 0; i < output.size(); ++i) output[i] = network.back().output.dequantize(values[i]);
  return output;
}

}  // namespace trainer

#endif  // MOTE_EXAMPLES_SINE_QUANTIZE_HPP
