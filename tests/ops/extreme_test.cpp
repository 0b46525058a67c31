// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/extreme.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <initializer_list>

#include "support/both_times.hpp"

namespace {

using mote::is_larger;
using mote::is_smaller;
using mote_test::both_times;
using mote_test::opaque;

template <class Reduction, class T>
constexpr auto reduced(std::initializer_list<T> elements) {
  auto state = Reduction::start();
  for (const T x : elements) Reduction::add(state, opaque(x));
  return Reduction::result(state);
}

}  // namespace

TEST_CASE("extreme: values") {
  CHECK(both_times([] {
    using largest = mote::extreme_value<std::int8_t, is_larger>;
    using smallest = mote::extreme_value<std::int8_t, is_smaller>;
    return reduced<largest, std::int8_t>({3, -7, 5}) == 5 && reduced<largest, std::int8_t>({-128}) == -128 &&
           reduced<smallest, std::int8_t>({3, -7, 5}) == -7 && reduced<smallest, std::int8_t>({127}) == 127 &&
           reduced<mote::extreme_value<float, is_larger>>({-3.5F, -2.5F}) == -2.5F;
  }));
}

TEST_CASE("extreme: the index of the first") {
  CHECK(both_times([] {
    using largest = mote::extreme_index<std::int8_t, is_larger>;
    using smallest = mote::extreme_index<float, is_smaller>;
    return reduced<largest, std::int8_t>({3, 9, 9, -4}) == 1 && reduced<largest, std::int8_t>({-128}) == 0 &&
           reduced<largest, std::int8_t>({-128, -128}) == 0 && reduced<smallest>({1.0F, 0.5F, 0.25F}) == 2 &&
           reduced<smallest>({0.0F, -0.0F}) == 0;
  }));
}
