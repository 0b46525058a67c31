// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_SIGNAL_OPERATORS_FILTER_BANK_SQUARE_ROOT_HPP
#define MOTE_SIGNAL_OPERATORS_FILTER_BANK_SQUARE_ROOT_HPP

#include <cstdint>

#include "mote/ops/node_view.hpp"
#include "mote/signal/filter_bank_square_root.hpp"

namespace mote::ops {

/// SignalFilterBankSquareRoot: square roots of uint64 [channels], shifted to the right by a scalar int32, as
/// uint32 [channels].
struct signal_filter_bank_square_root {
  static constexpr builtin_operator code = builtin_operator::custom;
  static constexpr const char* custom_code = "SignalFilterBankSquareRoot";

  static constexpr void check(node_check& check) {
    if (!check.operands(2, 2)) return;
    const operand input = check.input(0);
    const operand scale_bits = check.input(1);
    check.type(input, {tensor_type::uint64});
    check.type(scale_bits, {tensor_type::int32});
    check.type(check.output(), {tensor_type::uint32});
    check.rank(input, 1);
    check.rank(scale_bits, 0);
    check.same_shape(input, check.output());
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    signal::filter_bank_square_root(
        context.template input<std::uint64_t, 0>(), context.view().output().shape.back(),
        context.template input<std::int32_t, 1>()[0], context.template output<std::uint32_t>());
  }
};

}  // namespace mote::ops

#endif
