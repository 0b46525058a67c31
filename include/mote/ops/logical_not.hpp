// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_LOGICAL_NOT_HPP
#define MOTE_OPS_LOGICAL_NOT_HPP

#include <cstdint>

#include "mote/ops/elementwise.hpp"
#include "mote/ops/quantize.hpp"

namespace mote::ops {

/// LOGICAL_NOT of bool.
struct logical_not {
  static constexpr builtin_operator code = builtin_operator::logical_not;
  template <class Extents>
  using geometry = flat_geometry<Extents>;

  struct negation {
    constexpr bool operator()(std::uint8_t a) const { return a == 0; }
  };

  static constexpr dynamic_extents<1> extents(const node_view& view) {
    return {{view.input(0).shape.element_count()}};
  }

  static constexpr void check(node_check& check) {
    if (!check.operands(1, 1)) return;
    bool ok = check.same_type(check.input(0), tensor_type::boolean);
    ok &= check.same_type(check.output(), tensor_type::boolean);
    if (ok) check.same_shape(check.input(0), check.output());
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    portable::transform(context.template geometry<logical_not>(), context.template input<stored_t<bool>, 0>(),
                        negation{}, context.template output<bool>());
  }
};

}  // namespace mote::ops

#endif
