// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPTIMIZE_CHANNEL_REMOVAL_HPP
#define MOTE_OPTIMIZE_CHANNEL_REMOVAL_HPP

#include <cstdint>

#include "mote/optimize/channel_analysis.hpp"
#include "mote/optimize/flatbuffer_output.hpp"

namespace mote::optimize {

/// Writes the bytes of an equivalent model without the channels that an analysis found to be removable.
/// Weights of removed and of constant channels are gone or 0, biases take what constant channels gave.
///
/// Tensors and nodes keep their numbers, and model inputs and outputs their shapes. What the library doesn't
/// read is left out: descriptions, metadata, signatures, statistics of the training.
template <class Analysis>
class channel_removal {
 public:
  /// `to` as for flatbuffer_output.
  constexpr channel_removal(const Analysis& analysis, char* to)
      : analysis_(analysis), graph_(analysis.model()), out_(to) {
    find_roles();
    write_model();
  }

  constexpr std::uint32_t size() const { return out_.size(); }

 private:
  using position = flatbuffer_output::position;
  static constexpr flatbuffer_output::field offset(unsigned number, bool is_present = true) {
    return {number, 0, is_present};
  }

  /// What a constant is to a node whose channels are removed.
  enum class role : std::uint8_t { unchanged, weights, bias, new_shape };
  struct constant_facts {
    role is = role::unchanged;
    std::int32_t node = none;
  };

  constexpr void find_roles() {
    for (std::int32_t i = 0; i < graph_.node_count(); ++i) {
      const node_view view(graph_, i);
      const channel_use use = analysis_.use_of(view);
      if (use == channel_use::weighted || use == channel_use::depthwise) {
        constants_[view.input_index(1)] = {role::weights, i};
        if (view.has_input(2)) constants_[view.input_index(2)] = {role::bias, i};
      }
      if (use == channel_use::reshaped && view.input(1).type == tensor_type::int32 && view.has_input(1)) {
        constants_[view.input_index(1)] = {role::new_shape, i};
      }
    }
  }

  // ---- Tables

  constexpr void write_model() {
    namespace names = schema::model;
    const position root = 0;
    out_.append(std::uint32_t{0});
    for (int i = 0; i < 4; ++i) out_.append(schema::file_identifier[i]);
    const flatbuffer::table model = flatbuffer::root({graph_.bytes()});
    const position fields = out_.table_at(root, {{names::version, schema::version},
                                                 offset(names::operator_codes),
                                                 offset(names::subgraphs),
                                                 offset(names::buffers)});
    write_codes(fields + 4, model.tables(names::operator_codes));
    write_subgraph(out_.offsets(fields + 8, 1), model.tables(names::subgraphs)[0]);
    write_buffers(fields + 12);
  }

  constexpr void write_codes(position from, const flatbuffer::table_vector& codes) {
    namespace names = schema::operator_code;
    position entry = out_.offsets(from, codes.size());
    for (std::uint32_t i = 0; i < codes.size(); ++i, entry += 4) {
      const flatbuffer::table code = codes[i];
      const auto old_code = code.scalar<std::int8_t>(names::deprecated_builtin_code);
      const position fields = out_.table_at(
          entry,
          {{names::deprecated_builtin_code, static_cast<std::uint32_t>(old_code)},
           {names::version, static_cast<std::uint32_t>(code.scalar<std::int32_t>(names::version, 1))},
           {names::builtin_code, static_cast<std::uint32_t>(code.scalar<std::int32_t>(names::builtin_code))},
           offset(names::custom_code)});
      out_.copy_string(fields + 12, code.string(names::custom_code));
    }
  }

