// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPTIMIZE_CHANNEL_ANALYSIS_HPP
#define MOTE_OPTIMIZE_CHANNEL_ANALYSIS_HPP

#include <cstddef>
#include <cstdint>
#include <limits>

#include "mote/model/graph.hpp"
#include "mote/ops/add.hpp"
#include "mote/optimize/channel_node.hpp"

// Which channels of a model's activations can be left out without changing any output.
//
// Forward, along the nodes: which channels are constant, whatever the model's inputs are. The sum of a
// channel lies between bounds that follow from the ranges of what is added; where its output is the same at
// both, it is constant.
//
// Backward: which channels somebody needs. A weighted sum doesn't need those that have only zero weights in
// the channels that are needed of it, nor constant ones, whose share can go into the bias. That is where
// padding never takes the place of the constant, or has the same value.
//
// Some nodes keep input and output channels in step (depthwise convolutions, pools, sums, reshapes): their
// tensors form a group, in which a channel goes from all of them or from none. Kernels are fast where the
// number of channels is a multiple of something; as many channels that nobody needs stay as it takes.

namespace mote::optimize {

/// What is known of a channel, and its fate.
struct channel_facts {
  bool is_constant = false;
  bool is_needed = false;  ///< its values matter
  bool is_kept = false;    ///< it stays, with its values if is_needed, with others if not
  std::int8_t value = 0;   ///< if is_constant
  std::int32_t sum = 0;    ///< of a constant weighted sum: one, with the bias, that gives the value
};

/// Least and greatest value.
struct value_bounds {
  std::int64_t low = 0;
  std::int64_t high = 0;
};

/// Number of channels of all activations of a subgraph together.
constexpr std::size_t channels_of_activations(const graph& model) {
  std::size_t count = 0;
  for (std::int32_t t = 0; t < model.tensor_count(); ++t) {
    const tensor subject = model.tensor_at(t);
    if (!subject.is_constant()) count += static_cast<std::size_t>(subject.shape.back());
  }
  return count;
}

/// Analysis of the first subgraph of a model that loads. MaxTensors and MaxChannels bound its tensors and the
/// channels of all of them together; with fewer nothing is found.
template <std::size_t MaxTensors, std::size_t MaxChannels>
class channel_analysis {
 public:
  static constexpr std::size_t max_tensors = MaxTensors;
  static constexpr std::size_t max_channels = MaxChannels;

  constexpr explicit channel_analysis(const graph& model) : graph_(model) {
    if (!is_in_reach()) return;
    count_uses();
    for (std::int32_t i = 0; i < graph_.node_count(); ++i) find_constants(node_view(graph_, i));
    for (std::uint32_t i = 0; i < graph_.outputs().size(); ++i) need_all(graph_.outputs()[i]);
    for (std::int32_t i = graph_.node_count() - 1; i >= 0; --i) find_needs(node_view(graph_, i));
    for (std::int32_t i = 0; i < graph_.node_count(); ++i) join_groups(node_view(graph_, i));
    pin_groups();
    for (std::int32_t t = 0; t < graph_.tensor_count(); ++t) keep_needed(t);
    for (std::int32_t t = 0; t < graph_.tensor_count(); ++t) {
      if (tensors_[t].group == t) fill_up(t);
    }
    for (std::int32_t t = 0; t < graph_.tensor_count(); ++t) follow_group(t);
  }

  /// Whether there is a channel that can go.
  constexpr bool removes_any() const { return removes_any_; }

  constexpr const graph& model() const { return graph_; }
  constexpr std::int32_t channel_count(std::int32_t tensor) const { return tensors_[tensor].channels; }
  constexpr std::int32_t kept_count(std::int32_t tensor) const { return tensors_[tensor].kept; }
  constexpr const channel_facts& facts(std::int32_t tensor, std::int32_t channel) const {
    return channels_[tensors_[tensor].first + channel];
  }

  /// How a node treats channels: `other` also where its constants belong to other nodes too.
  constexpr channel_use use_of(const node_view& view) const {
    const channel_use use = channel_use_of(view);
    if (use == channel_use::added || use == channel_use::pooled) return use;
    const bool has_own_constants = has_own_if_any(view, 1) && has_own_if_any(view, 2);
    return has_own_constants ? use : channel_use::other;
  }

  /// Whether a node can do without a channel of its input because that is constant.
  constexpr bool can_fold(const weighted_channels& sums, std::int32_t channel) const {
    const channel_facts& in = facts(sums.input(), channel);
    if (!in.is_constant) return false;
    return in.value == sums.zero_point() || (!sums.is_padded() && sums.has_bias());
  }

