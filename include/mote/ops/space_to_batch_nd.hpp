// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_SPACE_TO_BATCH_ND_HPP
#define MOTE_OPS_SPACE_TO_BATCH_ND_HPP

#include <cstdint>

#include "mote/ops/batch_blocks.hpp"
#include "mote/ops/constant_padding.hpp"

namespace mote::ops {

/// SPACE_TO_BATCH_ND of any type and of rank 3 or 4. Block shape and paddings are constants. Pads with the
/// output's zero point for int8, and with 0 for other types, as TensorFlow Lite does.
struct space_to_batch_nd : batch_block_copying<space_to_batch_nd> {
  static constexpr builtin_operator code = builtin_operator::space_to_batch_nd;

  struct parameters : batch_blocks {
    std::uint8_t padding;

    constexpr explicit parameters(const node_view& view)
        : batch_blocks(view, view.input(0).shape, view.output().shape), padding(zero_byte(view.output())) {}
    constexpr std::int32_t operator()(std::int32_t row) const { return fine_of(row); }
  };

  static constexpr void check(node_check& check) {
    if (!check.operands(3, 3) || !check_batch_blocks(check, check.input(0), check.output())) return;
    check_zero_byte(check, check.output());
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    const auto& p = context.template parameters<space_to_batch_nd>();
    portable::fill(context.template geometry<filled_with_byte>(), &p.padding,
                   context.template output<std::uint8_t>());
    copy<0>(context, p);
  }
};

}  // namespace mote::ops

#endif
