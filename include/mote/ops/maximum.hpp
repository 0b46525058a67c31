// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_MAXIMUM_HPP
#define MOTE_OPS_MAXIMUM_HPP

#include "mote/ops/extremum.hpp"

namespace mote::ops {

/// MAXIMUM of each two elements.
struct maximum : extremum {
  static constexpr builtin_operator code = builtin_operator::maximum;
};

}  // namespace mote::ops

#endif