  /// Whether a channel of a node's output is its constant value without any input.
  constexpr bool is_made_of_bias(const weighted_channels& sums, std::int32_t channel) const {
    const channel_facts& out = facts(sums.output(), channel);
    if (!out.is_constant) return false;
    return sums.has_bias() || finish(std::int32_t{0}, sums.to_output(channel), sums.stage()) == out.value;
  }

 private:
  struct tensor_facts {
    std::int32_t first = 0;  // of its channels
    std::int32_t channels = 0;
    std::int32_t kept = 0;
    std::int32_t uses = 0;
    std::int32_t low = -128;  // range of the channels that aren't constant
    std::int32_t high = 127;
    std::int32_t group = none;  // the tensor that stands for the group
    std::int32_t period = 0;    // of a group: its tensors' channels are in step modulo this number
    std::int32_t multiple = 4;  // of a group: for the number of channels to keep
    bool is_pinned = false;     // of a group: all channels stay
  };

  constexpr bool is_in_reach() {
    if (graph_.subgraph_count() != 1) return false;
    if (graph_.tensor_count() > static_cast<std::int32_t>(MaxTensors)) return false;
    for (std::int32_t i = 0; i < graph_.node_count(); ++i) {
      if (!has_copyable_options(graph_.node_at(i).code)) return false;
    }
    std::int64_t used = 0;
    for (std::int32_t t = 0; t < graph_.tensor_count(); ++t) {
      const tensor subject = graph_.tensor_at(t);
      if (subject.is_constant()) continue;
      tensor_facts& facts = tensors_[t];
      facts.first = static_cast<std::int32_t>(used);
      facts.channels = facts.period = subject.shape.back();
      facts.group = t;
      used += facts.channels;
      if (used > static_cast<std::int64_t>(MaxChannels)) return false;
    }
    return true;
  }

  constexpr bool has_own_if_any(const node_view& view, int position) const {
    return !view.has_input(position) || tensors_[view.input_index(position)].uses == 1;
  }

  constexpr channel_facts* channels_of(std::int32_t tensor) { return channels_ + tensors_[tensor].first; }

  constexpr void count_uses() {
    for (std::int32_t i = 0; i < graph_.node_count(); ++i) {
      const auto inputs = graph_.node_at(i).inputs;
      for (std::uint32_t k = 0; k < inputs.size(); ++k) {
        if (inputs[k] != none) ++tensors_[inputs[k]].uses;
      }
    }
  }

  // ---- Forward

  constexpr void find_constants(const node_view& view) {
    const std::int32_t input = view.input_index(0);
    const std::int32_t output = view.output_index(0);
    switch (use_of(view)) {
      case channel_use::weighted:
      case channel_use::depthwise:
        return find_constant_sums(weighted_channels(view));
      case channel_use::pooled:
        return pass_constants(input, output, output_stage_of(view, schema::pool_2d_options::activation));
      case channel_use::reshaped:
        return pass_constants(input, output, {0, tensors_[input].low, tensors_[input].high});
      case channel_use::added:
        return find_constant_additions(view);
      case channel_use::other:
        return;
    }
  }

  /// Of nodes that only limit values to the stage's range.
  constexpr void pass_constants(std::int32_t input, std::int32_t output, const output_stage& stage) {
    const auto limited = [&](std::int32_t value) { return clamp(value, stage.low, stage.high); };
    tensors_[output].low = limited(tensors_[input].low);
    tensors_[output].high = limited(tensors_[input].high);
    for (std::int32_t c = 0; c < tensors_[output].channels; ++c) {
      const channel_facts& in = channels_of(input)[c % tensors_[input].channels];
      if (in.is_constant) set_constant(channels_of(output)[c], limited(in.value));
    }
  }

  static constexpr void set_constant(channel_facts& facts, std::int32_t value) {
    facts.is_constant = true;
    facts.value = static_cast<std::int8_t>(value);
  }

  constexpr void find_constant_additions(const node_view& view) {
    const ops::add::quantized<std::int8_t> sum(view);
    const channel_facts* const a = channels_of(view.input_index(0));
    const channel_facts* const b = channels_of(view.input_index(1));
    channel_facts* const out = channels_of(view.output_index(0));
    for (std::int32_t c = 0; c < view.output().shape.back(); ++c) {
      if (a[c].is_constant && b[c].is_constant) set_constant(out[c], sum(a[c].value, b[c].value));
    }
  }

