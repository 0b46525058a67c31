// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_SUB_HPP
#define MOTE_OPS_SUB_HPP

#include "mote/ops/addition.hpp"

namespace mote::ops {

/// SUB: the first input less the second.
struct sub : addition {
  static constexpr builtin_operator code = builtin_operator::sub;
};

}  // namespace mote::ops

#endif
