// SPDX-License-Identifier: Apache-2.0
#include "mote/status.hpp"

#include <doctest/doctest.h>

#include <type_traits>

#include "support/both_times.hpp"

using mote_test::both_times;
using mote_test::opaque;

TEST_CASE("status: a log keeps what it has room for and counts the rest") {
  CHECK(both_times([] {
    mote::problem storage[2];
    mote::problem_log log(storage, 2);
    const bool empty_at_first = log.empty();
    for (int node = 0; node < 3; ++node) log.add({mote::error::bad_scale, opaque(node), 7, 9});
    return empty_at_first && !log.empty() && log.count() == 3 && log.stored() == 2 && storage[0].node == 0 &&
           storage[1].node == 1 && storage[1].tensor == 7 && storage[1].detail == 9;
  }));
}

TEST_CASE("status: a log without room counts") {
  CHECK(both_times([] {
    mote::problem_log log(nullptr, 0);
    log.add({mote::error::bad_scale, opaque(1)});
    return log.count() == 1 && log.stored() == 0 && !log.empty();
  }));
}

TEST_CASE("status: a problem is by default nowhere") {
  CHECK(both_times([] {
    const mote::problem found{opaque(mote::error::no_subgraph)};
    return found.node == mote::none && found.tensor == mote::none && found.detail == 0;
  }));
}

TEST_CASE("status: a diagnosis holds the first problems and the number of all") {
  CHECK(both_times([] {
    const auto found = mote::basic_diagnosis<2>::of([](mote::problem_log& log) {
      for (int node = 0; node < 5; ++node) log.add({mote::error::bad_scale, opaque(node)});
    });
    int nodes = 0;
    for (const mote::problem& problem : found) nodes = 10 * nodes + problem.node + 1;
    return !found.ok() && found.count() == 5 && found.size() == 2 && nodes == 12 && found[1].node == 1;
  }));
  CHECK(both_times([] {
    const auto nothing = mote::diagnosis::of([](mote::problem_log&) {});
    return nothing.ok() && nothing.count() == opaque(0U) && nothing.begin() == nothing.end();
  }));
  CHECK(both_times([] {
    const mote::diagnosis one = mote::problem{opaque(mote::error::bad_rank), 3};
    return !one.ok() && one.size() == 1 && one[0].code == mote::error::bad_rank && one[0].node == 3;
  }));
}

TEST_CASE("status: a result is a value or a diagnosis") {
  CHECK(both_times([] {
    mote::result<int> value = opaque(5);
    *value += 1;
    return static_cast<bool>(value) && *value == 6 && value.error().ok();
  }));
  CHECK(both_times([] {
    struct pair {
      int first;
      int second;
    };
    const mote::result<pair> value = pair{1, opaque(2)};
    return value && value->second == 2;
  }));
  CHECK(both_times([] {
    const mote::result<int> failed = mote::diagnosis(mote::problem{opaque(mote::error::bad_rank)});
    return !failed && failed.error()[0].code == mote::error::bad_rank;
  }));
}

// `if (result)` works, a sum of results doesn't.
static_assert(!std::is_convertible_v<mote::result<int>, bool>);
static_assert(std::is_constructible_v<bool, mote::result<int>>);
