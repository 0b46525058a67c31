// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_ROUND_HPP
#define MOTE_OPS_ROUND_HPP

#include "mote/ops/unary.hpp"
#include "mote/ops/whole.hpp"

namespace mote {
namespace functions {

struct nearest : stateless {
  using stateless::stateless;
  constexpr float operator()(float x) const { return nearest_whole(x); }
};

}  // namespace functions

namespace ops {

/// ROUND to the nearest whole number, halves to even, float32.
using round = unary<builtin_operator::round, only<functions::nearest>::function, float>;

}  // namespace ops
}  // namespace mote

#endif
