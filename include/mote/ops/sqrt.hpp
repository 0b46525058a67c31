// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_SQRT_HPP
#define MOTE_OPS_SQRT_HPP

#include <cmath>

#include "mote/ops/unary.hpp"

namespace mote {
namespace functions {

struct square_root : stateless {
  using stateless::stateless;
  float operator()(float x) const { return std::sqrt(x); }
};

}  // namespace functions

namespace ops {

/// SQRT, float32; NaN for negative numbers.
using sqrt = unary<builtin_operator::sqrt, only<functions::square_root>::function, float>;

}  // namespace ops
}  // namespace mote

#endif
