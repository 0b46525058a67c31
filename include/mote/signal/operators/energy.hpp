// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_SIGNAL_OPERATORS_ENERGY_HPP
#define MOTE_SIGNAL_OPERATORS_ENERGY_HPP

#include <cstdint>

#include "mote/config.hpp"
#include "mote/ops/custom_options.hpp"
#include "mote/ops/node_view.hpp"
#include "mote/signal/energy.hpp"

namespace mote {
namespace portable {

/// The energies of a spectrum of pairs; `frequencies` of them are written, 0 for those not asked for.
template <class Spectrum>
MOTE_NOINLINE constexpr void energies(const signal::energy& energy, Spectrum spectrum,
                                      std::int32_t frequencies, std::uint32_t* output) {
  for (std::int32_t i = 0; i < energy.start_index; ++i) output[i] = 0;
  energy(spectrum, output);
  for (std::int32_t i = energy.end_index; i < frequencies; ++i) output[i] = 0;
}

}  // namespace portable

namespace ops {

/// SignalEnergy: int16 [2 * frequencies], pairs of real and imaginary part, to uint32 [frequencies].
/// Options: start_index, end_index.
struct signal_energy {
  static constexpr builtin_operator code = builtin_operator::custom;
  static constexpr const char* custom_code = "SignalEnergy";
  using parameters = option_parameters<signal_energy, signal::energy>;

  static constexpr signal::energy read(custom_options& options) {
    return {options.integer("start_index"), options.integer("end_index")};
  }

  static constexpr void check(node_check& check) {
    if (!check.operands(1, 1)) return;
    const operand input = check.input(0);
    const operand output = check.output();
    check.type(input, {tensor_type::int16});
    check.type(output, {tensor_type::uint32});
    bool ok = check.rank(input, 1);
    ok = check.rank(output, 1) && ok;
    ok = ok &&
         check.require(output.shape.back() <= input.shape.back() / 2, error::shape_mismatch, output.index);
    custom_options options(check.view());
    const signal::energy energy = read(options);
    if (check.require(options.complete(), error::bad_custom_options) && ok)
      check.require(energy.valid(output.shape.back()), error::bad_option);
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    portable::energies(context.template parameters<signal_energy>(),
                       context.template input<std::int16_t, 0>(), context.view().output().shape.back(),
                       context.template output<std::uint32_t>());
  }
};

}  // namespace ops
}  // namespace mote

#endif
