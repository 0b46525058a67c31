// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_MIRROR_PAD_HPP
#define MOTE_OPS_MIRROR_PAD_HPP

#include <cstdint>

#include "mote/ops/constant_padding.hpp"
#include "mote/ops/row_copy.hpp"

namespace mote::ops {

/// MIRROR_PAD of any type: the input goes on at its borders as its mirror image, whose first element is the
/// one at the border (symmetric) or the next (reflect). The paddings are a constant, and no larger than what
/// there is to reflect. Source: GetInputDimension in TensorFlow Lite Micro's mirror_pad.cc.
struct mirror_pad : row_copying<mirror_pad> {
  static constexpr builtin_operator code = builtin_operator::mirror_pad;
  using option = schema::mirror_pad_options;

  /// Elements at the border that are not repeated.
  static constexpr std::int32_t skipped(const node_view& view) {
    return view.options().scalar<std::int8_t>(option::mode) == 0 ? 1 : 0;
  }
  /// Innermost axes without padding stay together.
  static constexpr int first_of_row(const node_view& view) {
    const shape& in = view.input(0).shape;
    int axis = in.rank();
    while (axis > 0 && view.output().shape[axis - 1] == in[axis - 1]) --axis;
    return axis;
  }

  struct parameters {
    int rank;
    std::int32_t skip;
    std::int32_t sizes[max_rank]{};
    std::int32_t before[max_rank]{};
    std::int32_t padded[max_rank]{};

    constexpr explicit parameters(const node_view& view) : rank(first_of_row(view)), skip(skipped(view)) {
      for (int axis = 0; axis < rank; ++axis) {
        sizes[axis] = view.input(0).shape[axis];
        before[axis] = static_cast<std::int32_t>(view.input(1).integer_at(2 * axis));
        padded[axis] = view.output().shape[axis];
      }
    }

    constexpr std::int32_t operator()(std::int32_t row) const {
      std::int32_t result = 0;
      std::int32_t stride = 1;
      for (int axis = rank - 1; axis >= 0; --axis) {
        std::int32_t index = row % padded[axis] - before[axis];
        row /= padded[axis];
        if (index < 0) index = skip - 1 - index;
        if (index >= sizes[axis]) index = sizes[axis] - 1 - skip - (index - sizes[axis]);
        result += index * stride;
        stride *= sizes[axis];
      }
      return result;
    }
  };

  static constexpr void check(node_check& check) {
    if (!check.operands(2, 2) || !check_paddings(check)) return;
    const auto mode = check.view().options().scalar<std::int8_t>(option::mode);
    if (!check.require(mode == 0 || mode == 1, error::bad_option, none, mode)) return;
    const operand paddings = check.input(1);
    for (std::int32_t i = 0; i < paddings.shape.element_count(); ++i) {
      const std::int64_t most = check.input(0).shape[i / 2] - skipped(check.view());
      if (!check.require(paddings.integer_at(i) <= most, error::bad_index, paddings.index,
                         paddings.integer_at(i))) {
        return;
      }
    }
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    copy<0>(context, context.template parameters<mirror_pad>());
  }
};

}  // namespace mote::ops

#endif
