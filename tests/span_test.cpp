// SPDX-License-Identifier: Apache-2.0
#include "mote/span.hpp"

#include <doctest/doctest.h>

#include "support/both_times.hpp"

using mote_test::both_times;
using mote_test::opaque;

TEST_CASE("span: an array") {
  CHECK(both_times([] {
    int elements[] = {1, opaque(2), 3};
    const mote::span<int> view = elements;
    int sum = 0;
    for (const int element : view) sum += element;
    view[2] = 30;
    return sum == 6 && view.size() == 3 && !view.empty() && view.data() == elements && elements[2] == 30;
  }));
}

TEST_CASE("span: a pointer and a count, and nothing") {
  CHECK(both_times([] {
    const int elements[] = {1, 2, opaque(3)};
    const mote::span<const int> tail(elements + 1, 2);
    const mote::span<const int> nothing;
    return tail.size() == 2 && tail[1] == 3 && tail.end() - tail.begin() == 2 && nothing.empty() &&
           nothing.begin() == nothing.end();
  }));
}
