// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_SIN_HPP
#define MOTE_OPS_SIN_HPP

#include <cmath>

#include "mote/ops/unary.hpp"

namespace mote {
namespace functions {

struct sine : stateless {
  using stateless::stateless;
  float operator()(float x) const { return std::sin(x); }
};

}  // namespace functions

namespace ops {

/// SIN of radians, float32.
using sin = unary<builtin_operator::sin, only<functions::sine>::function, float>;

}  // namespace ops
}  // namespace mote

#endif
