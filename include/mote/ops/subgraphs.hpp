// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_SUBGRAPHS_HPP
#define MOTE_OPS_SUBGRAPHS_HPP

#include <cstdint>

#include "mote/ops/node_view.hpp"

// What operators that run other subgraphs have in common: the checks of these.

namespace mote {

/// Whether the option names a subgraph that an operator can run.
constexpr bool check_callee(node_check& check, std::int32_t subgraph) {
  const auto count = static_cast<std::int32_t>(check.view().owner().subgraph_count());
  return check.require(subgraph > 0 && subgraph < count, error::bad_subgraph, none, subgraph);
}

/// Whether the tensors of two signatures, at the same positions, have the same types and shapes.
/// `type_of_ours(k)` gives the operand of the node.
template <class Ours>
constexpr bool check_signature(node_check& check, const graph& callee,
                               const flatbuffer::vector<std::int32_t>& theirs, int count, Ours ours) {
  if (!check.require(static_cast<int>(theirs.size()) == count, error::bad_subgraph_signature, none,
                     static_cast<std::int64_t>(theirs.size()))) {
    return false;
  }
  for (int k = 0; k < count; ++k) {
    const std::int32_t index = theirs[static_cast<std::uint32_t>(k)];
    if (!callee.is_tensor(index)) return check.require(false, error::bad_subgraph_signature, none, index);
    const tensor other = callee.tensor_at(index);
    const operand mine = ours(k);
    if (!check.require(mine.type == other.type && mine.shape == other.shape, error::bad_subgraph_signature,
                       mine.index)) {
      return false;
    }
  }
  return true;
}

constexpr bool check_callee_inputs(node_check& check, const graph& callee, int first_input) {
  return check_signature(check, callee, callee.inputs(), check.view().input_count() - first_input,
                         [&](int k) { return check.any_input(first_input + k); });
}
constexpr bool check_callee_outputs(node_check& check, const graph& callee) {
  return check_signature(check, callee, callee.outputs(), check.view().output_count(),
                         [&](int k) { return check.any_output(k); });
}

/// Every input and output is present and has a type that can be copied.
constexpr bool check_all_present(node_check& check) {
  for (int k = 0; k < check.view().input_count(); ++k) {
    if (!check.require(check.view().has_input(k), error::missing_input, none, k)) return false;
  }
  return true;
}

}  // namespace mote

#endif
