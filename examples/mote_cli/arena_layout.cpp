// SPDX-License-Identifier: Apache-2.0

#include "arena_layout.hpp"

#include <algorithm>
#include <utility>

namespace mote::cli {

arena_layout::arena_layout(const model_file& model)
    : source_(model.bytes()),
      arena_bytes_(model.plan().arena_bytes),
      block_of_(static_cast<std::size_t>(source_.tensor_count()), none) {
  const auto& offsets = model.plan().offsets;
  for (std::uint32_t i = 0; i < source_.inputs().size(); ++i) {
    const std::int32_t tensor = source_.inputs()[i];
    write(tensor, before_first_node, offsets[tensor]);
  }
  for (std::int32_t step = 0; step < source_.node_count(); ++step) {
    const node subject = source_.node_at(step);
    for (std::uint32_t i = 0; i < subject.inputs.size(); ++i) read(subject.inputs[i], step);
    for (std::uint32_t i = 0; i < subject.outputs.size(); ++i) {
      const std::int32_t tensor = subject.outputs[i];
      const block_index shared = block_in_place(subject, offsets[tensor]);
      if (shared == none) {
        write(tensor, step, offsets[tensor]);
      } else {
        arena_block& block = blocks_[static_cast<std::size_t>(shared)];
        block.bytes = std::max(block.bytes, source_.tensor_at(tensor).size_bytes());
        block.tensors.push_back(tensor);
        block_of_[static_cast<std::size_t>(tensor)] = shared;
      }
    }
  }
  for (std::uint32_t i = 0; i < source_.outputs().size(); ++i) read(source_.outputs()[i], after_last_node());
}

void arena_layout::write(std::int32_t tensor, std::int32_t step, std::uint32_t offset) {
  block_of_[static_cast<std::size_t>(tensor)] = static_cast<block_index>(blocks_.size());
  blocks_.push_back({offset, source_.tensor_at(tensor).size_bytes(), step, step, {tensor}});
}

void arena_layout::read(std::int32_t tensor, std::int32_t step) {
  if (tensor == none) return;  // an optional input that is absent
  const block_index block = block_of_[static_cast<std::size_t>(tensor)];
  if (block != none) blocks_[static_cast<std::size_t>(block)].last = step;
}

/// The block of an input of the node that starts where its output does: both live at this node, so the memory
/// must be shared on purpose.
arena_layout::block_index arena_layout::block_in_place(const node& writer, std::uint32_t offset) const {
  for (std::uint32_t i = 0; i < writer.inputs.size(); ++i) {
    if (writer.inputs[i] == none) continue;
    const block_index block = block_of_[static_cast<std::size_t>(writer.inputs[i])];
    if (block != none && blocks_[static_cast<std::size_t>(block)].offset == offset) return block;
  }
  return none;
}

std::uint32_t arena_layout::live_bytes(std::int32_t step) const {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> intervals;
  for (const arena_block& block : blocks_) {
    if (block.lives_at(step)) intervals.emplace_back(block.offset, block.offset + block.bytes);
  }
  std::sort(intervals.begin(), intervals.end());
  std::uint32_t bytes = 0;
  std::uint32_t counted_up_to = 0;
  for (const auto& [begin, end] : intervals) {
    if (end <= counted_up_to) continue;
    bytes += end - std::max(begin, counted_up_to);
    counted_up_to = end;
  }
  return bytes;
}

std::int32_t arena_layout::peak() const {
  std::int32_t best = before_first_node;
  for (std::int32_t step = before_first_node; step <= after_last_node(); ++step) {
    if (live_bytes(step) > live_bytes(best)) best = step;
  }
  return best;
}

}  // namespace mote::cli
