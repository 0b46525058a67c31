// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_WHILE_LOOP_HPP
#define MOTE_OPS_WHILE_LOOP_HPP

#include "mote/ops/subgraphs.hpp"

namespace mote::ops {

/// WHILE: as long as the subgraph `cond` gives true for the loop's values, the subgraph `body` makes new ones
/// of them. The inputs are the first values, the outputs the last. How often that is, the model decides,
/// within max_subgraph_calls.
struct while_loop {
  static constexpr builtin_operator code = builtin_operator::while_loop;
  static constexpr int callees = 2;
  static constexpr int condition = 0;
  static constexpr int body = 1;

  static constexpr std::int32_t callee(const node_view& view, int which) {
    return view.options().scalar<std::int32_t>(which == condition ? schema::while_options::cond_subgraph
                                                                  : schema::while_options::body_subgraph);
  }

  static constexpr void check(node_check& check) {
    const node_view& view = check.view();
    if (!check.require(view.input_count() == view.output_count(), error::bad_output_count, none,
                       view.output_count()) ||
        !check_all_present(check)) {
      return;
    }
    for (int k = 0; k < callees; ++k) {
      if (!check_callee(check, callee(view, k))) return;
      if (!check_callee_inputs(check, view.owner().subgraph(callee(view, k)), 0)) return;
    }
    if (!check_callee_outputs(check, view.owner().subgraph(callee(view, body)))) return;
    for (int k = 0; k < view.input_count(); ++k) {
      check.same_type(check.any_output(k), check.any_input(k).type);
      check.same_shape(check.any_input(k), check.any_output(k));
    }
    const graph asked = view.owner().subgraph(callee(view, condition));
    const std::int32_t answer = asked.outputs().size() == 1 ? asked.outputs()[0] : none;
    check.require(asked.is_tensor(answer) && asked.tensor_at(answer).type == tensor_type::boolean &&
                      asked.tensor_at(answer).shape.element_count() == 1,
                  error::bad_subgraph_signature);
  }

  template <class Context>
  static void run(const Context& context) {
    context.copy_inputs_to_outputs();
    for (;;) {
      context.template give_outputs<while_loop, condition>();
      if (!context.template call<while_loop, condition>()) return;
      if (!context.template answer<while_loop, condition>()) return;
      context.template give_outputs<while_loop, body>();
      if (!context.template call<while_loop, body>()) return;
      context.template take_outputs<while_loop, body>();
    }
  }
};

}  // namespace mote::ops

#endif
