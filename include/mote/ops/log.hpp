// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_LOG_HPP
#define MOTE_OPS_LOG_HPP

#include <cmath>

#include "mote/ops/unary.hpp"

namespace mote {
namespace functions {

struct logarithm : stateless {
  using stateless::stateless;
  float operator()(float x) const { return std::log(x); }
};

}  // namespace functions

namespace ops {

/// LOG, the natural logarithm, float32.
using log = unary<builtin_operator::log, only<functions::logarithm>::function, float>;

}  // namespace ops
}  // namespace mote

#endif
