// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_SIGNAL_OPERATORS_PCAN_HPP
#define MOTE_SIGNAL_OPERATORS_PCAN_HPP

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "mote/ops/custom_options.hpp"
#include "mote/ops/node_view.hpp"
#include "mote/signal/pcan.hpp"

namespace mote::ops {

/// SignalPCAN: uint32 [channels] times gains that fall with the channels' noise, uint32 [channels]; the table
/// of gains is int16 [125]. Options: snr_shift.
struct signal_pcan {
  static constexpr builtin_operator code = builtin_operator::custom;
  static constexpr const char* custom_code = "SignalPCAN";

  /// The table, whose size has been checked.
  template <class Elements>
  struct gain_table {
    Elements elements;

    constexpr std::size_t size() const { return signal::pcan::gain_table_size; }
    constexpr std::int16_t operator[](std::size_t index) const {
      return elements[static_cast<std::int32_t>(index)];
    }
  };
  struct fraction {
    std::int32_t snr_shift;
  };
  using parameters = option_parameters<signal_pcan, fraction>;
  static constexpr fraction read(custom_options& options) { return {options.integer("snr_shift")}; }

  static constexpr void check(node_check& check) {
    if (!check.operands(3, 3)) return;
    const operand input = check.input(0);
    const operand noise = check.input(1);
    const operand gains = check.input(2);
    const operand output = check.output();
    for (const operand& values : {input, noise, output}) check.type(values, {tensor_type::uint32});
    check.type(gains, {tensor_type::int16});
    check.rank(input, 1);
    check.same_shape(input, noise);
    check.same_shape(input, output);
    constexpr auto entries = static_cast<std::int32_t>(signal::pcan::gain_table_size);
    check.require(gains.shape.rank() == 1 && gains.shape.back() >= entries, error::shape_mismatch,
                  gains.index);
    custom_options options(check.view());
    const signal::basic_pcan<gain_table<const std::int16_t*>> gain{{nullptr}, read(options).snr_shift};
    if (check.require(options.complete(), error::bad_custom_options))
      check.require(gain.valid(), error::bad_option);
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    const auto gains = context.template input<std::int16_t, 2>();
    const signal::basic_pcan<gain_table<std::decay_t<decltype(gains)>>> gain{
        {gains}, context.template parameters<signal_pcan>().snr_shift};
    gain(context.template input<std::uint32_t, 0>(), context.template input<std::uint32_t, 1>(),
         context.view().input(0).shape.back(), context.template output<std::uint32_t>());
  }
};

}  // namespace mote::ops

#endif
