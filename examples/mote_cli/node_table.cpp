// SPDX-License-Identifier: Apache-2.0

#include "node_table.hpp"

#include <algorithm>
#include <cinttypes>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <set>

namespace mote::cli {
namespace {

// Nothing in this file trusts the model. Vectors of a damaged one may overlap, so that together they are much
// longer than the file.
constexpr std::uint32_t most_listed = 32;

using count = std::optional<std::int64_t>;  // none: not known, or beyond 64 bits

count product(count a, count b) {
  std::int64_t result = 0;
  if (!a || !b || __builtin_mul_overflow(*a, *b, &result)) return std::nullopt;
  return result;
}

/// Elements of a tensor, dimension `left_out` not counted.
count elements(const shape& dims, int left_out = none) {
  count result = 1;
  for (int axis = 0; axis < dims.rank(); ++axis) {
    if (dims[axis] <= 0) return std::nullopt;
    if (axis != left_out) result = product(result, dims[axis]);
  }
  return result;
}

/// Multiply-accumulates of a node, those on padding included. Not known for operators that the library
/// doesn't have.
count multiply_accumulates(const graph& source, const node& subject) {
  const bool is_runnable = interpreter::operators::visit(node_view(source, subject.index), [](auto) {});
  if (!is_runnable) return std::nullopt;
  if (subject.code == builtin_operator::batch_matmul) {
    const shape first = source.tensor_at(subject.inputs[0]).shape;
    const bool is_transposed = subject.options.scalar<bool>(schema::batch_matmul_options::adj_x);
    const std::int32_t depth = first[first.rank() - (is_transposed ? 2 : 1)];
    return product(elements(source.tensor_at(subject.outputs[0]).shape), depth);
  }
  if (subject.code == builtin_operator::transpose_conv) {
    // Each element of the input meets each weight of its channel.
    const shape input = source.tensor_at(subject.inputs[2]).shape;
    return product(elements(input, 3), elements(source.tensor_at(subject.inputs[1]).shape));
  }
  const bool is_depthwise = subject.code == builtin_operator::depthwise_conv_2d;
  const bool has_weights = is_depthwise || subject.code == builtin_operator::conv_2d ||
                           subject.code == builtin_operator::fully_connected;
  // How often a loop runs isn't known; SVDF and LSTM aren't counted.
  const bool is_unknown = subject.code == builtin_operator::if_else ||
                          subject.code == builtin_operator::while_loop ||
                          subject.code == builtin_operator::svdf ||
                          subject.code == builtin_operator::unidirectional_sequence_lstm;
  if (is_unknown) return std::nullopt;
  if (!has_weights) return 0;
  const shape output = source.tensor_at(subject.outputs[0]).shape;
  const shape weights = source.tensor_at(subject.inputs[1]).shape;
  const int output_channel_axis = is_depthwise ? 3 : 0;
  return product(elements(output), elements(weights, output_channel_axis));
}

/// In exactly `width` columns. Text from a model is ASCII, so what printf counts is right but for the mark of
/// a cut.
std::string fitted(const std::string& text, std::size_t width) {
  const std::size_t columns = std::min(text.size(), width);
  return shortened(text, width) + std::string(width - columns, ' ');
}

std::string text_of(const shape& dims) {
  if (dims.rank() == 0) return "scalar";
  std::string text = std::to_string(dims[0]);
  for (int axis = 1; axis < dims.rank(); ++axis) text += "x" + std::to_string(dims[axis]);
  return text;
}

std::string counted(std::int32_t number, const std::string& noun) {
  return std::to_string(number) + " " + noun + (number == 1 ? "" : "s");
}

std::string text_of(count value) { return value ? std::to_string(*value) : "?"; }

std::string scale_text(const quantization& scheme) {
  if (!scheme.present()) return "-";
  float low = scheme.scale(0);
  float high = low;
  for (std::uint32_t i = 1; i < scheme.scales.size(); ++i) {
    low = std::min(low, scheme.scales[i]);
    high = std::max(high, scheme.scales[i]);
  }
  char text[64];
  if (scheme.per_channel()) {
    std::snprintf(text, sizeof text, "%.3g..%.3g x%u", static_cast<double>(low), static_cast<double>(high),
                  scheme.scales.size());
  } else {
    std::snprintf(text, sizeof text, "%.6g", static_cast<double>(low));
  }
  return text;
}

void print_work(const std::string& label, const std::string& macs, std::size_t weight_bytes) {
  std::printf("%s%19s MACs%12zu weight bytes\n", fitted(label, 51).c_str(), macs.c_str(), weight_bytes);
}

class node_table {
 public:
  explicit node_table(byte_view model, std::int32_t subgraph) : source_(model, &damaged_, subgraph) {}
  node_table(const node_table&) = delete;
  node_table& operator=(const node_table&) = delete;

