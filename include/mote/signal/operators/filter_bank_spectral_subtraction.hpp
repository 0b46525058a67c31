// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_SIGNAL_OPERATORS_FILTER_BANK_SPECTRAL_SUBTRACTION_HPP
#define MOTE_SIGNAL_OPERATORS_FILTER_BANK_SPECTRAL_SUBTRACTION_HPP

#include <cstdint>
#include <cstring>

#include "mote/ops/custom_options.hpp"
#include "mote/ops/node_view.hpp"
#include "mote/signal/filter_bank_spectral_subtraction.hpp"

namespace mote::ops {

/// SignalFilterBankSpectralSubtraction: uint32 [channels] less their noise, and the noise, uint32 [channels].
/// Options: smoothing and one_minus_smoothing of even channels, alternate_smoothing and
/// alternate_one_minus_smoothing of odd ones, smoothing_bits, spectral_subtraction_bits,
/// min_signal_remaining, clamping, num_channels.
struct signal_filter_bank_spectral_subtraction {
  static constexpr builtin_operator code = builtin_operator::custom;
  static constexpr const char* custom_code = "SignalFilterBankSpectralSubtraction";
  using function = signal::filter_bank_spectral_subtraction;
  using parameters = option_parameters<signal_filter_bank_spectral_subtraction, function>;

  static constexpr function read(custom_options& options) {
    const auto coefficient = [&options](const char* key) {
      return static_cast<std::uint32_t>(options.integer(key));
    };
    return {{coefficient("smoothing"), coefficient("one_minus_smoothing")},
            {coefficient("alternate_smoothing"), coefficient("alternate_one_minus_smoothing")},
            coefficient("min_signal_remaining"),
            options.integer("smoothing_bits"),
            options.integer("spectral_subtraction_bits"),
            options.boolean("clamping")};
  }

  /// The noise.
  static constexpr std::uint32_t state_bytes(const node_view& view) { return view.input(0).size_bytes(); }

  static constexpr void check(node_check& check) {
    if (!check.operands(1, 1, 2)) return;
    const operand input = check.input(0);
    const operand output = check.output();
    const operand noise = check.any_output(1);
    for (const operand& values : {input, output, noise}) check.type(values, {tensor_type::uint32});
    check.same_shape(input, output);
    check.same_shape(input, noise);
    const bool is_row = check.rank(input, 1);
    custom_options options(check.view());
    const function subtraction = read(options);
    const std::int32_t channels = options.integer("num_channels");
    if (!check.require(options.complete(), error::bad_custom_options)) return;
    check.require(subtraction.valid(), error::bad_option);
    if (is_row) check.require(input.shape.back() == channels, error::shape_mismatch, input.index, channels);
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    const auto& subtraction = context.template parameters<signal_filter_bank_spectral_subtraction>();
    const std::int32_t channels = context.view().input(0).shape.back();
    auto* noise = context.template state<signal_filter_bank_spectral_subtraction, std::uint32_t>();
    subtraction(context.template input<std::uint32_t, 0>(), channels, noise,
                context.template output<std::uint32_t>());
    std::memcpy(context.template output<std::uint32_t, 1>(), noise, context.view().input(0).size_bytes());
  }
};

}  // namespace mote::ops

#endif
