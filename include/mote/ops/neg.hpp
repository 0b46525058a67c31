// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_NEG_HPP
#define MOTE_OPS_NEG_HPP

#include "mote/ops/unary.hpp"

namespace mote {
namespace functions {

struct negation : stateless {
  using stateless::stateless;
  constexpr float operator()(float x) const { return -x; }
};

}  // namespace functions

namespace ops {

/// NEG, float32.
using neg = unary<builtin_operator::neg, only<functions::negation>::function, float>;

}  // namespace ops
}  // namespace mote

#endif
