// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_SQUEEZE_HPP
#define MOTE_OPS_SQUEEZE_HPP

#include "mote/config.hpp"
#include "mote/ops/reshape.hpp"

namespace mote::ops {

/// SQUEEZE of any type: takes dimensions of 1 away. Which ones, the output's shape tells; the option that
/// repeats it is not read. The output shares the input's memory.
struct squeeze : reshape {
  static constexpr builtin_operator code = builtin_operator::squeeze;

  static constexpr void check(node_check& check) {
    if (!check.operands(1, 1)) return;
    const operand input = check.input(0);
    const operand output = check.output();
    check.same_type(output, input.type);
    check.require(is_squeezed(input.shape, output.shape), error::shape_mismatch, output.index);
  }

 private:
  // Out of line: inlined, GCC sees accesses beyond the shapes.
  MOTE_NOINLINE static constexpr bool is_squeezed(const shape& from, const shape& to) {
    int kept = 0;
    for (int axis = 0; axis < from.rank(); ++axis) {
      if (kept < to.rank() && to[kept] == from[axis]) {
        ++kept;
      } else if (from[axis] != 1) {
        return false;
      }
    }
    return kept == to.rank();
  }
};

}  // namespace mote::ops

#endif
