// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_SELECT_V2_HPP
#define MOTE_OPS_SELECT_V2_HPP

#include <cstdint>

#include "mote/ops/elementwise.hpp"

namespace mote::ops {

/// SELECT_V2 of any type: elements of the second input where the first, of bool, is true, otherwise of the
/// third. All three are broadcast.
struct select_v2 {
  static constexpr builtin_operator code = builtin_operator::select_v2;
  template <class Extents>
  using geometry = broadcast_geometry<3, Extents>;

  struct choice {
    template <class Element>
    constexpr Element operator()(stored_t<bool> condition, const Element& yes, const Element& no) const {
      return condition != 0 ? yes : no;
    }
  };

  static constexpr auto extents(const node_view& view) {
    return broadcast_extents(view.output().shape, view.input(0).shape, view.input(1).shape,
                             view.input(2).shape);
  }

  static constexpr void check(node_check& check) {
    if (!check.operands(3, 3)) return;
    const operand condition = check.input(0);
    const operand yes = check.input(1);
    const operand no = check.input(2);
    const operand output = check.output();
    bool ok = check.same_type(condition, tensor_type::boolean);
    ok &= check.type(yes, {tensor_type::float32, tensor_type::boolean, tensor_type::int8, tensor_type::uint8,
                           tensor_type::int16, tensor_type::int32, tensor_type::int64});
    if (!ok) return;
    check.same_type(no, yes.type);
    check.same_type(output, yes.type);
    // Single elements may be of any rank.
    const bool single = condition.shape.element_count() == 1 && yes.shape.element_count() == 1 &&
                        no.shape.element_count() == 1 && output.shape.element_count() == 1;
    check.require(single || broadcasts_to(output.shape, condition.shape, yes.shape, no.shape),
                  error::shape_mismatch, output.index);
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    context.template visit_element_size_at<1>([&](auto tag) {
      using element = typename decltype(tag)::type;
      portable::elementwise(context.template geometry<select_v2>(), choice{},
                            context.template output<element>(), context.template input<stored_t<bool>, 0>(),
                            context.template input<element, 1>(), context.template input<element, 2>());
    });
  }
};

}  // namespace mote::ops

#endif
