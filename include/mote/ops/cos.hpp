// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_COS_HPP
#define MOTE_OPS_COS_HPP

#include <cmath>

#include "mote/ops/unary.hpp"

namespace mote {
namespace functions {

struct cosine : stateless {
  using stateless::stateless;
  float operator()(float x) const { return std::cos(x); }
};

}  // namespace functions

namespace ops {

/// COS of radians, float32.
using cos = unary<builtin_operator::cos, only<functions::cosine>::function, float>;

}  // namespace ops
}  // namespace mote

#endif
