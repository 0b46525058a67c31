// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_CEIL_HPP
#define MOTE_OPS_CEIL_HPP

#include "mote/ops/unary.hpp"
#include "mote/ops/whole.hpp"

namespace mote {
namespace functions {

struct ceiling : stateless {
  using stateless::stateless;
  constexpr float operator()(float x) const { return ceiling_of(x); }
};

}  // namespace functions

namespace ops {

/// CEIL, float32.
using ceil = unary<builtin_operator::ceil, only<functions::ceiling>::function, float>;

}  // namespace ops
}  // namespace mote

#endif