  constexpr void find_constant_sums(const weighted_channels& sums) {
    // The inputs without their zero point. Those that are always 0 take no part.
    const channel_facts* const in = channels_of(sums.input());
    value_bounds inputs{tensors_[sums.input()].low - sums.zero_point(),
                        tensors_[sums.input()].high - sums.zero_point()};
    if (sums.is_padded()) {
      if (inputs.low > 0) inputs.low = 0;
      if (inputs.high < 0) inputs.high = 0;
    }
    // Varying ones are listed from the front, constant ones from the back.
    constexpr auto last = static_cast<std::int32_t>(max_channels) - 1;
    std::int32_t varying = 0;
    std::int32_t constant = 0;
    for (std::int32_t k = 0; k < sums.input_depth(); ++k) {
      if (!in[k].is_constant) {
        list_[varying++] = k;
      } else if (in[k].value != sums.zero_point()) {
        list_[last - constant++] = k;
      }
    }
    tensors_[sums.output()].low = sums.stage().low;
    tensors_[sums.output()].high = sums.stage().high;
    const sum_arithmetic arithmetic(sums, inputs);
    const bool is_depthwise = sums.is_depthwise();
    const std::int32_t depth = sums.output_depth();
    for (std::int32_t c = 0; c < depth; ++c) {
      value_bounds sum;
      if (arithmetic.has_bias) sum.low = sum.high = sums.bias(c);
      if (is_depthwise) {
        if (in[c].is_constant) {
          add_constant(sums, c, c, sum);
        } else {
          const std::int32_t own = c;
          if (add_varying(arithmetic, sums.first(c), sums.scale(c), &own, 1, sum)) continue;
        }
      } else {
        for (std::int32_t i = 0; i < constant; ++i) add_constant(sums, c, list_[last - i], sum);
        if (add_varying(arithmetic, sums.first(c), sums.scale(c), list_, varying, sum)) continue;
      }
      decide(sums, c, sum);
    }
  }

  /// What all sums of a node have in common. Compilers are slow in calling functions in constant expressions.
  struct sum_arithmetic {
    bool has_bias;
    std::int32_t rows;
    std::int32_t row_size;
    value_bounds inputs;
    float least;
    float most;

    constexpr sum_arithmetic(const weighted_channels& sums, const value_bounds& of_inputs)
        : has_bias(sums.has_bias()),
          rows(sums.rows()),
          row_size(sums.input_depth()),
          inputs(of_inputs),
          least(static_cast<float>(sums.stage().low - sums.stage().offset)),
          most(static_cast<float>(sums.stage().high - sums.stage().offset)) {}
  };

  /// Adds what a constant input channel gives to a sum.
  constexpr void add_constant(const weighted_channels& sums, std::int32_t channel, std::int32_t input,
                              value_bounds& sum) {
    const std::int32_t value = facts(sums.input(), input).value - sums.zero_point();
    const char* weight = sums.first(channel) + input;
    for (std::int32_t r = 0; r < sums.rows(); ++r, weight += sums.input_depth()) {
      const std::int32_t product = static_cast<signed char>(*weight) * value;
      // Padding can take its place.
      if (!sums.is_padded() || product < 0) sum.low += product;
      if (!sums.is_padded() || product > 0) sum.high += product;
    }
  }

  /// Adds what listed input channels, which take all values between the bounds, give to a sum. True, and not
  /// all is added, if the output certainly varies: most do, and it takes a few products to see it.
  static constexpr bool add_varying(const sum_arithmetic& node, const char* row, float scale,
                                    const std::int32_t* list, std::int32_t count, value_bounds& sum) {
    std::int32_t positive = 0;
    std::int32_t negative = 0;
    std::int32_t stretch = 8;
    const value_bounds before = sum;
    for (std::int32_t r = 0; r < node.rows; ++r, row += node.row_size) {
      for (std::int32_t i = 0; i < count;) {
        const std::int32_t end = count - i < stretch ? count : i + stretch;
        for (; i < end; ++i) {
          const int weight = static_cast<signed char>(row[list[i]]);
          if (weight > 0) {
            positive += weight;
          } else {
            negative += weight;
          }
        }
        sum.low = before.low + positive * node.inputs.low + negative * node.inputs.high;
        sum.high = before.high + positive * node.inputs.high + negative * node.inputs.low;
        const float low = static_cast<float>(sum.low) * scale;
        const float high = static_cast<float>(sum.high) * scale;
        // Rounding moves either end by less than a step.
        constexpr float steps = 2.5F;
        if ((high < node.most ? high : node.most) - (low > node.least ? low : node.least) > steps)
          return true;
        if (stretch < count) stretch *= 2;
      }
    }
    return false;
  }

