// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_CLI_ARENA_LAYOUT_HPP
#define MOTE_CLI_ARENA_LAYOUT_HPP

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "model_file.hpp"

// Who uses which bytes of the arena when.
//
// Time is counted in steps: one for each node, with the node's index, one before the first node, when the
// model's inputs are written, and one after the last, when its outputs are read.

namespace mote::cli {

/// Bytes that belong to one tensor from its first write to its last read, or to several tensors where an
/// operator leaves its output in the memory of its input; or to no tensor: what lasts from one invoke to the
/// next, the scratch memory of a node, the subgraphs that a node runs.
struct arena_block {
  std::uint32_t offset;
  std::uint32_t bytes;
  std::int32_t first;
  std::int32_t last;
  std::vector<std::int32_t> tensors;
  std::string purpose{};  ///< of a block without tensors

  bool lives_at(std::int32_t step) const { return first <= step && step <= last; }
};

class arena_layout {
 public:
  static constexpr std::int32_t before_first_node = -1;

  /// Requires a model that can run.
  explicit arena_layout(const model_file& model);

  const graph& source() const { return source_; }
  const std::vector<arena_block>& blocks() const { return blocks_; }
  std::uint32_t arena_bytes() const { return arena_bytes_; }

  std::int32_t after_last_node() const { return source_.node_count(); }
  std::int32_t step_count() const { return source_.node_count() + 2; }
  /// Bytes in use at a step, each counted once.
  std::uint32_t live_bytes(std::int32_t step) const;
  /// The first step with the most bytes in use.
  std::int32_t peak() const;

 private:
  using block_index = std::int32_t;

  void read(std::int32_t tensor, std::int32_t step);
  void write(std::int32_t tensor, std::int32_t step, std::uint32_t offset);
  block_index block_in_place(const node& writer, std::uint32_t offset) const;
  void add_node_memory(const model_file& model);

  graph source_;
  std::uint32_t arena_bytes_;
  std::vector<arena_block> blocks_;
  std::vector<block_index> block_of_;  // by tensor; none for constants
};

}  // namespace mote::cli

#endif  // MOTE_CLI_ARENA_LAYOUT_HPP
