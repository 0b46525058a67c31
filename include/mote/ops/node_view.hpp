// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_NODE_VIEW_HPP
#define MOTE_OPS_NODE_VIEW_HPP

#include <cstdint>
#include <initializer_list>
#include <limits>

#include "mote/model/graph.hpp"

namespace mote {

/// A node together with its graph: what an operator reads its tensors and options from. The tensors that most
/// operators have are decoded once, when the view is made.
class node_view {
 public:
  static constexpr int decoded_inputs = 3;

  constexpr node_view() = default;
  constexpr node_view(const graph& owner, std::int32_t index, problem_log* log = nullptr)
      : node_view(owner, owner.node_at(index, log)) {}
  /// The same of a node that is decoded already.
  constexpr node_view(const graph& owner, const node& decoded) : owner_(&owner), node_(decoded) {
    for (int i = 0; i < decoded_inputs; ++i) inputs_[i] = decode(input_index(i));
    output_ = decode(output_index(0));
  }

  constexpr const graph& owner() const { return *owner_; }
  constexpr std::int32_t index() const { return node_.index; }
  constexpr builtin_operator code() const { return node_.code; }
  constexpr std::int32_t version() const { return node_.version; }
  constexpr const flatbuffer::vector<char>& custom_code() const { return node_.custom_code; }
  constexpr const flatbuffer::table& options() const { return node_.options; }
  constexpr const flatbuffer::vector<std::uint8_t>& custom_options() const { return node_.custom_options; }

  constexpr int input_count() const { return static_cast<int>(node_.inputs.size()); }
  constexpr int output_count() const { return static_cast<int>(node_.outputs.size()); }
  /// Index of an input's tensor in the graph; none for an optional one that is absent.
  constexpr std::int32_t input_index(int position) const {
    return position < input_count() ? node_.inputs[static_cast<std::uint32_t>(position)] : none;
  }
  constexpr std::int32_t output_index(int position) const {
    return position < output_count() ? node_.outputs[static_cast<std::uint32_t>(position)] : none;
  }
  constexpr bool has_input(int position) const { return input_index(position) != none; }
  /// One of the first decoded_inputs inputs; an empty tensor where it is absent.
  constexpr const tensor& input(int position) const { return inputs_[position]; }
  /// The first output.
  constexpr const tensor& output() const { return output_; }
  /// Any input or output, decoded anew; an empty tensor where it is absent.
  constexpr tensor any_input(int position) const { return decode(input_index(position)); }
  constexpr tensor any_output(int position) const { return decode(output_index(position)); }

 private:
  constexpr tensor decode(std::int32_t index) const {
    return owner_->is_tensor(index) ? owner_->tensor_at(index) : tensor{};
  }

  const graph* owner_ = nullptr;
  node node_;
  tensor inputs_[decoded_inputs];
  tensor output_;
};

/// An operand of a node under check: the tensor and its index for messages.
struct operand : tensor {
  std::int32_t index = none;
};

/// Checks of one node. Each names the tensor at fault in the log and says whether it held.
class node_check {
 public:
  constexpr node_check(const node_view& view, problem_log& log) : view_(view), log_(&log) {}

  constexpr const node_view& view() const { return view_; }
  constexpr operand input(int position) const { return {view_.input(position), view_.input_index(position)}; }
  constexpr operand output() const { return {view_.output(), view_.output_index(0)}; }
  constexpr operand any_input(int position) const {
    return {view_.any_input(position), view_.input_index(position)};
  }
  constexpr operand any_output(int position) const {
    return {view_.any_output(position), view_.output_index(position)};
  }

  constexpr bool require(bool condition, error code, std::int32_t tensor = none, std::int64_t detail = 0) {
    if (!condition) log_->add({code, view_.index(), tensor, detail});
    return condition;
  }

  /// The node has from `fewest` to `most` inputs, of which the first `fewest` are present, and one output.
  constexpr bool operands(int fewest, int most, int outputs = 1) {
    bool ok = require(view_.input_count() >= fewest && view_.input_count() <= most, error::bad_input_count,
                      none, view_.input_count());
    ok &= require(view_.output_count() == outputs, error::bad_output_count, none, view_.output_count());
    if (!ok) return false;
    for (int i = 0; i < fewest; ++i) ok &= require(view_.has_input(i), error::missing_input, none, i);
    return ok;
  }

