// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_SIGNAL_OPERATORS_FILTER_BANK_HPP
#define MOTE_SIGNAL_OPERATORS_FILTER_BANK_HPP

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "mote/ops/custom_options.hpp"
#include "mote/ops/node_view.hpp"
#include "mote/signal/filter_bank.hpp"

namespace mote::ops {

/// SignalFilterBank: the sums of bands, uint32 [frequencies] to uint64 [num_channels]. Further inputs, int16:
/// weights and unweights, then for each of num_channels + 1 sections, and constant, its first frequency, its
/// first weight and its width. Options: num_channels.
struct signal_filter_bank {
  static constexpr builtin_operator code = builtin_operator::custom;
  static constexpr const char* custom_code = "SignalFilterBank";

  /// A table that is or is not a constant, for run.
  template <class Elements>
  struct table {
    Elements elements{};
    std::size_t count = 0;

    constexpr std::size_t size() const { return count; }
    constexpr std::int16_t operator[](std::size_t index) const {
      return elements[static_cast<std::int32_t>(index)];
    }
  };
  /// A constant table, or how long one is that isn't constant, for check.
  struct checked_table {
    flatbuffer::vector<char> data;
    std::size_t count = 0;

    constexpr std::size_t size() const { return count; }
    constexpr std::int16_t operator[](std::size_t index) const {
      return data.load_as<std::int16_t>(static_cast<std::uint32_t>(index));
    }
  };

  static constexpr void check(node_check& check) {
    if (!check.operands(6, 6)) return;
    const operand input = check.input(0);
    const operand output = check.output();
    custom_options options(check.view());
    const std::int32_t channels = options.integer("num_channels");
    bool ok = check.require(options.complete(), error::bad_custom_options);
    ok &= check.type(input, {tensor_type::uint32});
    ok &= check.type(output, {tensor_type::uint64});
    ok &= check.rank(input, 1);
    ok = check.rank(output, 1) && ok;
    ok = ok && check.require(output.shape.back() == channels, error::shape_mismatch, output.index, channels);
    checked_table tables[6];
    for (int position = 1; position < 6; ++position) {
      const operand subject = check.any_input(position);
      ok &= check.type(subject, {tensor_type::int16});
      ok &= check.rank(subject, 1);
      tables[position] = {subject.data, static_cast<std::size_t>(subject.shape.back())};
      if (position < 3) continue;
      // The indices in these must be known before the model runs.
      ok &= check.require(subject.is_constant(), error::not_constant, subject.index);
      ok = ok && check.require(subject.shape.back() == channels + 1, error::shape_mismatch, subject.index);
    }
    const signal::basic_filter_bank<checked_table> bank{tables[1], tables[2], tables[3], tables[4],
                                                        tables[5]};
    if (ok) check.require(bank.valid(input.shape.back()), error::bad_index);
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    const auto sections = static_cast<std::size_t>(context.view().output().shape.back()) + 1;
    const auto weights = context.template input<std::int16_t, 1>();
    using table_type = table<std::decay_t<decltype(weights)>>;
    // Weights are as many as the sections say.
    const signal::basic_filter_bank<table_type> bank{{weights},
                                                     {context.template input<std::int16_t, 2>()},
                                                     {context.template input<std::int16_t, 3>(), sections},
                                                     {context.template input<std::int16_t, 4>(), sections},
                                                     {context.template input<std::int16_t, 5>(), sections}};
    bank(context.template input<std::uint32_t, 0>(), context.template output<std::uint64_t>());
  }
};

}  // namespace mote::ops

#endif