  /// Whether no sum gives more than the least output, as those of dead channels before a ReLU: seen without
  /// the multiplier, which is dear to a compiler.
  static constexpr bool is_clearly_low(const weighted_channels& sums, std::int32_t channel,
                                       const value_bounds& sum) {
    if (sum.high > 0 || sums.stage().low < sums.stage().offset) return false;
    // Larger scales shift sums to the left, where bits could be lost.
    return sum.low >= std::numeric_limits<std::int32_t>::min() && sums.scale(channel) < 0.5F;
  }

  /// Finds whether a channel's output is the same at both ends of the range of its sum.
  constexpr void decide(const weighted_channels& sums, std::int32_t channel, const value_bounds& sum) {
    if (is_clearly_low(sums, channel, sum)) {
      set_constant(channels_of(sums.output())[channel], sums.stage().low);
      channels_of(sums.output())[channel].sum = static_cast<std::int32_t>(sum.low);
      return;
    }
    const mote::channel to_output = sums.to_output(channel);
    // The output rises with the sum as long as the multiplication loses no bits at the top.
    const int left = to_output.multiplier.exponent > 0 ? to_output.multiplier.exponent : 0;
    const std::int64_t most = std::numeric_limits<std::int32_t>::max() >> left;
    if (sum.low < -most || sum.high > most) return;
    const auto value = [&](std::int64_t of) {
      return finish(static_cast<std::int32_t>(of), to_output, sums.stage());
    };
    const std::int32_t low = value(sum.low);
    if (low != value(sum.high)) return;
    channel_facts& out = channels_of(sums.output())[channel];
    set_constant(out, low);
    out.sum = static_cast<std::int32_t>(sum.low);
  }

  // ---- Backward

  constexpr void need_all(std::int32_t tensor) {
    for (std::int32_t c = 0; c < tensors_[tensor].channels; ++c) channels_of(tensor)[c].is_needed = true;
  }

  constexpr void find_needs(const node_view& view) {
    const std::int32_t output = view.output_index(0);
    switch (use_of(view)) {
      case channel_use::weighted:
      case channel_use::depthwise:
        return find_needs_of_sums(view);
      case channel_use::pooled:
      case channel_use::reshaped:
        return pass_needs(output, view.input_index(0));
      case channel_use::added:
        pass_needs(output, view.input_index(0));
        return pass_needs(output, view.input_index(1));
      case channel_use::other:
        for (int k = 0; k < view.input_count(); ++k) {
          if (view.has_input(k)) need_all(view.input_index(k));
        }
        return;
    }
  }

  constexpr void pass_needs(std::int32_t output, std::int32_t input) {
    for (std::int32_t c = 0; c < tensors_[output].channels; ++c) {
      if (channels_of(output)[c].is_needed) channels_of(input)[c % tensors_[input].channels].is_needed = true;
    }
  }

  constexpr void find_needs_of_sums(const node_view& view) {
    const weighted_channels sums(view);
    const channel_facts* const out = channels_of(sums.output());
    channel_facts* const in = channels_of(sums.input());
    std::int32_t count = 0;
    for (std::int32_t c = 0; c < sums.output_depth(); ++c) {
      if (out[c].is_needed && !is_made_of_bias(sums, c)) list_[count++] = c;
    }
    for (std::int32_t k = 0; k < sums.input_depth(); ++k) {
      if (!in[k].is_needed && !can_fold(sums, k)) in[k].is_needed = has_weights(sums, k, count);
    }
  }

  /// Whether one of the output channels in the list has a weight for an input channel.
  constexpr bool has_weights(const weighted_channels& sums, std::int32_t input, std::int32_t count) const {
    for (std::int32_t i = 0; i < count; ++i) {
      const std::int32_t channel = list_[i];
      if (sums.is_depthwise() && channel != input) continue;
      const char* weight = sums.first(channel) + input;
      for (std::int32_t r = 0; r < sums.rows(); ++r, weight += sums.input_depth()) {
        if (*weight != 0) return true;
      }
    }
    return false;
  }

  // ---- Groups

  constexpr std::int32_t root(std::int32_t tensor) const {
    while (tensors_[tensor].group != tensor) tensor = tensors_[tensor].group;
    return tensor;
  }

