// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_NOT_EQUAL_HPP
#define MOTE_OPS_NOT_EQUAL_HPP

#include "mote/ops/comparison.hpp"

namespace mote::ops {

/// NOT_EQUAL. A NaN differs from everything.
struct not_equal : comparison {
  static constexpr builtin_operator code = builtin_operator::not_equal;
};

}  // namespace mote::ops

#endif
