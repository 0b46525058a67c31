// SPDX-License-Identifier: Apache-2.0

// Networks with channels that make no difference.

#ifndef MOTE_TESTS_OPTIMIZE_NETWORKS_HPP
#define MOTE_TESTS_OPTIMIZE_NETWORKS_HPP

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "support/random_source.hpp"
#include "support/small_models.hpp"

namespace mote_test {

// ---- x[1, 2, 2, 4] -> CONV_2D 1x1 with ReLU -> h[1, 2, 2, 8] -> CONV_2D 1x1 -> y[1, 2, 2, 4]

inline constexpr std::int32_t hidden_channels = 8;
inline constexpr float tiny = 1e-9F;
/// Channel 1 has no multiplier to speak of, 2 no weights, 3 a bias that ReLU cuts, 5 one that is always above
/// the range. Nobody reads channel 6.
inline constexpr std::int8_t first_weights[] = {10, 20,  -30, 40, 127, 99, -7,  1,   0,  0,  0,
                                                0,  9,   8,   7,  -6,  5,  -50, 60,  70, 11, 12,
                                                13, -14, 64,  2,  -33, 90, -1,  -80, 3,  17};
inline constexpr std::int32_t first_biases[] = {100, 200, 5000, -900'000, -50, 2'000'000, 10, 20};
inline constexpr std::int8_t second_weights[] = {10, 20,  30, 40, 50, 60, 0,   -70, -5, 15, -25,
                                                 35, -45, 55, 0,  65, 1,  2,   3,   4,  5,  6,
                                                 0,  7,   -8, -9, 10, 11, -12, 13,  0,  14};
inline constexpr std::int32_t second_biases[] = {1, -2, 3, -4};

constexpr tensor_description symmetric(list<std::int32_t> shape, list<float, 32> scales, constant_data data) {
  tensor_description result;
  result.shape = shape;
  result.scales = scales;
  result.zero_points = {0};
  result.data = data;
  return result;
}

constexpr tensor_description bias_of(const std::int32_t* elements, std::int32_t count) {
  tensor_description result = unquantized(mote::tensor_type::int32, {count});
  result.data = {elements, static_cast<std::size_t>(count)};
  return result;
}

constexpr model_description two_layers() {
  using option = mote::schema::conv_2d_options;
  model_description model;
  model.codes = {{mote::builtin_operator::conv_2d}};
  const float one = 0.01F;
  model.tensors = {activations({1, 2, 2, 4}, 0.5F, -3),
                   symmetric({8, 1, 1, 4}, {one, tiny, one, one, one, one, one, one},
                             {first_weights, sizeof first_weights}),
                   bias_of(first_biases, hidden_channels),
                   activations({1, 2, 2, 8}, 0.5F, -100),
                   symmetric({4, 1, 1, 8}, {one}, {second_weights, sizeof second_weights}),
                   bias_of(second_biases, 4),
                   activations({1, 2, 2, 4}, 1.0F, 7)};
  const list<field> options = {scalar(option::padding, std::int8_t{1}), scalar(option::stride_w, 1),
                               scalar(option::stride_h, 1)};
  model.nodes = {node_description{0, {0, 1, 2}, {3}, options}, node_description{0, {3, 4, 5}, {6}, options}};
  model.nodes[0].set(scalar(option::activation, mote::activation::relu));
  model.inputs = {0};
  model.outputs = {6};
  return model;
}

// ---- Random networks

/// Layers one after the other, each with some channels that are constant and weights that are 0.
class random_network {
 public:
  using description = basic_model_description<48, 12>;

  explicit random_network(random_source& random) : random_(random) {
    model_.codes = {{mote::builtin_operator::conv_2d},         {mote::builtin_operator::depthwise_conv_2d},
                    {mote::builtin_operator::fully_connected}, {mote::builtin_operator::average_pool_2d},
                    {mote::builtin_operator::max_pool_2d},     {mote::builtin_operator::add},
                    {mote::builtin_operator::reshape}};
    height_ = random_.between(3, 6);
    width_ = random_.between(3, 6);
    depth_ = random_.between(1, 6);
    last_ = add(activations({1, height_, width_, depth_}, 0.05F, zero_point()));
    model_.inputs = {last_};
    add_conv();
    const int middle = random_.between(1, 4);
    for (int i = 0; i < middle; ++i) {
      switch (random_.between(0, 5)) {
        case 0:
          add_depthwise();
          break;
        case 1:
          add_pool();
          break;
        case 2:
          add_sum();
          break;
        default:
          add_conv();
          break;
      }
    }
    if (random_.chance(2)) add_reshape();
    add_fully_connected();
    model_.outputs = {last_};
    // A tensor in the middle may be an output, too.
    if (random_.chance(4)) model_.outputs.push_back(model_.nodes[0].outputs[0]);
  }

  const description& model() const { return model_; }

 private:
  std::int64_t zero_point() { return random_.chance(2) ? -128 : random_.between(-128, 127); }

  std::int32_t add(const tensor_description& tensor) {
    model_.tensors.push_back(tensor);
    return static_cast<std::int32_t>(model_.tensors.size()) - 1;
  }

  list<field> window_options(std::int32_t reach) {
    using option = mote::schema::conv_2d_options;  // fields 0 to 2 of pools and depthwise ones, too
    is_same_ = random_.chance(2) || reach > height_ || reach > width_;
    stride_ = random_.between(1, 2);
    return {scalar(option::padding, static_cast<std::int8_t>(is_same_ ? 0 : 1)),
            scalar(option::stride_w, stride_), scalar(option::stride_h, stride_)};
  }
  std::int32_t output_size(std::int32_t input, std::int32_t reach) const {
    return is_same_ ? (input + stride_ - 1) / stride_ : (input - reach + stride_) / stride_;
  }

  /// Weights, a bias and the output of a node; `is_last` if the output channels lie in the last dimension.
  void add_weighted(std::uint32_t code, list<std::int32_t> shape, bool is_last, list<std::int32_t> output,
                    list<field> options, unsigned activation_field) {
    const std::int32_t channels = shape[is_last ? shape.size() - 1 : 0];
    std::int32_t size = 1;
    for (const std::int32_t dimension : shape) size *= dimension;
    const std::int32_t terms = size / channels;
    weights_.emplace_back(static_cast<std::size_t>(size));
    random_.fill(weights_.back());
    biases_.emplace_back(static_cast<std::size_t>(channels));
    tensor_description filter;
    const bool per_channel = random_.chance(2);
    for (std::int32_t c = 0; c < channels; ++c) {
      std::int32_t& bias = biases_.back()[static_cast<std::size_t>(c)];
      bias = random_.between(-500 * terms, 500 * terms);
      float scale = random_.real(0.001F, 0.01F);
      switch (random_.between(0, 9)) {
        case 0:
        case 1:
          bias = random_.chance(4) ? 90'000'000 : -90'000'000;
          break;
        case 2:
          scale = tiny;
          break;
        case 3:
          for (std::int32_t i = 0; i < terms; ++i) weight(c, i, terms, channels, is_last) = 0;
          break;
        default:
          break;
      }
      if (per_channel || c == 0) filter.scales.push_back(scale);
    }
    if (!is_last) {
      for (std::int32_t k = 0; k < depth_; ++k) {
        if (!random_.chance(4)) continue;
        for (std::int32_t i = k; i < size; i += depth_) weights_.back()[static_cast<std::size_t>(i)] = 0;
      }
    }
    filter.shape = shape;
    filter.zero_points = {0};
    filter.quantized_dimension = is_last ? static_cast<std::int32_t>(shape.size()) - 1 : 0;
    filter.data = {weights_.back().data(), weights_.back().size()};
    list<std::int32_t, 48> inputs = {last_, add(filter)};
    if (!random_.chance(6)) inputs.push_back(add(bias_of(biases_.back().data(), channels)));
    if (random_.chance(2)) options.push_back(scalar(activation_field, std::int8_t{1}));
    last_ = add(
        activations(output, 0.05F * random_.real(0.2F, 1.0F) * static_cast<float>(terms) / 4, zero_point()));
    depth_ = channels;
    model_.nodes.push_back({code, inputs, {last_}, options});
  }

  std::int8_t& weight(std::int32_t channel, std::int32_t term, std::int32_t terms, std::int32_t channels,
                      bool is_last) {
    return weights_
        .back()[static_cast<std::size_t>(is_last ? term * channels + channel : channel * terms + term)];
  }

  void add_conv() {
    const std::int32_t reach = random_.chance(2) ? 1 : random_.between(2, 3);
    const list<field> options = window_options(reach);
    const std::int32_t channels = random_.between(1, 24);
    const list<std::int32_t> shape = {channels, reach, reach, depth_};
    height_ = output_size(height_, reach);
    width_ = output_size(width_, reach);
    add_weighted(0, shape, false, {1, height_, width_, channels}, options,
                 mote::schema::conv_2d_options::activation);
  }
  void add_depthwise() {
    const std::int32_t reach = random_.between(1, 3);
    const list<field> options = window_options(reach);
    const std::int32_t channels = depth_ * (random_.chance(4) && depth_ < 12 ? 2 : 1);
    height_ = output_size(height_, reach);
    width_ = output_size(width_, reach);
    add_weighted(1, {1, reach, reach, channels}, true, {1, height_, width_, channels}, options,
                 mote::schema::depthwise_conv_2d_options::activation);
  }
  void add_fully_connected() {
    const std::int32_t size = height_ * width_ * depth_;
    const std::int32_t channels = random_.between(1, 6);
    add_weighted(2, {channels, size}, false, {1, channels}, {},
                 mote::schema::fully_connected_options::activation);
  }
  void add_pool() {
    using option = mote::schema::pool_2d_options;
    const std::int32_t reach = random_.between(1, 3);
    list<field> options = window_options(reach);
    options.push_back(scalar(option::filter_width, reach));
    options.push_back(scalar(option::filter_height, reach));
    const tensor_description& input = model_.tensors[static_cast<std::size_t>(last_)];
    height_ = output_size(height_, reach);
    width_ = output_size(width_, reach);
    const std::int32_t output =
        add(activations({1, height_, width_, depth_}, input.scales[0], input.zero_points[0]));
    model_.nodes.push_back({random_.chance(2) ? 3U : 4U, {last_}, {output}, options});
    last_ = output;
  }
  /// Adds what the layer before had, if that has the same shape, or the layer to itself.
  void add_sum() {
    const node_input other = model_.nodes[model_.nodes.size() - 1].inputs[0];
    const auto& shape = model_.tensors[static_cast<std::size_t>(last_)].shape;
    const auto& other_shape = model_.tensors[static_cast<std::size_t>(other)].shape;
    bool is_same = true;
    for (std::size_t i = 0; i < shape.size(); ++i) is_same = is_same && shape[i] == other_shape[i];
    const std::int32_t output = add(activations({1, height_, width_, depth_}, 0.2F, zero_point()));
    model_.nodes.push_back({5, {last_, is_same ? other : last_}, {output}, {}});
    last_ = output;
  }
  void add_reshape() {
    const tensor_description& input = model_.tensors[static_cast<std::size_t>(last_)];
    const list<std::int32_t> shape = random_.chance(2) ? list<std::int32_t>{height_ * width_, depth_}
                                                       : list<std::int32_t>{1, height_ * width_ * depth_};
    const std::int32_t output = add(activations(shape, input.scales[0], input.zero_points[0]));
    model_.nodes.push_back({6, {last_}, {output}, {}});
    last_ = output;
  }

  using node_input = std::int32_t;
  random_source& random_;
  description model_;
  std::deque<std::vector<std::int8_t>> weights_;
  std::deque<std::vector<std::int32_t>> biases_;
  std::int32_t last_ = 0;
  std::int32_t height_ = 0;
  std::int32_t width_ = 0;
  std::int32_t depth_ = 0;
  std::int32_t stride_ = 1;
  bool is_same_ = false;
};

}  // namespace mote_test

#endif  // MOTE_TESTS_OPTIMIZE_NETWORKS_HPP
