// SPDX-License-Identifier: Apache-2.0

#include "optimized_model.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mote/optimize/channel_removal.hpp>
#include <mote/optimize/node_order.hpp>

namespace mote::cli {
namespace {

std::vector<char> without_removable_channels(byte_view model) {
  constexpr std::size_t most_channels = 1 << 16;
  using analysis = optimize::channel_analysis<interpreter::tensor_limit, most_channels>;
  const auto channels = std::make_unique<const analysis>(graph(model));
  if (!channels->removes_any()) return {model.data(), model.data() + model.size()};
  using removal = optimize::channel_removal<analysis>;
  std::vector<char> bytes(removal(*channels, nullptr).size());
  removal(*channels, bytes.data());
  return bytes;
}

/// Of a model that can run.
std::uint32_t arena_bytes(const std::vector<char>& bytes) {
  const auto plan = std::make_unique<memory_plan<interpreter::tensor_limit>>();
  problem_log unheard(nullptr, 0);
  load_model<interpreter::operators>({bytes.data(), bytes.size()}, *plan, unheard);
  return plan->arena_bytes;
}

}  // namespace

std::vector<char> optimized_bytes(const model_file& model) {
  std::vector<char> bytes = without_removable_channels(model.bytes());
  // Each node writes a tensor of its own.
  const optimize::node_order<interpreter::tensor_limit> order(graph({bytes.data(), bytes.size()}));
  if (!order.differs()) return bytes;
  std::vector<char> ordered(bytes.size());
  order.write(ordered.data());
  return arena_bytes(ordered) <= arena_bytes(bytes) ? ordered : bytes;
}

}  // namespace mote::cli