  static constexpr std::int32_t common_divisor(std::int32_t a, std::int32_t b) {
    while (b != 0) {
      const std::int32_t rest = a % b;
      a = b;
      b = rest;
    }
    return a;
  }

  constexpr void join(std::int32_t a, std::int32_t b) {
    tensor_facts& first = tensors_[root(a)];
    tensor_facts& second = tensors_[root(b)];
    second.group = root(a);
    first.period = common_divisor(first.period, second.period);
    first.is_pinned = first.is_pinned || second.is_pinned;
    if (second.multiple > first.multiple) first.multiple = second.multiple;
  }

  constexpr void pin(std::int32_t tensor) {
    if (tensors_[tensor].channels > 0) tensors_[root(tensor)].is_pinned = true;
  }

  constexpr void join_groups(const node_view& view) {
    const std::int32_t input = view.input_index(0);
    const std::int32_t output = view.output_index(0);
    switch (use_of(view)) {
      case channel_use::weighted:
        return prefer_multiple(view);
      case channel_use::depthwise:
      case channel_use::pooled:
      case channel_use::reshaped:
        return join(input, output);
      case channel_use::added:
        join(input, output);
        return join(view.input_index(1), output);
      case channel_use::other:
        for (int k = 0; k < view.input_count(); ++k) {
          if (view.has_input(k)) pin(view.input_index(k));
        }
        for (int k = 0; k < view.output_count(); ++k) pin(view.output_index(k));
        return;
    }
  }

  constexpr void prefer_multiple(const node_view& view) {
    constexpr std::int32_t of_larger_filters = 32;
    const bool is_larger =
        view.code() == builtin_operator::conv_2d && view.input(1).shape[1] * view.input(1).shape[2] > 1;
    if (is_larger) tensors_[root(view.input_index(0))].multiple = of_larger_filters;
  }

  constexpr void pin_groups() {
    for (std::uint32_t i = 0; i < graph_.inputs().size(); ++i) pin(graph_.inputs()[i]);
    for (std::uint32_t i = 0; i < graph_.outputs().size(); ++i) pin(graph_.outputs()[i]);
  }

  constexpr void keep_needed(std::int32_t tensor) {
    if (tensors_[tensor].channels == 0) return;
    const tensor_facts& group = tensors_[root(tensor)];
    for (std::int32_t c = 0; c < tensors_[tensor].channels; ++c) {
      if (group.is_pinned || channels_of(tensor)[c].is_needed) {
        channels_[group.first + c % group.period].is_kept = true;
      }
    }
  }

  /// The number of channels to keep where `needed` are needed. Kernels take four at a time, those of larger
  /// filters 32. From 17 to 32 it is 32, a size that layers have in common, and with it code.
  static constexpr std::int32_t rounded_up(std::int32_t needed, std::int32_t multiple) {
    constexpr std::int32_t least = 4;
    constexpr std::int32_t common = 32;
    if (needed == 0) return least;
    if (needed > common / 2 && needed <= common) return common;
    const std::int32_t step = needed > common ? multiple : least;
    return (needed + step - 1) / step * step;
  }

  /// Keeps more channels of a group to reach a number that suits kernels.
  constexpr void fill_up(std::int32_t group) {
    const std::int32_t period = tensors_[group].period;
    channel_facts* const channels = channels_of(group);
    std::int32_t kept = 0;
    for (std::int32_t c = 0; c < period; ++c) kept += channels[c].is_kept ? 1 : 0;
    const std::int32_t wanted = rounded_up(kept, tensors_[group].multiple);
    for (std::int32_t c = 0; c < period && kept < wanted; ++c) {
      if (channels[c].is_kept) continue;
      channels[c].is_kept = true;
      ++kept;
    }
    if (kept < period) removes_any_ = true;
  }

  constexpr void follow_group(std::int32_t tensor) {
    tensor_facts& facts = tensors_[tensor];
    if (facts.channels == 0) return;
    const tensor_facts& group = tensors_[root(tensor)];
    for (std::int32_t c = 0; c < facts.channels; ++c) {
      const bool is_kept = channels_[group.first + c % group.period].is_kept;
      channels_of(tensor)[c].is_kept = is_kept;
      facts.kept += is_kept ? 1 : 0;
    }
  }

  graph graph_;
  bool removes_any_ = false;
  tensor_facts tensors_[MaxTensors]{};
  channel_facts channels_[MaxChannels]{};
  std::int32_t list_[MaxChannels]{};  // channels at hand
};

}  // namespace mote::optimize

#endif