  constexpr void write_subgraph(position from, const flatbuffer::table& subgraph) {
    namespace names = schema::subgraph;
    const position fields = out_.table_at(from, {offset(names::tensors), offset(names::inputs),
                                                 offset(names::outputs), offset(names::operators)});
    const flatbuffer::table_vector tensors = subgraph.tables(names::tensors);
    position entry = out_.offsets(fields, tensors.size());
    for (std::int32_t t = 0; t < graph_.tensor_count(); ++t, entry += 4) {
      write_tensor(entry, t, tensors[static_cast<std::uint32_t>(t)]);
    }
    out_.copy_vector(fields + 4, graph_.inputs());
    out_.copy_vector(fields + 8, graph_.outputs());
    const flatbuffer::table_vector nodes = subgraph.tables(names::operators);
    entry = out_.offsets(fields + 12, nodes.size());
    for (std::int32_t i = 0; i < graph_.node_count(); ++i, entry += 4) {
      write_node(entry, i, nodes[static_cast<std::uint32_t>(i)]);
    }
  }

  constexpr void write_tensor(position from, std::int32_t index, const flatbuffer::table& original) {
    namespace names = schema::tensor;
    const tensor subject = graph_.tensor_at(index);
    const std::uint32_t buffer = subject.is_constant() ? ++buffer_count_ : 0;
    // Those of a bias are the products of other scales.
    const bool has_scales = subject.type != tensor_type::int32 || !subject.quantization.per_channel();
    const bool is_quantized = has_scales && original.has(names::quantization);
    const position fields = out_.table_at(from, {offset(names::shape),
                                                 {names::type, static_cast<std::uint32_t>(subject.type)},
                                                 {names::buffer, buffer},
                                                 {names::is_variable, subject.is_variable ? 1U : 0U},
                                                 offset(names::name),
                                                 offset(names::quantization, is_quantized)});
    const shape kept = kept_shape(index, subject);
    out_.template begin_vector<std::int32_t>(fields, static_cast<std::uint32_t>(kept.rank()));
    for (int axis = 0; axis < kept.rank(); ++axis) out_.append(kept[axis]);
    out_.copy_string(fields + 16, subject.name);
    if (is_quantized) write_quantization(fields + 20, index, subject.quantization);
  }

  static constexpr shape with_dimension(const shape& original, int axis, std::int32_t dimension) {
    shape result;
    for (int i = 0; i < original.rank(); ++i) result.push_back(i == axis ? dimension : original[i]);
    return result;
  }

  constexpr shape kept_shape(std::int32_t index, const tensor& subject) const {
    const shape& original = subject.shape;
    const int last = original.rank() - 1;
    if (!subject.is_constant()) return with_dimension(original, last, analysis_.kept_count(index));
    const constant_facts& facts = constants_[index];
    if (facts.is != role::weights && facts.is != role::bias) return original;
    const node_view view(graph_, facts.node);
    const std::int32_t output_depth = analysis_.kept_count(view.output_index(0));
    if (facts.is == role::bias || analysis_.use_of(view) == channel_use::depthwise) {
      return with_dimension(original, last, output_depth);
    }
    const std::int32_t images = original[last] / view.input(0).shape.back();
    return with_dimension(with_dimension(original, 0, output_depth), last,
                          images * analysis_.kept_count(view.input_index(0)));
  }

  constexpr void write_quantization(position from, std::int32_t index, const quantization& original) {
    namespace names = schema::quantization;
    const position fields = out_.table_at(
        from, {{names::quantized_dimension, static_cast<std::uint32_t>(original.quantized_dimension)},
               offset(names::scale),
               offset(names::zero_point)});
    const constant_facts& facts = constants_[index];
    if (facts.is != role::weights || !original.per_channel()) {
      out_.copy_vector(fields + 4, original.scales);
      out_.copy_vector(fields + 8, original.zero_points);
      return;
    }
    const std::int32_t output = node_view(graph_, facts.node).output_index(0);
    const auto count = static_cast<std::uint32_t>(analysis_.kept_count(output));
    out_.template begin_vector<float>(fields + 4, count);
    if (out_.counts()) out_.reserve(count * sizeof(float));
    for (std::int32_t c = 0; !out_.counts() && c < analysis_.channel_count(output); ++c) {
      if (!analysis_.facts(output, c).is_kept) continue;
      out_.append(original.scales.template load_as<std::uint32_t>(static_cast<std::uint32_t>(c)));
    }
    // Weights are symmetric.
    out_.template begin_vector<std::int64_t>(fields + 8, count);
    out_.reserve(count * sizeof(std::int64_t));
  }

