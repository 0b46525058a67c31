// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/all.hpp"

#include <doctest/doctest.h>

#include "support/both_times.hpp"
#include "support/refusal.hpp"
#include "support/small_models.hpp"

namespace {

using mote::builtin_operator;
using mote_test::both_times;

template <class... Ops>
constexpr bool codes_are_unique(mote::op_list<Ops...>) {
  const builtin_operator codes[] = {Ops::code...};
  for (const builtin_operator& a : codes) {
    for (const builtin_operator& b : codes) {
      if (&a != &b && a == b) return false;
    }
  }
  return true;
}

}  // namespace

TEST_CASE("all: small models load with the operators in the list, and not without") {
  CHECK(both_times([] {
    using namespace mote_test;
    const model_description models[] = {
        add_model(),        average_pool_2d_model(), conv_2d_model(),     depthwise_conv_2d_model(),
        dequantize_model(), fully_connected_model(), max_pool_2d_model(), quantize_model(),
        reshape_model(),    softmax_model()};
    for (const model_description& model : models) {
      if (!loads(model)) return false;
      if (!is_only_problem(problems_of<mote::op_list<>>(model), mote::error::unsupported_operator,
                           mote::none))
        return false;
    }
    return true;
  }));
}

static_assert(codes_are_unique(mote::ops::all{}));
