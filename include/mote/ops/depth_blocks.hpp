// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_DEPTH_BLOCKS_HPP
#define MOTE_OPS_DEPTH_BLOCKS_HPP

#include <cstdint>

#include "mote/ops/axes.hpp"
#include "mote/ops/strided_copy.hpp"

// DEPTH_TO_SPACE and SPACE_TO_DEPTH: between a fine image [n, h * block, w * block, depth] and a coarse one
// [n, h, w, block * block * depth], whose pixels hold blocks of the fine one's, row by row.

namespace mote {

struct depth_blocks : strided_copying {
  using option = schema::block_options;

 protected:
  static constexpr bool check_blocks(node_check& check, const operand& fine, const operand& coarse) {
    if (!check.operands(1, 1) || !check.same_type(check.output(), check.input(0).type)) return false;
    if (!check.rank(check.input(0), 4) || !check.rank(check.output(), 4)) return false;
    const std::int64_t block = check.view().options().scalar<std::int32_t>(option::block_size);
    if (!check.require(block > 0, error::bad_option, none, block)) return false;
    return check.require(fine.shape[0] == coarse.shape[0] && fine.shape[1] == coarse.shape[1] * block &&
                             fine.shape[2] == coarse.shape[2] * block &&
                             // Twice divided: the product may not fit.
                             coarse.shape[3] % fine.shape[3] == 0 &&
                             coarse.shape[3] / fine.shape[3] % block == 0 &&
                             coarse.shape[3] / fine.shape[3] / block == block,
                         error::shape_mismatch, check.output().index);
  }

  /// The fine image's elements in their order, and where the same are in the coarse one.
  struct layout {
    shape sizes;
    strided fine;
    strided coarse;

    constexpr layout(const node_view& view, const shape& in_fine, const shape& in_coarse) {
      const auto block = view.options().scalar<std::int32_t>(option::block_size);
      const std::int32_t depth = in_fine[3];
      sizes = shape(in_coarse[0], in_coarse[1], block, in_coarse[2], block, depth);
      fine = row_major(sizes);
      const strided pixels = row_major(in_coarse);
      coarse = {0, {pixels.strides[0], pixels.strides[1], block * depth, pixels.strides[2], depth, 1}};
    }
  };
};

}  // namespace mote

#endif
