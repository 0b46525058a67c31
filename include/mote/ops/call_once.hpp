// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_CALL_ONCE_HPP
#define MOTE_OPS_CALL_ONCE_HPP

#include "mote/ops/subgraphs.hpp"

namespace mote::ops {

/// CALL_ONCE: runs a subgraph without inputs and outputs in the first invoke, and in the first after a reset.
/// Models initialise their resource variables there.
struct call_once {
  static constexpr builtin_operator code = builtin_operator::call_once;
  static constexpr int callees = 1;

  static constexpr std::int32_t callee(const node_view& view, int) {
    return view.options().scalar<std::int32_t>(schema::call_once_options::init_subgraph);
  }
  /// Whether it has run.
  static constexpr std::uint32_t state_bytes(const node_view&) { return sizeof(bool); }

  static constexpr void check(node_check& check) {
    const node_view& view = check.view();
    if (!check.operands(0, 0, 0) || !check_callee(check, callee(view, 0))) return;
    const graph subgraph = view.owner().subgraph(callee(view, 0));
    if (check_callee_inputs(check, subgraph, 0)) check_callee_outputs(check, subgraph);
  }

  template <class Context>
  static void run(const Context& context) {
    bool& has_run = *context.template state<call_once, bool>();
    if (has_run) return;
    has_run = context.template call<call_once, 0>();
  }
};

}  // namespace mote::ops

#endif
