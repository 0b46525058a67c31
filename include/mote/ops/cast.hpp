// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_CAST_HPP
#define MOTE_OPS_CAST_HPP

#include <cstdint>
#include <limits>
#include <type_traits>

#include "mote/ops/unary.hpp"

namespace mote {
namespace functions {

/// Integers keep their low bits. Floats are rounded towards zero, into 32 bits at first: saturated, and 0 for
/// NaN, as Cortex-M's instruction has it.
template <class To>
struct cast : stateless {
  using stateless::stateless;

  template <class From>
  constexpr To operator()(From x) const {
    if constexpr (std::is_floating_point_v<From> && std::is_same_v<To, std::uint32_t>) {
      constexpr float limit = 4294967296.0F;
      if (x >= limit) return std::numeric_limits<To>::max();
      return x > 0.0F ? static_cast<To>(x) : 0;
    } else if constexpr (std::is_floating_point_v<From> && !std::is_floating_point_v<To>) {
      constexpr float limit = 2147483648.0F;
      const auto whole = x >= limit    ? std::numeric_limits<std::int32_t>::max()
                         : x >= -limit ? static_cast<std::int32_t>(x)
                         : x < -limit  ? std::numeric_limits<std::int32_t>::min()
                                       : 0;
      return static_cast<To>(whole);
    } else {
      return static_cast<To>(x);
    }
  }
};

}  // namespace functions

namespace ops {

/// CAST of bool, int8, int16, int32, uint32 or float32 to int8, int16, int32, uint32 or float32, without
/// regard to scales.
struct cast : flat_operator {
  static constexpr builtin_operator code = builtin_operator::cast;

  static constexpr void check(node_check& check) {
    if (!check.operands(1, 1)) return;
    const operand input = check.input(0);
    const operand output = check.output();
    check.type(input, {tensor_type::boolean, tensor_type::int8, tensor_type::int16, tensor_type::int32,
                       tensor_type::uint32, tensor_type::float32});
    check.type(output, {tensor_type::int8, tensor_type::int16, tensor_type::int32, tensor_type::uint32,
                        tensor_type::float32});
    check.same_shape(input, output);
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    using std::int16_t, std::int32_t, std::int8_t, std::uint32_t;
    context.template visit_input<bool, int8_t, int16_t, int32_t, uint32_t, float>([&](auto from) {
      context.template visit_output<int8_t, int16_t, int32_t, uint32_t, float>([&](auto to) {
        // A bool is a byte of 0 or 1.
        using input_type = std::conditional_t<std::is_same_v<typename decltype(from)::type, bool>, int8_t,
                                              typename decltype(from)::type>;
        using output_type = typename decltype(to)::type;
        portable::transform(context.template geometry<cast>(), context.template input<input_type, 0>(),
                            functions::cast<output_type>(), context.template output<output_type>());
      });
    });
  }
};

}  // namespace ops
}  // namespace mote

#endif
