// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_ARG_MAX_HPP
#define MOTE_OPS_ARG_MAX_HPP

#include "mote/ops/extreme.hpp"

namespace mote::ops {

/// ARG_MAX of int8 and float32: the first of the largest.
struct arg_max : extreme_search<is_larger> {
  static constexpr builtin_operator code = builtin_operator::arg_max;
};

}  // namespace mote::ops

#endif
