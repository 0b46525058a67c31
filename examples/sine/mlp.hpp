// SPDX-License-Identifier: Apache-2.0

// A multi-layer perceptron, trained with Adam on the mean squared error of all samples at once.
//
// Columns are samples: a layer maps [inputs x samples] to [outputs x samples] by
//   output = max(0, weights * input + bias), the last layer without the max.

#ifndef MOTE_EXAMPLES_SINE_MLP_HPP
#define MOTE_EXAMPLES_SINE_MLP_HPP

#include <Eigen/Core>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace trainer {

using matrix = Eigen::MatrixXd;

constexpr double pi = 3.14159265358979323846;

struct dense_layer {
  matrix weights;
  Eigen::VectorXd bias;
  bool relu;
};

// One array of parameters and Adam's running means of its gradient and of the gradient's square.
template <class Parameters>
class adam {
 public:
  explicit adam(const Parameters& parameters)
      : mean_(Parameters::Zero(parameters.rows(), parameters.cols())), square_(mean_) {}

  void step(Parameters& parameters, const Parameters& gradient, double rate) {
    constexpr double keep_mean = 0.9, keep_square = 0.999, epsilon = 1e-8;
    ++steps_;
    mean_ = keep_mean * mean_ + (1 - keep_mean) * gradient;
    square_ = keep_square * square_ + (1 - keep_square) * gradient.cwiseAbs2();
    // Both means start at 0 and are too small at first; the divisors make up for it.
    const double mean_divisor = 1 - std::pow(keep_mean, steps_);
    const double square_divisor = 1 - std::pow(keep_square, steps_);
    parameters.array() -=
        rate / mean_divisor * mean_.array() / ((square_ / square_divisor).array().sqrt() + epsilon);
  }

 private:
  Parameters mean_, square_;
  int steps_ = 0;
};

class mlp {
 public:
  // widths: of the input, the hidden layers, the output. Inputs lie in [low, high].
  mlp(const std::vector<int>& widths, double low, double high, std::uint32_t seed) {
    // The standard's distributions differ between libraries, the engine does not.
    std::mt19937 engine(seed);
    const auto uniform = [&engine](double from, double to) {
      return from + (to - from) * static_cast<double>(engine()) / static_cast<double>(std::mt19937::max());
    };
    for (std::size_t i = 1; i < widths.size(); ++i) {
      dense_layer layer{matrix(widths[i], widths[i - 1]), Eigen::VectorXd::Zero(widths[i]),
                        i + 1 < widths.size()};
      const double limit = std::sqrt(6.0 / widths[i - 1]);  // He: keeps the variance through ReLU
      for (double& weight : layer.weights.reshaped()) weight = uniform(-limit, limit);
      layers_.push_back(layer);
    }
    // A unit bends the curve where its sum is 0. Each one of the first layer starts with a bend among the
    // inputs.
    dense_layer& first = layers_.front();
    for (Eigen::Index unit = 0; unit < first.bias.size(); ++unit) {
      first.bias(unit) = -first.weights.row(unit).sum() * uniform(low, high);
    }
  }

  const std::vector<dense_layer>& layers() const { return layers_; }

  // The input, then the output of each layer.
  std::vector<matrix> activations(const matrix& input) const {
    std::vector<matrix> values{input};
    for (const dense_layer& layer : layers_) {
      matrix sum = (layer.weights * values.back()).colwise() + layer.bias;
      values.push_back(layer.relu ? matrix(sum.cwiseMax(0.0)) : sum);
    }
    return values;
  }

  double mean_squared_error(const matrix& input, const matrix& target) const {
    return (activations(input).back() - target).squaredNorm() / static_cast<double>(target.size());
  }

  // The learning rate falls from `rate` to 0 along half a cosine wave.
  void train(const matrix& input, const matrix& target, int steps, double rate) {
    std::vector<adam<matrix>> weight_steps;
    std::vector<adam<Eigen::VectorXd>> bias_steps;
    for (const dense_layer& layer : layers_) {
      weight_steps.emplace_back(layer.weights);
      bias_steps.emplace_back(layer.bias);
    }
    for (int step = 0; step < steps; ++step) {
      const double rate_now = rate * 0.5 * (1.0 + std::cos(pi * step / steps));
      const std::vector<matrix> values = activations(input);
      // Derivative of the error by the output of the layer at hand, from the last layer to the first.
      matrix slope = 2.0 / static_cast<double>(target.size()) * (values.back() - target);
      for (std::size_t i = layers_.size(); i-- > 0;) {
        dense_layer& layer = layers_[i];
        if (layer.relu) slope = (values[i + 1].array() > 0.0).select(slope, 0.0);
        const matrix weight_gradient = slope * values[i].transpose();
        const Eigen::VectorXd bias_gradient = slope.rowwise().sum();
        slope = layer.weights.transpose() * slope;
        weight_steps[i].step(layer.weights, weight_gradient, rate_now);
        bias_steps[i].step(layer.bias, bias_gradient, rate_now);
      }
    }
  }

 private:
  std::vector<dense_layer> layers_;
};

}  // namespace trainer

#endif  // MOTE_EXAMPLES_SINE_MLP_HPP