  void print() {
    if (source_.index() != 0) std::printf("\nsubgraph %" PRId32 "\n", source_.index());
    std::printf("\n node  %-38s%-9s%-19s%22s%5s\n", "operator and its tensors", "type", "shape", "scale",
                "zero");
    std::printf("       model inputs and outputs\n");
    print_tensors("in", source_.inputs());
    print_tensors("out", source_.outputs());
    for (std::int32_t i = 0; i < source_.node_count(); ++i) print_node(i);
    print_work("total of " + counted(source_.node_count(), "node") + ", " +
                   counted(source_.tensor_count(), "tensor"),
               (is_exact_ ? "" : "at least ") + std::to_string(macs_), weight_bytes_);
  }

 private:
  void print_node(std::int32_t index) {
    damaged_ = false;
    const node subject = source_.node_at(index);
    const std::string name =
        damaged_ ? "unreadable" : operator_name(subject) + " version " + std::to_string(subject.version);
    const count macs = damaged_ ? std::nullopt : multiply_accumulates(source_, subject);
    const bool too_many = __builtin_add_overflow(macs_, macs.value_or(0), &macs_);
    is_exact_ = is_exact_ && macs && !too_many;
    char label[16];
    std::snprintf(label, sizeof label, "%5" PRId32 "  ", index);
    print_work(label + name, text_of(macs), weight_bytes(subject));
    print_tensors("in", subject.inputs);
    print_tensors("out", subject.outputs);
  }

  /// Bytes of a node's constants. One that several nodes read counts once in the total.
  std::size_t weight_bytes(const node& subject) {
    std::size_t bytes = 0;
    for (std::uint32_t i = 0; i < std::min(subject.inputs.size(), most_listed); ++i) {
      const tensor operand = source_.tensor_at(subject.inputs[i]);
      if (!operand.is_constant()) continue;
      bytes += operand.data.size();
      if (weights_seen_.insert(operand.data.data()).second) weight_bytes_ += operand.data.size();
    }
    return bytes;
  }

  void print_tensors(const char* role, const flatbuffer::vector<std::int32_t>& indices) {
    for (std::uint32_t i = 0; i < std::min(indices.size(), most_listed); ++i) {
      if (indices[i] != none) print_tensor(role, indices[i]);
    }
    if (indices.size() > most_listed)
      std::printf("       %-4s and %u more\n", role, indices.size() - most_listed);
  }

  void print_tensor(const char* role, std::int32_t index) {
    damaged_ = false;
    const tensor subject = source_.is_tensor(index) ? source_.tensor_at(index) : tensor{};
    std::printf("       %-4s%4" PRId32 " ", role, index);
    if (damaged_ || !source_.is_tensor(index)) {
      std::printf("%s\n", damaged_ ? "unreadable" : "no such tensor");
      return;
    }
    const quantization& scheme = subject.quantization;
    const std::string zero_point = scheme.present() ? std::to_string(scheme.zero_points[0]) : "-";
    std::printf("%s %-8s %s%22s%5s\n", fitted(printable(subject.name), 28).c_str(), name_of(subject.type),
                fitted(text_of(subject.shape), 19).c_str(), scale_text(scheme).c_str(), zero_point.c_str());
  }

  bool damaged_ = false;  // set by source_ while it reads
  graph source_;
  std::int64_t macs_ = 0;
  bool is_exact_ = true;
  std::size_t weight_bytes_ = 0;
  std::set<const char*> weights_seen_;
};

}  // namespace

std::string shortened(const std::string& text, std::size_t width) {
  if (text.size() <= width) return text;
  if (width < 3) return text.substr(0, width);
  const std::size_t head = width / 2;
  const std::size_t tail = width - head - 1;
  return text.substr(0, head) + "…" + text.substr(text.size() - tail);
}

void print_nodes(byte_view model) {
  const std::uint32_t subgraphs = std::min<std::uint32_t>(graph(model).subgraph_count(), max_subgraphs);
  for (std::uint32_t i = 0; i < subgraphs; ++i) node_table(model, static_cast<std::int32_t>(i)).print();
}

}  // namespace mote::cli
