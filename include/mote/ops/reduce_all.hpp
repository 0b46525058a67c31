// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_REDUCE_ALL_HPP
#define MOTE_OPS_REDUCE_ALL_HPP

#include <cstdint>

#include "mote/ops/reduction.hpp"

namespace mote {

/// Whether all are true. A bool of a model or of the program is a byte that may be neither 0 nor 1.
struct conjunction {
  using parameters = conjunction;

  constexpr explicit conjunction(const node_view& /*view*/) {}

  static constexpr bool start() { return true; }
  static constexpr void add(bool& all, std::uint8_t x) { all = all && x != 0; }
  static constexpr bool result(bool all) { return all; }
};

namespace ops {

/// REDUCE_ALL of bool.
struct reduce_all : reduction {
  static constexpr builtin_operator code = builtin_operator::reduce_all;

  static constexpr void check(node_check& check) {
    if (!check.operands(2, 2)) return;
    bool ok = check.same_type(check.input(0), tensor_type::boolean);
    ok &= check.same_type(check.output(), tensor_type::boolean);
    if (ok) check_shapes(check, keeps_dimensions(check));
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    run_with<std::uint8_t, bool, conjunction>(context);
  }
};

}  // namespace ops
}  // namespace mote

#endif
