// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_ARG_MIN_HPP
#define MOTE_OPS_ARG_MIN_HPP

#include "mote/ops/extreme.hpp"

namespace mote::ops {

/// ARG_MIN of int8 and float32: the first of the smallest.
struct arg_min : extreme_search<is_smaller> {
  static constexpr builtin_operator code = builtin_operator::arg_min;
};

}  // namespace mote::ops

#endif
