// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_SPACE_TO_DEPTH_HPP
#define MOTE_OPS_SPACE_TO_DEPTH_HPP

#include "mote/ops/depth_blocks.hpp"

namespace mote::ops {

/// SPACE_TO_DEPTH of any type.
struct space_to_depth : depth_blocks {
  static constexpr builtin_operator code = builtin_operator::space_to_depth;

  static constexpr auto extents(const node_view& view) {
    const layout blocks(view, view.input(0).shape, view.output().shape);
    return copy_extents(view.input(0).type, blocks.sizes, blocks.fine, blocks.coarse);
  }

  static constexpr void check(node_check& check) { check_blocks(check, check.input(0), check.output()); }

  template <class Context>
  static constexpr void run(const Context& context) {
    copy<space_to_depth>(context);
  }
};

}  // namespace mote::ops

#endif
