// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPTIMIZE_CHANNEL_NODE_HPP
#define MOTE_OPTIMIZE_CHANNEL_NODE_HPP

#include <cstdint>

#include "mote/ops/conv_2d.hpp"
#include "mote/ops/depthwise_conv_2d.hpp"
#include "mote/ops/fully_connected.hpp"
#include "mote/ops/node_view.hpp"

// What a node does to the channels of its tensors. A tensor's channels are the elements of its last
// dimension.

namespace mote::optimize {

enum class channel_use : std::uint8_t {
  other,      ///< Nothing is known: every channel is read and may take any value.
  weighted,   ///< An output channel is a weighted sum of input channels.
  depthwise,  ///< The same of the input channel of its number only.
  pooled,     ///< Output values lie between the least and the greatest of the input channel, and in a range.
  reshaped,   ///< Channel c of the output holds values of channel c modulo the input's number of channels.
  added,      ///< A channel is the sum of those of its number of two inputs.
};

/// Operators whose options hold a list of int32 in field 0, and nothing else that isn't a scalar.
constexpr bool has_list_in_options(builtin_operator code) {
  return code == builtin_operator::reshape || code == builtin_operator::squeeze;
}

/// Whether the options of an operator are scalars, or has_list_in_options.
constexpr bool has_copyable_options(builtin_operator code) {
  // The schema's later options, those of StableHLO, hold lists.
  constexpr auto last = builtin_operator::bitwise_xor;
  return code <= last && code != builtin_operator::var_handle && code != builtin_operator::bucketize &&
         code != builtin_operator::concat_embeddings;
}

/// How a node whose operator's check holds treats channels.
constexpr channel_use channel_use_of(const node_view& view) {
  const tensor& input = view.input(0);
  const tensor& output = view.output();
  constexpr auto int8 = tensor_type::int8;
  if (input.type != int8 || output.type != int8 || view.output_count() != 1) return channel_use::other;
  if (input.shape.rank() == 0 || output.shape.rank() == 0 || input.is_constant()) return channel_use::other;
  const std::int32_t depth = input.shape.back();
  const tensor& weights = view.input(1);
  // A bias may have any shape; only one with its channels in the last dimension can be cut.
  const bool has_plain_bias = !view.has_input(2) || view.input(2).shape.back() == output.shape.back();
  const bool is_plain = weights.type == int8 && has_plain_bias;
  switch (view.code()) {
    case builtin_operator::conv_2d:
      return is_plain && weights.shape[3] == depth ? channel_use::weighted : channel_use::other;
    case builtin_operator::fully_connected:
      return is_plain && weights.shape[1] % depth == 0 ? channel_use::weighted : channel_use::other;
    case builtin_operator::depthwise_conv_2d:
      return is_plain && output.shape[3] == depth ? channel_use::depthwise : channel_use::other;
    case builtin_operator::average_pool_2d:
    case builtin_operator::max_pool_2d:
      return channel_use::pooled;
    case builtin_operator::reshape:
      return output.shape.back() % depth == 0 ? channel_use::reshaped : channel_use::other;
    case builtin_operator::add:
      return weights.type == int8 && !weights.is_constant() && input.shape == output.shape &&
                     weights.shape == output.shape
                 ? channel_use::added
                 : channel_use::other;
    default:
      return channel_use::other;
  }
}

/// The sums of products of a node of use weighted or depthwise. The view must outlive it.
///
/// The weights of an output channel lie in rows of as many as the input has channels: from first(channel) on,
/// the one of input channel k in row r is at [r * input_depth() + k].
class weighted_channels {
  // Ahead of their use: Clang makes no instance of what it hasn't read.
  template <class Op>
  constexpr void take() {
    product_ = Op::product;
    stage_ = typename Op::parameters(view_).stage;
  }
  template <class Op>
  constexpr bool reaches_out() const {
    return reaches_out(Op::vertical(view_)) || reaches_out(Op::horizontal(view_));
  }
  static constexpr bool reaches_out(const window& axis) {
    return std::int64_t{axis.output - 1} * axis.stride + axis.reach() > axis.input;
  }

 public:
  constexpr explicit weighted_channels(const node_view& view)
      : view_(view),
        input_(view.input_index(0)),
        output_(view.output_index(0)),
        weights_(view.input(1).data.data()),
        output_depth_(view.output().shape.back()),
        input_depth_(view.input(0).shape.back()),
        products_(view.input(1).shape.element_count() / output_depth_),
        zero_point_(view.input(0).quantization.zero_point()),
        biases_(view.input(2).data),
        scales_(view.input(0), view.input(1), view.output()),
        scale_ratio_(view.input(0).quantization.scale() / view.output().quantization.scale()) {
    if (view.code() == builtin_operator::conv_2d) {
      take<ops::conv_2d>();
      is_padded_ = reaches_out<ops::conv_2d>();
    } else if (view.code() == builtin_operator::depthwise_conv_2d) {
      take<ops::depthwise_conv_2d>();
      is_padded_ = reaches_out<ops::depthwise_conv_2d>();
      is_depthwise_ = true;
    } else {
      take<ops::fully_connected>();
    }
  }

  /// Indices of the tensors, which are dear to read from a view.
  constexpr std::int32_t input() const { return input_; }
  constexpr std::int32_t output() const { return output_; }
  constexpr std::int32_t output_depth() const { return output_depth_; }
  constexpr std::int32_t input_depth() const { return input_depth_; }
  /// Whether an output channel reads the input channel of its number and no other.
  constexpr bool is_depthwise() const { return is_depthwise_; }
  constexpr std::int32_t rows() const { return is_depthwise_ ? products_ : products_ / input_depth_; }
  constexpr const char* first(std::int32_t channel) const {
    return is_depthwise_ ? weights_ : weights_ + channel * products_;
  }
  constexpr std::int32_t zero_point() const { return zero_point_; }
  /// Whether windows reach over the borders of the image, where the input is its zero point.
  constexpr bool is_padded() const { return is_padded_; }
  constexpr bool has_bias() const { return !biases_.empty(); }
  constexpr std::int32_t bias(std::int32_t channel) const {
    return biases_.load_as<std::int32_t>(static_cast<std::uint32_t>(channel));
  }
  /// What makes the output of a sum, which has its bias.
  constexpr mote::channel to_output(std::int32_t channel) const {
    return {0, scales_.multiplier(channel, product_)};
  }
  constexpr const output_stage& stage() const { return stage_; }
  /// About what to_output() multiplies by.
  constexpr float scale(std::int32_t channel) const {
    return scale_ratio_ * view_.input(1).quantization.scale(channel);
  }

 private:
  const node_view& view_;
  std::int32_t input_;
  std::int32_t output_;
  const char* weights_;
  std::int32_t output_depth_;
  std::int32_t input_depth_;
  std::int32_t products_;
  std::int32_t zero_point_;
  flatbuffer::vector<char> biases_;
  channel_scales scales_;
  scale_product product_{};
  float scale_ratio_;
  output_stage stage_;
  bool is_depthwise_ = false;
  bool is_padded_ = false;
};

}  // namespace mote::optimize

#endif
