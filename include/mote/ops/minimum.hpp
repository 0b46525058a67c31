// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_MINIMUM_HPP
#define MOTE_OPS_MINIMUM_HPP

#include "mote/ops/extremum.hpp"

namespace mote::ops {

/// MINIMUM of each two elements.
struct minimum : extremum {
  static constexpr builtin_operator code = builtin_operator::minimum;
};

}  // namespace mote::ops

#endif
