// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_FLOOR_HPP
#define MOTE_OPS_FLOOR_HPP

#include "mote/ops/unary.hpp"
#include "mote/ops/whole.hpp"

namespace mote {
namespace functions {

struct floor : stateless {
  using stateless::stateless;
  constexpr float operator()(float x) const { return floor_of(x); }
};

}  // namespace functions

namespace ops {

/// FLOOR, float32.
using floor = unary<builtin_operator::floor, only<functions::floor>::function, float>;

}  // namespace ops
}  // namespace mote

#endif