  constexpr void write_node(position from, std::int32_t index, const flatbuffer::table& original) {
    namespace names = schema::node;
    const node subject = graph_.node_at(index);
    const bool has_options = static_cast<bool>(subject.options);
    const position fields = out_.table_at(
        from, {{names::opcode_index, original.scalar<std::uint32_t>(names::opcode_index)},
               {names::builtin_options_type, original.scalar<std::uint8_t>(names::builtin_options_type)},
               offset(names::inputs),
               offset(names::outputs),
               offset(names::builtin_options, has_options),
               offset(names::custom_options),
               offset(names::mutating_variable_inputs),
               offset(names::intermediates)});
    out_.copy_vector(fields + 8, subject.inputs);
    out_.copy_vector(fields + 12, subject.outputs);
    if (has_options) write_options(fields + 16, subject);
    out_.copy_vector(fields + 20, subject.custom_options, data_alignment);
    out_.copy_vector(fields + 24, original.values<std::uint8_t>(names::mutating_variable_inputs));
    out_.copy_vector(fields + 28, original.values<std::int32_t>(names::intermediates));
  }

  constexpr void write_options(position from, const node& subject) {
    const position copy = out_.copy_table(from, subject.options);
    // All others that an analysis admits are scalars.
    constexpr unsigned list = 0;
    if (!has_list_in_options(subject.code) || !subject.options.has(list)) return;
    const position field = copy + subject.options.vtable_bytes().load<std::uint16_t>(4 + 2 * list);
    const auto elements = subject.options.values<std::int32_t>(list);
    out_.template begin_vector<std::int32_t>(field, elements.size());
    write_new_shape(node_view(graph_, subject.index), elements.size(),
                    [&](std::uint32_t i) { return elements[i]; });
  }

  /// The dimensions that a RESHAPE repeats: the last, unless left open, is a number of channels.
  template <class Element>
  constexpr void write_new_shape(const node_view& view, std::uint32_t size, Element element) {
    const bool is_changed = analysis_.use_of(view) == channel_use::reshaped;
    for (std::uint32_t i = 0; i < size; ++i) {
      const bool is_depth = is_changed && i + 1 == size && element(i) > 0;
      out_.append(is_depth ? analysis_.kept_count(view.output_index(0)) : element(i));
    }
  }

  // ---- Constants

  constexpr void write_buffers(position from) {
    position entry = out_.offsets(from, 1 + buffer_count_);
    out_.table_at(entry, {});
    for (std::int32_t t = 0; t < graph_.tensor_count(); ++t) {
      const tensor subject = graph_.tensor_at(t);
      if (!subject.is_constant()) continue;
      entry += 4;
      const position data = out_.table_at(entry, {offset(schema::buffer::data)});
      const constant_facts& facts = constants_[t];
      if (facts.is == role::unchanged) {
        out_.copy_vector(data, subject.data, data_alignment);
        continue;
      }
      const auto elements = static_cast<std::uint32_t>(kept_shape(t, subject).element_count());
      out_.template begin_vector<char>(data, elements * size_of(subject.type), data_alignment);
      if (out_.counts()) {
        out_.reserve(elements * size_of(subject.type));
        continue;
      }
      const node_view view(graph_, facts.node);
      if (facts.is == role::weights) write_weights(view);
      if (facts.is == role::bias) write_bias(view);
      if (facts.is == role::new_shape) {
        write_new_shape(view, elements, [&](std::uint32_t i) {
          return static_cast<std::int32_t>(subject.integer_at(static_cast<std::int32_t>(i)));
        });
      }
    }
  }

