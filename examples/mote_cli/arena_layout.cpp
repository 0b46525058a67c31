// SPDX-License-Identifier: Apache-2.0

#include "arena_layout.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace mote::cli {

namespace {

using plan = memory_plan<interpreter::tensor_limit>;

/// Calls `use(view, offset, bytes)` for each node of a subgraph that has scratch memory or runs other
/// subgraphs.
template <class Use>
void for_each_scratch(const graph& subgraph, const plan& memory, Use use);

/// Where the memory of a subgraph ends.
std::uint32_t end_of(const graph& subgraph, const plan& memory) {
  std::uint32_t end = 0;
  for (std::int32_t i = 0; i < subgraph.tensor_count(); ++i) {
    const std::uint32_t offset = memory.offsets[memory.first[subgraph.index()] + i];
    if (offset != not_in_arena && offset >= memory.state_bytes) {
      end = std::max(end, offset + subgraph.tensor_at(i).size_bytes());
    }
  }
  for_each_scratch(subgraph, memory, [&](const node_view&, std::uint32_t offset, std::uint32_t bytes) {
    end = std::max(end, offset + bytes);
  });
  return end;
}

template <class Use>
void for_each_scratch(const graph& subgraph, const plan& memory, Use use) {
  std::int32_t block = memory.first[subgraph.index()] + subgraph.tensor_count();
  for (std::int32_t i = 0; i < subgraph.node_count(); ++i) {
    const node_view view(subgraph, i);
    interpreter::operators::visit(view, [&](auto op) {
      using operation = typename decltype(op)::type;
      const std::uint32_t offset = memory.offsets[block];
      if constexpr (callees_v<operation> != 0) {
        std::uint32_t end = offset;
        for (int k = 0; k < callees_v<operation>; ++k) {
          end = std::max(end, end_of(subgraph.subgraph(operation::callee(view, k)), memory));
        }
        use(view, offset, end - offset);
      } else if constexpr (has_scratch_v<operation>) {
        use(view, offset, operation::scratch_bytes(view));
      }
      block += blocks_v<operation>;
    });
  }
}

}  // namespace

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
      if (offsets[tensor] < model.plan().state_bytes) continue;  // the handle of a resource variable
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
  add_node_memory(model);
}

void arena_layout::add_node_memory(const model_file& model) {
  const std::uint32_t state = model.plan().state_bytes;
  if (state > 0)
    blocks_.push_back({0, state, before_first_node, after_last_node(), {}, "state between invokes"});
  for_each_scratch(
      source_, model.plan(), [&](const node_view& view, std::uint32_t offset, std::uint32_t bytes) {
        if (bytes == 0) return;
        const std::string name = name_of(view.code());
        blocks_.push_back(
            {offset, bytes, view.index(), view.index(), {}, "memory of " + name + " while it runs"});
      });
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
