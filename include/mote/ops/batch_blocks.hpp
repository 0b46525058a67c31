// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_BATCH_BLOCKS_HPP
#define MOTE_OPS_BATCH_BLOCKS_HPP

#include <cstdint>

#include "mote/ops/axes.hpp"
#include "mote/ops/row_copy.hpp"

// SPACE_TO_BATCH_ND and BATCH_TO_SPACE_ND: between fine images [n, height, width, depth] and coarse ones
// [block_height * block_width * n, coarse_height, coarse_width, depth].
//
// A coarse image holds the pixels that have the same place in their blocks, of an image that is the fine one
// with some rows and columns more on each side. Images of rank 3 have no width.

namespace mote {

struct batch_blocks {
  std::int32_t batches;
  std::int32_t height;
  std::int32_t width;
  std::int32_t coarse_height;
  std::int32_t coarse_width;
  std::int32_t block_height;
  std::int32_t block_width = 1;
  std::int32_t top;
  std::int32_t left = 0;

  constexpr batch_blocks(const node_view& view, const shape& fine, const shape& coarse)
      : batches(fine[0]),
        height(fine[1]),
        width(fine.rank() == 4 ? fine[2] : 1),
        coarse_height(coarse[1]),
        coarse_width(fine.rank() == 4 ? coarse[2] : 1),
        block_height(static_cast<std::int32_t>(view.input(1).integer_at(0))),
        top(static_cast<std::int32_t>(view.input(2).integer_at(0))) {
    if (fine.rank() != 4) return;
    block_width = static_cast<std::int32_t>(view.input(1).integer_at(1));
    left = static_cast<std::int32_t>(view.input(2).integer_at(2));
  }

  /// The fine pixel that a coarse one is; negative if it lies outside of the fine image.
  constexpr std::int32_t fine_of(std::int32_t coarse) const {
    const std::int32_t image = coarse / coarse_width / coarse_height;
    const std::int32_t place = image / batches;
    const std::int32_t y = coarse / coarse_width % coarse_height * block_height + place / block_width - top;
    const std::int32_t x = coarse % coarse_width * block_width + place % block_width - left;
    if (y < 0 || y >= height || x < 0 || x >= width) return -1;
    return (image % batches * height + y) * width + x;
  }

  constexpr std::int32_t coarse_of(std::int32_t fine) const {
    const std::int32_t batch = fine / width / height;
    const std::int32_t y = fine / width % height + top;
    const std::int32_t x = fine % width + left;
    const std::int32_t place = y % block_height * block_width + x % block_width;
    return ((place * batches + batch) * coarse_height + y / block_height) * coarse_width + x / block_width;
  }
};

/// The block shape and the margins, crops or paddings, are constants, and they make the shapes fit.
constexpr bool check_batch_blocks(node_check& check, const operand& fine, const operand& coarse) {
  const operand block = check.input(1);
  const operand margins = check.input(2);
  const int rank = fine.shape.rank();
  if (!check.same_type(check.output(), check.input(0).type)) return false;
  if (!check.require(rank == 3 || rank == 4, error::shape_mismatch, fine.index, rank)) return false;
  const int spatial = rank - 2;
  if (!check.rank(coarse, rank) || !check_integers(check, block, spatial) ||
      !check_integers(check, margins, 2 * spatial) || !check_not_negative(check, margins)) {
    return false;
  }
  const std::int32_t output = check.output().index;
  std::int64_t places = 1;
  for (int i = 0; i < spatial; ++i) {
    const std::int64_t size = block.integer_at(i);
    constexpr std::int64_t most = 0x7fffffff;
    if (!check.require(size > 0 && size <= most / places, error::bad_index, block.index, size)) return false;
    places *= size;
    const std::int64_t enlarged = coarse.shape[1 + i] * size - fine.shape[1 + i];
    if (!check.require(enlarged - margins.integer_at(2 * i) == margins.integer_at(2 * i + 1),
                       error::shape_mismatch, output)) {
      return false;
    }
  }
  return check.require(fine.shape.back() == coarse.shape.back() && coarse.shape[0] == fine.shape[0] * places,
                       error::shape_mismatch, output);
}

/// Base of both operators: rows are pixels.
template <class Operator>
struct batch_block_copying : row_copying<Operator> {
  static constexpr int first_of_row(const node_view& view) { return view.output().shape.rank() - 1; }
};

}  // namespace mote

#endif
