// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/resize_nearest_neighbor.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::resize_nearest_neighbor
#include "support/moving.hpp"
#include "support/refusal.hpp"
#include "support/run_model.hpp"

using namespace mote_test;

namespace {

using op = mote::ops::resize_nearest_neighbor;

constexpr bool takes(const mote::resized_axis& axis, const list<std::int32_t>& expected) {
  const op::nearest nearest(axis);
  for (std::int32_t i = 0; i < axis.output; ++i) {
    if (nearest(opaque(i)) != expected[static_cast<std::size_t>(i)]) return false;
  }
  return true;
}

constexpr std::int32_t size[] = {3, 1};

}  // namespace

TEST_CASE("resize_nearest_neighbor: which element is the nearest") {
  CHECK(both_times([] {
    return takes({5, 2, false, false}, {0, 2}) && takes({5, 2, true, false}, {0, 4}) &&
           takes({5, 2, false, true}, {1, 3}) && takes({5, 2, true, true}, {2, 4}) &&
           takes({2, 5, false, false}, {0, 0, 0, 1, 1}) && takes({2, 3, true, false}, {0, 1, 1}) &&
           takes({1, 3, true, false}, {0, 0, 0}) && takes({3, 1, true, false}, {0});
  }));
}

TEST_CASE("resize_nearest_neighbor: pixels of several batches move as a whole") {
  const auto model = one_node(mote::builtin_operator::resize_nearest_neighbor,
                              {int8s({2, 2, 2, 2}), integers(size), int8s({2, 3, 1, 2})});
  CHECK(run_model<std::int8_t>(model, counting(16)) ==
        std::vector<std::int8_t>{0, 1, 0, 1, 4, 5, 8, 9, 8, 9, 12, 13});
  CHECK(run_model<float>(with_type(model, mote::tensor_type::float32), counting<float>(16)) ==
        std::vector<float>{0, 1, 0, 1, 4, 5, 8, 9, 8, 9, 12, 13});
}
