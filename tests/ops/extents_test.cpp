// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/extents.hpp"

#include <doctest/doctest.h>

#include <type_traits>

#include "support/both_times.hpp"

using mote_test::both_times;
using mote_test::opaque;

TEST_CASE("extents: static and dynamic ones read alike") {
  CHECK(both_times([] {
    const mote::static_extents<3, 5, 7> fixed;
    const mote::dynamic_extents<3> dynamic{{3, 5, opaque(7)}};
    return fixed.get<0>() == dynamic.get<0>() && fixed.get<1>() == dynamic.get<1>() &&
           fixed.get<2>() == dynamic.get<2>() && dynamic.get<2>() == 7;
  }));
}

// Equal sizes are one type, so layers of equal shape are one function.
static_assert(std::is_same_v<mote::static_extents<1, 2>, mote::static_extents<1, 2>>);
static_assert(std::is_empty_v<mote::static_extents<1, 2>>);
