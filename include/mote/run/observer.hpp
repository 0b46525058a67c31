// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_RUN_OBSERVER_HPP
#define MOTE_RUN_OBSERVER_HPP

#include "mote/ops/node_view.hpp"
#include "mote/tensor_view.hpp"

namespace mote {

/// Sees nothing and costs nothing: the default.
///
/// An observer is any type with these two functions. `invoke(observer)` calls begin before and end after each
/// node; `output` is the node's first output, so that an observer can count cycles, saturated values, minimum
/// and maximum. Where a target's kernels keep activations in a format of their own, the output is made plain
/// before `end`.
struct null_observer {
  constexpr void begin(const node_view&) const {}
  constexpr void end(const node_view&, const tensor_ref&) const {}
};

}  // namespace mote

#endif
