// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_DEPTH_TO_SPACE_HPP
#define MOTE_OPS_DEPTH_TO_SPACE_HPP

#include "mote/ops/depth_blocks.hpp"

namespace mote::ops {

/// DEPTH_TO_SPACE of any type.
struct depth_to_space : depth_blocks {
  static constexpr builtin_operator code = builtin_operator::depth_to_space;

  static constexpr auto extents(const node_view& view) {
    const layout blocks(view, view.output().shape, view.input(0).shape);
    return copy_extents(view.input(0).type, blocks.sizes, blocks.coarse, blocks.fine);
  }

  static constexpr void check(node_check& check) { check_blocks(check, check.output(), check.input(0)); }

  template <class Context>
  static constexpr void run(const Context& context) {
    copy<depth_to_space>(context);
  }
};

}  // namespace mote::ops

#endif
