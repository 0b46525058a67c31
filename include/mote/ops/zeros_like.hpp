// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_ZEROS_LIKE_HPP
#define MOTE_OPS_ZEROS_LIKE_HPP

#include "mote/ops/strided_copy.hpp"

namespace mote::ops {

/// ZEROS_LIKE of any type: stored zeros, whatever the zero point.
struct zeros_like {
  static constexpr builtin_operator code = builtin_operator::zeros_like;

  static constexpr void check(node_check& check) {
    if (!check.operands(1, 1)) return;
    check.same_type(check.output(), check.input(0).type);
    check.same_shape(check.input(0), check.output());
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    constexpr std::uint8_t zero = 0;
    portable::fill(context.template geometry<filled_with_byte>(), &zero,
                   context.template output<std::uint8_t>());
  }
};

}  // namespace mote::ops

#endif
