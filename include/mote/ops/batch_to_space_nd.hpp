// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_BATCH_TO_SPACE_ND_HPP
#define MOTE_OPS_BATCH_TO_SPACE_ND_HPP

#include <cstdint>

#include "mote/ops/batch_blocks.hpp"

namespace mote::ops {

/// BATCH_TO_SPACE_ND of any type and of rank 3 or 4. Block shape and crops are constants.
struct batch_to_space_nd : batch_block_copying<batch_to_space_nd> {
  static constexpr builtin_operator code = builtin_operator::batch_to_space_nd;

  struct parameters : batch_blocks {
    constexpr explicit parameters(const node_view& view)
        : batch_blocks(view, view.output().shape, view.input(0).shape) {}
    constexpr std::int32_t operator()(std::int32_t row) const { return coarse_of(row); }
  };

  static constexpr void check(node_check& check) {
    if (check.operands(3, 3)) check_batch_blocks(check, check.output(), check.input(0));
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    copy<0>(context, context.template parameters<batch_to_space_nd>());
  }
};

}  // namespace mote::ops

#endif
