// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_CHANNEL_HPP
#define MOTE_OPS_CHANNEL_HPP

#include <cstdint>

#include "mote/fixed_point.hpp"
#include "mote/ops/node_view.hpp"

namespace mote {

/// What turns the sum of products of one output channel into its stored value.
struct channel {
  std::int32_t bias = 0;
  quantized_multiplier multiplier;
};

/// How the reference rounds the product of input scale and weight scale.
enum class scale_product { in_double, in_float };

/// The channels of a node whose inputs are activations, weights and an optional bias.
///
/// multiplier[c] = input_scale * weight_scale[c] / output_scale. A static model makes an array of this table;
/// an interpreter computes each channel when its kernel comes to it. Channels lie along axis ChannelAxis of
/// the weights.
template <scale_product Product, int ChannelAxis>
class channel_table {
 public:
  using value_type = channel;

  constexpr explicit channel_table(const node_view& view)
      : input_scale_(view.input(0).quantization.scale()),
        output_scale_(view.output().quantization.scale()),
        weights_(view.input(1).quantization),
        size_(view.input(1).shape[ChannelAxis]) {
    if (view.has_input(2)) bias_ = view.input(2).data;
  }

  constexpr std::int32_t size() const { return size_; }
  constexpr channel operator[](std::int32_t index) const {
    real product = input_scale_ * real(weights_.scale(index));
    if (Product == scale_product::in_float && !weights_.per_channel()) product = product.rounded_to_float();
    return {bias_.load_as<std::int32_t>(static_cast<std::uint32_t>(index)),
            (product / output_scale_).quantized()};
  }

 private:
  real input_scale_;
  real output_scale_;
  quantization weights_;
  flatbuffer::vector<char> bias_;
  std::int32_t size_;
};

/// Checks the weights' quantization, the optional bias (int32, one value a channel), and that every
/// multiplier is in range, for weights with output channels along dimension `channel_axis`.
constexpr bool check_channels(node_check& check, int channel_axis) {
  const operand weights = check.input(1);
  const std::int32_t channels = weights.shape[channel_axis];
  float largest = 0.0F;
  if (!check.symmetric_weights(weights, channel_axis, channels, largest)) return false;
  // The reference shifts the accumulator to the left by the exponent, in 32 bits.
  const real input_scale(check.input(0).quantization.scale());
  const real output_scale(check.output().quantization.scale());
  bool ok = check.require((input_scale * real(largest) / output_scale).quantized().exponent <= 30,
                          error::scales_too_far_apart, weights.index);
  if (check.view().has_input(2)) {
    const operand bias = check.input(2);
    ok &= check.type(bias, {tensor_type::int32});
    ok &= check.require(bias.is_constant(), error::not_constant, bias.index);
    ok &= check.require(bias.shape.element_count() == channels, error::shape_mismatch, bias.index,
                        bias.shape.element_count());
  }
  return ok;
}

}  // namespace mote

#endif
