// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/axes.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>

#include "support/both_times.hpp"

using mote_test::both_times;
using mote_test::opaque;

TEST_CASE("axes: negative numbers count from the end") {
  CHECK(both_times([] {
    constexpr std::int64_t lowest = std::numeric_limits<std::int64_t>::min();
    constexpr std::int64_t highest = std::numeric_limits<std::int64_t>::max();
    return mote::axis_of(opaque(0), 3) == 0 && mote::axis_of(2, 3) == 2 && mote::axis_of(-1, 3) == 2 &&
           mote::axis_of(-3, 3) == 0 && mote::axis_of(3, 3) == mote::none &&
           mote::axis_of(-4, 3) == mote::none && mote::axis_of(0, 0) == mote::none &&
           mote::axis_of(lowest, 3) == mote::none && mote::axis_of(highest, 3) == mote::none;
  }));
}

TEST_CASE("axes: products of dimensions") {
  CHECK(both_times([] {
    const mote::shape shape(opaque(2), 3, 5);
    return product(shape, 0, 3) == 30 && product(shape, 1, 2) == 3 && product(shape, 2, 2) == 1 &&
           product(shape, 3, 3) == 1;
  }));
}

TEST_CASE("axes: shapes compare dimension by dimension") {
  CHECK(both_times([] {
    const mote::shape shape(opaque(2), 3, 5);
    mote::shape_comparison whole(shape);
    whole.next(2);
    if (whole.equal()) return false;
    whole.next(shape, 1, 3);
    if (!whole.equal()) return false;
    whole.next(1);
    mote::shape_comparison other(shape);
    other.next(shape, 0, 2);
    other.next(6);
    const mote::shape scalar;
    return !whole.equal() && !other.equal() && mote::shape_comparison(scalar).equal();
  }));
}
