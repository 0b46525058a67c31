// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_SQUARE_HPP
#define MOTE_OPS_SQUARE_HPP

#include "mote/ops/unary.hpp"

namespace mote {
namespace functions {

struct square : stateless {
  using stateless::stateless;
  constexpr float operator()(float x) const { return x * x; }
};

}  // namespace functions

namespace ops {

/// SQUARE, float32.
using square = unary<builtin_operator::square, only<functions::square>::function, float>;

}  // namespace ops
}  // namespace mote

#endif
