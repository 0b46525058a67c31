// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_SIGNAL_OPERATORS_FILTER_BANK_LOG_HPP
#define MOTE_SIGNAL_OPERATORS_FILTER_BANK_LOG_HPP

#include <cstdint>

#include "mote/ops/custom_options.hpp"
#include "mote/ops/node_view.hpp"
#include "mote/signal/filter_bank_log.hpp"

namespace mote::ops {

/// SignalFilterBankLog: scaled logarithms of uint32 [channels] as int16 [channels]. Options: output_scale,
/// input_correction_bits.
struct signal_filter_bank_log {
  static constexpr builtin_operator code = builtin_operator::custom;
  static constexpr const char* custom_code = "SignalFilterBankLog";
  using parameters = option_parameters<signal_filter_bank_log, signal::filter_bank_log>;

  static constexpr signal::filter_bank_log read(custom_options& options) {
    return {static_cast<std::uint32_t>(options.integer("output_scale")),
            options.integer("input_correction_bits")};
  }

  static constexpr void check(node_check& check) {
    if (!check.operands(1, 1)) return;
    const operand input = check.input(0);
    check.type(input, {tensor_type::uint32});
    check.type(check.output(), {tensor_type::int16});
    check.rank(input, 1);
    check.same_shape(input, check.output());
    custom_options options(check.view());
    const signal::filter_bank_log logarithm = read(options);
    if (check.require(options.complete(), error::bad_custom_options))
      check.require(logarithm.valid(), error::bad_option);
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    const auto& logarithm = context.template parameters<signal_filter_bank_log>();
    logarithm(context.template input<std::uint32_t, 0>(), context.view().input(0).shape.back(),
              context.template output<std::int16_t>());
  }
};

}  // namespace mote::ops

#endif
