// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_ARMV7E_M_LOOK_UP_HPP
#define MOTE_TARGET_ARMV7E_M_LOOK_UP_HPP

#include <cstdint>

#include "mote/config.hpp"
#include "mote/ops/unary.hpp"
#include "mote/target/activation_format.hpp"
#include "mote/target/armv7e_m/activation_words.hpp"

namespace mote::armv7e_m {

/// An element by element operator of one input, int8, on a multiple of 4 elements, by a table of Function:
/// output[i] = table[input[i] + 128]. Mixed activations need an even depth. The output may be the input.
template <class Op, class Function>
struct look_up {
  static constexpr const char* name = "look_up";

  static constexpr bool supports(const node_view& view) {
    return view.output().shape.element_count() % 4 == 0;
  }
  static constexpr std::uint32_t packed_words(const node_view& /*view*/) { return table::size() / 4; }
  static constexpr void pack(const node_view& view, std::uint32_t* words) {
    const table values(view);
    for (std::int32_t i = 0; i < table::size(); ++i) {
      const auto byte = std::uint32_t{static_cast<std::uint8_t>(values[i])};
      words[i / 4] = (i % 4 == 0 ? 0 : words[i / 4]) | byte << 8 * (i % 4);
    }
  }

  template <class Context>
  static void run(const Context& context) {
    run<Context::template input_format<0>, Context::output_format>(
        context.template geometry<Op>().size(), context.template input<std::int8_t, 0>(),
        context.template packed<look_up>(), context.template output<std::int8_t>());
  }

 private:
  using table = function_table<Function>;

  template <activation_format In, activation_format Out>
  MOTE_NOINLINE static void run(std::int32_t count, const std::int8_t* input, const std::uint32_t* packed,
                                std::int8_t* output) {
    const auto* const bytes = reinterpret_cast<const std::uint8_t*>(packed);
    const auto byte = [&](std::uint32_t index) { return std::uint32_t{bytes[index & 0xff]}; };
    for (const std::int8_t* const end = input + count; input != end; input += 4, output += 4) {
      const std::uint32_t indices = load_plain<In>(input) ^ 0x80808080;
      store_plain<Out>(
          byte(indices) | byte(indices >> 8) << 8 | byte(indices >> 16) << 16 | byte(indices >> 24) << 24,
          output);
    }
  }
};

}  // namespace mote::armv7e_m

#endif
