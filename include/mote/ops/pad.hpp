// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_PAD_HPP
#define MOTE_OPS_PAD_HPP

#include "mote/ops/constant_padding.hpp"

namespace mote::ops {

/// PAD of any type, with the output's zero point for int8 and with 0 for other types. The paddings are a
/// constant.
struct pad : constant_padding {
  static constexpr builtin_operator code = builtin_operator::pad;

  struct parameters {
    std::uint8_t value;

    constexpr explicit parameters(const node_view& view) : value(zero_byte(view.output())) {}
  };

  static constexpr void check(node_check& check) {
    if (!check.operands(2, 2) || !check_paddings(check)) return;
    check_zero_byte(check, check.output());
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    const auto& p = context.template parameters<pad>();
    portable::fill(context.template geometry<filled_with_byte>(), &p.value,
                   context.template output<std::uint8_t>());
    copy<pad>(context);
  }
};

}  // namespace mote::ops

#endif