  constexpr bool type(const operand& subject, std::initializer_list<tensor_type> allowed) {
    for (const tensor_type type : allowed) {
      if (subject.type == type) return true;
    }
    return require(false, error::unsupported_type, subject.index, static_cast<std::int64_t>(subject.type));
  }

  /// A constant of int32 or int64 values that an operator reads while the model is loaded.
  constexpr bool constant_integers(const operand& subject) {
    return require(subject.is_constant(), error::not_constant, subject.index) &&
           type(subject, {tensor_type::int32, tensor_type::int64});
  }

  /// A tensor that keeps its value from one invoke to the next.
  constexpr bool variable(const operand& subject) {
    return require(subject.is_variable && !subject.is_constant(), error::not_a_variable, subject.index);
  }

  /// Quantized with zero point 0, as the reference demands of int16.
  constexpr bool symmetric(const operand& subject) {
    return quantized(subject) && require(subject.quantization.zero_point() == 0, error::bad_zero_point,
                                         subject.index, subject.quantization.zero_point());
  }
  /// Activations: those of int16 symmetric, others with any zero point.
  constexpr bool quantized_activations(const operand& subject) {
    return subject.type == tensor_type::int16 ? symmetric(subject) : quantized(subject);
  }

  constexpr bool same_type(const operand& subject, tensor_type expected) { return type(subject, {expected}); }

  constexpr bool same_shape(const operand& a, const operand& b) {
    return require(a.shape == b.shape, error::shape_mismatch, b.index);
  }

  constexpr bool rank(const operand& subject, int rank) {
    return require(subject.shape.rank() == rank, error::shape_mismatch, subject.index, subject.shape.rank());
  }

  /// One finite, positive scale, and a zero point that the type can hold; 0 for int32.
  constexpr bool quantized(const operand& subject) {
    const quantization& q = subject.quantization;
    if (!require(q.present(), error::missing_quantization, subject.index)) return false;
    bool ok = require(q.scales.size() == 1, error::per_channel_not_supported, subject.index, q.scales.size());
    ok &= require(is_finite(q.scales[0]) && q.scales[0] > 0.0F, error::bad_scale, subject.index);
    const std::int64_t zero_point = q.zero_points[0];
    // Quantized 32-bit tensors are symmetric: their sums with a zero point could overflow.
    const value_range range = subject.type == tensor_type::int32 ? value_range{0, 0} : range_of(subject.type);
    ok &= require(zero_point >= range.low && zero_point <= range.high, error::bad_zero_point, subject.index,
                  zero_point);
    return ok;
  }

  /// Symmetric weights with one scale, or one for each of `channels` along dimension `channel_axis`. A scale
  /// of 0 is allowed: the reference then multiplies by 0. Sets `largest` to the largest scale.
  constexpr bool symmetric_weights(const operand& subject, int channel_axis, std::int32_t channels,
                                   float& largest) {
    const quantization& q = subject.quantization;
    if (!require(q.present(), error::missing_quantization, subject.index)) return false;
    const auto count = static_cast<std::int64_t>(q.scales.size());
    if (!require(count == 1 || count == channels, error::bad_scale_count, subject.index, count)) return false;
    bool ok = require(count == 1 || q.quantized_dimension == channel_axis, error::bad_quantized_dimension,
                      subject.index, q.quantized_dimension);
    // Bits of finite, non-negative floats are below those of infinity, and in the order of the values.
    constexpr std::uint32_t infinity = 0x7f800000;
    std::uint32_t largest_bits = 0;
    for (std::uint32_t i = 0; i < q.scales.size(); ++i) {
      const auto bits = q.scales.load_as<std::uint32_t>(i);
      if (bits > largest_bits) largest_bits = bits;
    }
    ok &= require(largest_bits < infinity, error::bad_scale, subject.index);
    largest = __builtin_bit_cast(float, largest_bits);
    for (std::uint32_t i = 0; i < q.zero_points.size(); ++i) {
      if (q.zero_points[i] != 0)
        return require(false, error::bad_zero_point, subject.index, q.zero_points[i]);
    }
    return ok;
  }

  constexpr bool same_quantization(const operand& a, const operand& b) {
    return require(a.quantization.scale() == b.quantization.scale() &&
                       a.quantization.zero_point() == b.quantization.zero_point(),
                   error::quantization_mismatch, b.index);
  }

  static constexpr bool is_finite(float value) {
    return value >= std::numeric_limits<float>::lowest() && value <= std::numeric_limits<float>::max();
  }

 private:
  const node_view& view_;
  problem_log* log_;
};

}  // namespace mote

#endif
