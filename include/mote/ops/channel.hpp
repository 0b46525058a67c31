// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_CHANNEL_HPP
#define MOTE_OPS_CHANNEL_HPP

#include <cstdint>
#include <initializer_list>
#include <utility>

#include "mote/config.hpp"
#include "mote/fixed_point.hpp"
#include "mote/ops/activation.hpp"
#include "mote/ops/node_view.hpp"

// What turns the sum of products of one output channel into its stored value. The sum has the type of the
// channel's bias.

namespace mote {

/// int8 activations.
struct channel {
  std::int32_t bias = 0;
  quantized_multiplier multiplier;
};

/// int16 activations.
struct wide_channel {
  std::int64_t bias = 0;
  quantized_multiplier multiplier;
};

/// float activations.
struct float_channel {
  float bias = 0.0F;
};

/// Last step of a kernel of int16 activations.
struct wide_output_stage : output_stage {
  /// The reference keeps the sum in 32 bits, where it may wrap, and rounds twice.
  bool is_narrow = false;
};

constexpr std::int32_t finish(std::int32_t sum, const channel& to_output, const output_stage& stage) {
  return stage(multiply(wrapping_add(sum, to_output.bias), to_output.multiplier));
}

constexpr std::int32_t finish(std::int64_t sum, const wide_channel& to_output,
                              const wide_output_stage& stage) {
  const std::int64_t total = wrapping_add_wide(sum, to_output.bias);
  return stage(stage.is_narrow ? multiply(static_cast<std::int32_t>(total), to_output.multiplier)
                               : multiply_wide(total, to_output.multiplier));
}

constexpr float finish(float sum, const float_channel& to_output, const float_stage& stage) {
  return stage(sum + to_output.bias);
}

/// How the reference rounds the product of input scale and weight scale.
enum class scale_product { in_double, in_float };

/// What the multipliers of a node's channels are made of. The node's view must outlive it.
class channel_scales {
 public:
  constexpr channel_scales(const tensor& input, const tensor& weights, const tensor& output)
      : input_(input.quantization.scale()),
        output_(output.quantization.scale()),
        weights_(weights.quantization) {}

  /// input_scale * weight_scale[index] / output_scale. One function for all kernels: inlined, it would be a
  /// quarter of each of the interpreter's.
  MOTE_NOINLINE constexpr quantized_multiplier multiplier(std::int32_t index, scale_product rounded) const {
    real product = input_ * real(weights_.scale(index));
    if (rounded == scale_product::in_float && !weights_.per_channel()) product = product.rounded_to_float();
    return (product / output_).quantized();
  }

 private:
  real input_;
  real output_;
  const quantization& weights_;
};

/// The optional bias of a node: one of the view's tensors, or decoded anew.
template <int Position>
constexpr decltype(auto) bias_of(const node_view& view) {
  if constexpr (Position < node_view::decoded_inputs) {
    return view.input(Position);
  } else {
    return view.any_input(Position);
  }
}

/// The channels of a node with activations at position Input, weights at position 1, with their channels
/// along axis ChannelAxis, and an optional bias at position Bias.
///
/// A static model makes an array of this table; an interpreter computes each channel when its kernel comes to
/// it. The view must outlive the table.
template <scale_product Product, int ChannelAxis, class Channel = channel, int Input = 0, int Bias = 2>
class channel_table {
 public:
  using value_type = Channel;

  constexpr explicit channel_table(const node_view& view)
      : scales_(view.input(Input), view.input(1), view.output()),
        bias_(bias_of<Bias>(view)),
        size_(view.input(1).shape[ChannelAxis]) {}

  constexpr std::int32_t size() const { return size_; }
  constexpr Channel operator[](std::int32_t index) const {
    return {static_cast<decltype(Channel::bias)>(bias_.integer_at(index)),
            scales_.multiplier(index, Product)};
  }

 private:
  channel_scales scales_;
  decltype(bias_of<Bias>(std::declval<const node_view&>())) bias_;
  std::int32_t size_;
};

/// The same for float activations.
template <int ChannelAxis, int Bias = 2>
class float_channel_table {
 public:
  using value_type = float_channel;

  constexpr explicit float_channel_table(const node_view& view)
      : bias_(bias_of<Bias>(view).data), size_(view.input(1).shape[ChannelAxis]) {}

  constexpr std::int32_t size() const { return size_; }
  constexpr float_channel operator[](std::int32_t index) const {
    return {bias_.load_as<float>(static_cast<std::uint32_t>(index))};
  }

 private:
  flatbuffer::vector<char> bias_;
  std::int32_t size_;
};

/// Checks the weights' quantization, for output channels along their dimension `channel_axis`, and that no
/// multiplier has an exponent above `most`.
constexpr bool check_channels(node_check& check, const operand& input, int channel_axis, int most) {
  const operand weights = check.input(1);
  float largest = 0.0F;
  if (!check.symmetric_weights(weights, channel_axis, weights.shape[channel_axis], largest)) return false;
  const real input_scale(input.quantization.scale());
  const real output_scale(check.output().quantization.scale());
  return check.require((input_scale * real(largest) / output_scale).quantized().exponent <= most,
                       error::scales_too_far_apart, weights.index);
}

/// Checks the optional bias at `position`: a constant of an allowed type, one value a channel.
constexpr bool check_bias(node_check& check, int position, std::int32_t channels,
                          std::initializer_list<tensor_type> allowed) {
  if (!check.view().has_input(position)) return true;
  const operand bias = check.any_input(position);
  bool ok = check.type(bias, allowed);
  ok &= check.require(bias.is_constant(), error::not_constant, bias.index);
  ok &= check.require(bias.shape.element_count() == channels, error::shape_mismatch, bias.index,
                      bias.shape.element_count());
  return ok;
}

}  // namespace mote

#endif
