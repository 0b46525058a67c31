// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_POLICY_HPP
#define MOTE_TARGET_POLICY_HPP

#include <cstdint>
#include <limits>

#include "mote/ops/node_view.hpp"
#include "mote/target/support.hpp"

// What kernels may cost. A target lists its kernels from the fastest to the slowest; a policy says which of
// those that take a node it may have. It is a struct with
//   admits(kernel_cost)              support: whether the kernel is worth its constants and its code
//   most_arena(bytes)                bytes of arena up to which scratch, and activations in planes, may raise
//                                    those that the subgraph needs without kernels
// Write your own, or derive it from one of these, and pass it as optimize_for<...>.

namespace mote {

/// What a kernel would cost at a node.
struct kernel_cost {
  /// Multiply-accumulates of the node; 8 an element of the output where there are none.
  std::int64_t work = 0;
  /// The same of all nodes.
  std::int64_t total_work = 0;
  /// Constants that the kernel reads.
  std::uint32_t constant_bytes = 0;
  /// Those that the portable kernel would: weights, and a bias and a multiplier for each output channel.
  std::uint32_t portable_constant_bytes = 0;
};

/// The work of a node: see kernel_cost.
constexpr std::int64_t work_of(const node_view& view) {
  if (view.output_index(0) == none) return 0;
  const std::int64_t outputs = view.output().shape.element_count();
  const shape& weights = view.input(1).shape;
  switch (view.code()) {
    case builtin_operator::conv_2d:
    case builtin_operator::fully_connected:
      return outputs * (weights.element_count() / weights[0]);
    case builtin_operator::depthwise_conv_2d:
      return outputs * (weights.element_count() / weights.back());
    default:
      return 8 * outputs;
  }
}

constexpr std::int64_t work_of(const graph& of) {
  std::int64_t sum = 0;
  for (std::int32_t i = 0; i < of.node_count(); ++i) sum += work_of(node_view(of, i));
  return sum;
}

namespace policy {

/// All kernels that a target has, whatever they cost.
struct speed {
  static constexpr support admits(const kernel_cost&) { return kernel_limit::nothing; }
  static constexpr std::uint64_t most_arena(std::uint64_t) {
    return std::numeric_limits<std::uint64_t>::max();
  }
};

/// Arena up to a third larger, or 4 KiB, and constants up to twice as large: not weights that are transformed
/// ahead. Weights that make less than a 16,384th of the work, as those of a classifier behind large
/// convolutions, are not worth 1 KB and more of code, with which they take a thousandth less of the time;
/// those that are few have kernels as small as the portable ones.
struct balanced {
  static constexpr support admits(const kernel_cost& of) {
    constexpr std::uint32_t few_bytes = 256;
    if (of.constant_bytes > few_bytes && of.work < of.total_work >> 14) return kernel_limit::little_work;
    if (of.constant_bytes > 2 * of.portable_constant_bytes + 1024) return kernel_limit::constants;
    return kernel_limit::nothing;
  }
  static constexpr std::uint64_t most_arena(std::uint64_t bytes) {
    return bytes + (bytes / 3 > 4096 ? bytes / 3 : 4096);
  }
};

/// Kernels for the layers that matter, a two-hundredth of the work and more: another kernel is 0.5 to 2 KB of
/// code.
struct flash : balanced {
  static constexpr support admits(const kernel_cost& of) {
    if (of.work < of.total_work / 200) return kernel_limit::little_work;
    // A table of all bytes is smaller than code that computes a function.
    if (of.constant_bytes > of.portable_constant_bytes + of.portable_constant_bytes / 4 + 256) {
      return kernel_limit::constants;
    }
    return kernel_limit::nothing;
  }
};

/// Whether a node keeps within its share, by work, of constants beyond those that portable kernels read.
constexpr support admits_share(const kernel_cost& of, std::uint32_t bytes) {
  if (of.constant_bytes <= of.portable_constant_bytes) return kernel_limit::nothing;
  const std::uint64_t extra = of.constant_bytes - of.portable_constant_bytes;
  auto work = static_cast<std::uint64_t>(of.work);
  auto total_work = static_cast<std::uint64_t>(of.total_work);
  // So that both products fit.
  for (; total_work >> 32 != 0; total_work >>= 1) work >>= 1;
  return extra * total_work <= bytes * work ? kernel_limit::nothing : kernel_limit::constants;
}

/// A budget of flash for each subgraph: altogether at most so many bytes of constants beyond what the
/// portable kernels read. As each node may have its share only, some of it can be left over.
template <std::uint32_t Bytes>
struct extra_constants : balanced {
  static constexpr support admits(const kernel_cost& of) { return admits_share(of, Bytes); }
};

/// The arena of the portable kernels: scratch only where memory is free.
struct ram : balanced {
  static constexpr std::uint64_t most_arena(std::uint64_t bytes) { return bytes; }
};

}  // namespace policy
}  // namespace mote

#endif
