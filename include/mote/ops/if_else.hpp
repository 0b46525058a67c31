// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_IF_ELSE_HPP
#define MOTE_OPS_IF_ELSE_HPP

#include "mote/ops/subgraphs.hpp"

namespace mote::ops {

/// IF: runs the subgraph `then` where the first input, one bool, is true, and `else` where it is false. The
/// other inputs are the subgraph's inputs, and its outputs are the outputs.
struct if_else {
  static constexpr builtin_operator code = builtin_operator::if_else;
  static constexpr int callees = 2;

  static constexpr std::int32_t callee(const node_view& view, int which) {
    return view.options().scalar<std::int32_t>(which == 0 ? schema::if_options::then_subgraph
                                                          : schema::if_options::else_subgraph);
  }

  static constexpr void check(node_check& check) {
    const node_view& view = check.view();
    if (!check.require(view.input_count() >= 1, error::bad_input_count) || !check_all_present(check)) return;
    const operand condition = check.input(0);
    if (!check.type(condition, {tensor_type::boolean})) return;
    check.require(condition.shape.element_count() == 1, error::shape_mismatch, condition.index);
    for (int k = 0; k < callees; ++k) {
      if (!check_callee(check, callee(view, k))) return;
      const graph subgraph = view.owner().subgraph(callee(view, k));
      if (!check_callee_inputs(check, subgraph, 1) || !check_callee_outputs(check, subgraph)) return;
    }
  }

  template <class Context>
  static void run(const Context& context) {
    // A bool of a model or of the program is a byte that may be neither 0 nor 1.
    if (context.template input<std::uint8_t, 0>()[0] != 0) {
      branch<0>(context);
    } else {
      branch<1>(context);
    }
  }

 private:
  template <int Which, class Context>
  static void branch(const Context& context) {
    context.template give_inputs<if_else, Which, 1>();
    if (context.template call<if_else, Which>()) context.template take_outputs<if_else, Which>();
  }
};

}  // namespace mote::ops

#endif
