// SPDX-License-Identifier: Apache-2.0
// The readers of flatbuffers, of the schema and of flexbuffers: all that can be reached from any bytes.

#include <algorithm>
#include <cstdint>

#include "mote/model/graph.hpp"
#include "runtime.hpp"
#include "support/flexbuffer_walk.hpp"

namespace {

/// Both ends and the elements next to them, and what lies outside.
template <class Vector>
std::uint64_t walk_vector(const Vector& elements) {
  std::uint64_t sum = elements.size();
  for (std::uint32_t i = 0; i < 4; ++i) {
    sum += static_cast<std::uint64_t>(elements[i]);
    sum += static_cast<std::uint64_t>(elements[elements.size() - 1 - i]);
    sum += elements.template load_as<std::uint64_t>(elements.size() / 8 - i);
  }
  return sum;
}

std::uint64_t walk_tensor(const mote::tensor& subject) {
  std::uint64_t sum = walk_vector(subject.data) + walk_vector(subject.name) +
                      walk_vector(subject.quantization.zero_points) + subject.quantization.scales.size();
  for (std::int32_t i = -2; i < 3; ++i) {
    sum += static_cast<std::uint64_t>(subject.integer_at(i));
    sum += __builtin_bit_cast(std::uint32_t, subject.quantization.scale(i));
  }
  return sum;
}

std::uint64_t walk_node(const mote::node& subject) {
  std::uint64_t sum = walk_vector(subject.inputs) + walk_vector(subject.outputs) +
                      walk_vector(subject.custom_code) + walk_vector(subject.custom_options);
  for (unsigned field = 0; field < 16; ++field) {
    sum += subject.options.scalar<std::uint8_t>(field) + subject.options.scalar<std::uint16_t>(field);
    sum += subject.options.scalar<std::uint32_t>(field) + subject.options.scalar<std::uint64_t>(field);
    sum +=
        walk_vector(subject.options.string(field)) + walk_vector(subject.options.values<std::int64_t>(field));
  }
  if (!subject.custom_options.empty()) {
    sum += mote_test::walk_flexbuffer(
        mote::flexbuffer::root({subject.custom_options.data(), subject.custom_options.size()}), 1);
  }
  return sum;
}

/// Tables may be shared, so a small file can have many of them: only the first are read.
std::uint64_t walk_model(mote::byte_view bytes) {
  constexpr std::int32_t most = 64;
  mote::problem_log unheard(nullptr, 0);
  bool damaged = false;
  const mote::graph model(bytes, &damaged);
  std::uint64_t sum = model.schema_version();
  const auto subgraphs = std::min<std::int64_t>(model.subgraph_count(), 4);
  for (std::int32_t s = 0; s < subgraphs; ++s) {
    const mote::graph subgraph = model.subgraph(s);
    sum += walk_vector(subgraph.inputs()) + walk_vector(subgraph.outputs());
    for (std::int32_t i = 0; i < std::min(subgraph.tensor_count(), most); ++i) {
      sum += walk_tensor(subgraph.tensor_at(i, &unheard));
    }
    for (std::int32_t i = 0; i < std::min(subgraph.node_count(), most); ++i) {
      sum += walk_node(subgraph.node_at(i, &unheard));
    }
  }
  return sum;
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  mote_fuzz::placed_model model(bytes, size, size % 16);
  // So that no walk is dropped as one without effect.
  [[maybe_unused]] static volatile std::uint64_t seen = 0;
  seen = walk_model(model.view()) + mote_test::walk_flexbuffer(mote::flexbuffer::root(model.view()), 1);
  return 0;
}
