// SPDX-License-Identifier: Apache-2.0

// Random layers of weights for the types that go together.

#ifndef MOTE_TESTS_SUPPORT_WEIGHTED_LAYERS_HPP
#define MOTE_TESTS_SUPPORT_WEIGHTED_LAYERS_HPP

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "oracle.hpp"
#include "random_source.hpp"
#include "run_model.hpp"

namespace mote_test {

/// The bias may be absent; with int16 activations its type still says how sums are multiplied.
template <class Activation, class Bias, bool IsInt4 = false>
struct layer_types {
  using activation = Activation;
  using bias = Bias;
  static constexpr bool is_int4 = IsInt4;
};
using int8_layer = layer_types<std::int8_t, std::int32_t>;
using int4_layer = layer_types<std::int8_t, std::int32_t, true>;
using int16_layer = layer_types<std::int16_t, std::int64_t>;
using narrow_int16_layer = layer_types<std::int16_t, std::int32_t>;

template <class Types>
inline constexpr auto bias_type_of = static_cast<std::int8_t>(mote::type_of<typename Types::bias>);

template <class Types>
oracle::tensor<typename Types::activation> random_activations(random_source& random,
                                                              const oracle::shape& dimensions) {
  using type = typename Types::activation;
  const int zero_point = std::is_same_v<type, std::int8_t> ? random_zero_point(random) : 0;
  return random_tensor<type>(random, dimensions, {{random.real(0.01F, 0.1F)}, zero_point});
}

template <class Types>
oracle::quantization random_output_of(random_source& random, float input_scale, int terms) {
  oracle::quantization result = random_output(random, input_scale, terms);
  if (!std::is_same_v<typename Types::activation, std::int8_t>) result.zero_point = 0;
  return result;
}

/// Bytes of int4 weights: two in each, the first in the low half.
inline std::vector<std::int8_t> packed(const std::vector<std::int8_t>& values) {
  std::vector<std::int8_t> result((values.size() + 1) / 2);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const unsigned half = static_cast<unsigned>(values[i]) & 15U;
    result[i / 2] = static_cast<std::int8_t>(static_cast<unsigned>(result[i / 2]) | half << i % 2 * 4);
  }
  return result;
}

/// Weights and bias as the oracle takes them, and as a model has them.
template <class Types>
class random_weights {
 public:
  random_weights(random_source& random, const oracle::shape& dimensions, int channel_axis, int terms)
      : channel_axis_(channel_axis) {
    const int channels = dimensions[static_cast<std::size_t>(channel_axis)];
    values_ = random_tensor<std::int8_t>(random, dimensions, {random_weight_scales(random, channels), 0});
    if (Types::is_int4) {
      for (std::int8_t& value : values_.data) value = static_cast<std::int8_t>(value >> 4);
      packed_ = packed(values_.data);
    }
    const auto narrow = random_bias(random, channels, terms);
    bias_ = {narrow.dimensions, {narrow.data.begin(), narrow.data.end()}, {}};
    if (random.chance(4)) bias_.data.clear();
  }

  const oracle::tensor<std::int8_t>& values() const { return values_; }
  /// Empty where there is none.
  const std::vector<typename Types::bias>& bias() const { return bias_.data; }
  bool has_bias() const { return !bias_.data.empty(); }

  /// Good as long as the weights live, and so is the bias.
  tensor_description values_in_model() const {
    tensor_description result = constant_of(values_, channel_axis_);
    if (Types::is_int4) {
      result.type = mote::tensor_type::int4;
      result.data = {packed_.data(), packed_.size()};
    }
    return result;
  }
  tensor_description bias_in_model() const {
    static constexpr typename Types::bias unread[1]{};
    tensor_description result = constant_of(bias_);
    if (!has_bias()) result.data = {unread, 1};
    return result;
  }

 private:
  int channel_axis_;
  oracle::tensor<std::int8_t> values_;
  std::vector<std::int8_t> packed_;
  oracle::tensor<typename Types::bias> bias_;
};

/// A window with sizes of its own, and an image that it fits.
struct random_window : oracle::window {
  int filter_h, filter_w;
  int height, width;

  explicit random_window(random_source& random, bool may_dilate = true)
      : filter_h(random.between(1, 4)), filter_w(random.between(1, 4)) {
    same_padding = random.chance(2);
    stride_h = random.between(1, 3);
    stride_w = random.between(1, 3);
    if (may_dilate && random.chance(3)) dilation_h = random.between(2, 3);
    if (may_dilate && random.chance(3)) dilation_w = random.between(2, 3);
    // Without padding the image must hold the filter.
    height = (same_padding ? 1 : (filter_h - 1) * dilation_h + 1) + random.between(0, 6);
    width = (same_padding ? 1 : (filter_w - 1) * dilation_w + 1) + random.between(0, 6);
  }

  std::int8_t padding_option() const { return same_padding ? 0 : 1; }
};

}  // namespace mote_test

#endif  // MOTE_TESTS_SUPPORT_WEIGHTED_LAYERS_HPP
