// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_EXP_HPP
#define MOTE_OPS_EXP_HPP

#include <cmath>

#include "mote/ops/unary.hpp"

namespace mote {
namespace functions {

struct exponential : stateless {
  using stateless::stateless;
  float operator()(float x) const { return std::exp(x); }
};

}  // namespace functions

namespace ops {

/// EXP, float32.
using exp = unary<builtin_operator::exp, only<functions::exponential>::function, float>;

}  // namespace ops
}  // namespace mote

#endif