  constexpr void write_weights(const node_view& view) {
    const weighted_channels sums(view);
    if (sums.is_depthwise()) {
      find_sources(sums.output(), [&](std::int32_t c) { return is_all_zero(sums, c); });
      write_rows(sums, 0);
      return;
    }
    find_sources(sums.input(), [&](std::int32_t k) { return analysis_.can_fold(sums, k); });
    for (std::int32_t c = 0; c < sums.output_depth(); ++c) {
      if (!analysis_.facts(sums.output(), c).is_kept) continue;
      if (is_all_zero(sums, c)) {
        out_.reserve(static_cast<std::uint32_t>(sums.rows() * source_count_));
      } else {
        write_rows(sums, c);
      }
    }
  }

  /// Whether no input is to reach an output channel.
  constexpr bool is_all_zero(const weighted_channels& sums, std::int32_t channel) const {
    return !analysis_.facts(sums.output(), channel).is_needed || analysis_.is_made_of_bias(sums, channel);
  }

  /// Lists the channels of a tensor that stay: where rows of weights take theirs from.
  template <class IsZero>
  constexpr void find_sources(std::int32_t tensor, IsZero is_zero) {
    source_count_ = 0;
    for (std::int32_t c = 0; c < analysis_.channel_count(tensor); ++c) {
      if (analysis_.facts(tensor, c).is_kept) sources_[source_count_++] = is_zero(c) ? none : c;
    }
  }

  constexpr void write_rows(const weighted_channels& sums, std::int32_t channel) {
    const std::int32_t count = source_count_;
    const char* row = sums.first(channel);
    char* to = out_.reserve(static_cast<std::uint32_t>(sums.rows() * count));
    if (to == nullptr) return;
    for (std::int32_t r = 0; r < sums.rows(); ++r, row += sums.input_depth(), to += count) {
      for (std::int32_t i = 0; i < count; ++i) {
        const std::int32_t source = sources_[i];
        if (source != none) to[i] = row[source];
      }
    }
  }

  constexpr void write_bias(const node_view& view) {
    const weighted_channels sums(view);
    find_constants(sums);
    for (std::int32_t c = 0; c < sums.output_depth(); ++c) {
      const channel_facts& facts = analysis_.facts(sums.output(), c);
      if (!facts.is_kept) continue;
      out_.append(!facts.is_needed                     ? 0
                  : analysis_.is_made_of_bias(sums, c) ? facts.sum
                                                       : bias_with_constants(sums, c));
    }
  }

  /// Lists the input channels of a node that are constant and not zero.
  constexpr void find_constants(const weighted_channels& sums) {
    source_count_ = 0;
    for (std::int32_t k = 0; k < sums.input_depth(); ++k) {
      const bool is_zero = analysis_.facts(sums.input(), k).value == sums.zero_point();
      if (!is_zero && analysis_.can_fold(sums, k)) sources_[source_count_++] = k;
    }
  }

  /// The bias of an output channel and what constant input channels add to its sum.
  constexpr std::int32_t bias_with_constants(const weighted_channels& sums, std::int32_t channel) const {
    std::int32_t sum = sums.bias(channel);
    for (std::int32_t i = 0; i < source_count_; ++i) {
      const std::int32_t k = sources_[i];
      if (sums.is_depthwise() && k != channel) continue;
      const std::int32_t value = analysis_.facts(sums.input(), k).value - sums.zero_point();
      const char* weight = sums.first(channel) + k;
      for (std::int32_t r = 0; r < sums.rows(); ++r, weight += sums.input_depth()) {
        sum = wrapping_add(sum, static_cast<signed char>(*weight) * value);
      }
    }
    return sum;
  }

  static constexpr std::uint32_t data_alignment = 16;

  const Analysis& analysis_;
  const graph& graph_;
  flatbuffer_output out_;
  std::uint32_t buffer_count_ = 0;
  std::int32_t source_count_ = 0;
  std::int32_t sources_[Analysis::max_channels]{};
  constant_facts constants_[Analysis::max_tensors]{};
};

}  // namespace mote::optimize

#endif
