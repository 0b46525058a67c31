// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/elementwise.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>

#include "support/both_times.hpp"

namespace {

using mote::shape;
using mote_test::both_times;
using mote_test::opaque;

constexpr shape scalar{};

template <std::size_t Count>
constexpr bool equal(const int (&a)[Count], const int (&b)[Count]) {
  for (std::size_t i = 0; i < Count; ++i) {
    if (a[i] != b[i]) return false;
  }
  return true;
}

/// Reads 100 * i from the first input and k from the second: the output tells which elements met.
constexpr int combine(int a, int b) { return 100 * a + b; }

template <std::size_t Count>
constexpr bool meets(const shape& first, const shape& second, const shape& output,
                     const int (&expected)[Count]) {
  int a[Count]{};
  int b[Count]{};
  int result[Count]{};
  for (int i = 0; i < first.element_count(); ++i) a[i] = opaque(i);
  for (int i = 0; i < second.element_count(); ++i) b[i] = i;
  const mote::broadcast_geometry<2, mote::dynamic_extents<18>> geometry{
      mote::broadcast_extents(output, first, second)};
  mote::portable::elementwise(geometry, combine, result, a, b);
  return mote::broadcasts_to(output, first, second) && equal(result, expected);
}

}  // namespace

TEST_CASE("elementwise: which shapes broadcast to which") {
  CHECK(both_times([] {
    const auto fits = [](const shape& a, const shape& b, const shape& output) {
      return mote::broadcasts_to(output, a, b) && mote::broadcasts_to(output, b, a);
    };
    const int three = opaque(3);
    return fits(shape(2, three), shape(2, 3), shape(2, 3)) && fits(shape(2, three), shape(3), shape(2, 3)) &&
           fits(shape(2, three), shape(1), shape(2, 3)) && fits(shape(2, three), scalar, shape(2, 3)) &&
           fits(shape(2, 1), shape(1, three), shape(2, 3)) && fits(scalar, scalar, scalar) &&
           fits(shape(1, 1, three), shape(2, 3), shape(1, 2, 3)) &&
           !fits(shape(2, three), shape(2), shape(2, 3)) &&
           !fits(shape(2, three), shape(2, 3), shape(1, 2, 3)) &&
           !fits(shape(2, three), shape(2, 3), shape(2, 4)) &&
           !fits(shape(2, 1), shape(2, 1), shape(2, three)) && !fits(shape(three), shape(3), scalar);
  }));
}

TEST_CASE("elementwise: equal shapes are one loop") {
  CHECK(both_times([] {
    const auto extents = mote::broadcast_extents(shape(2, 3, 4), shape(2, 3, 4), shape(2, 3, opaque(4)));
    for (int axis = 0; axis < 5; ++axis) {
      if (extents.values[axis] != 1) return false;
    }
    return extents.values[5] == 24 && extents.values[11] == 1 && extents.values[17] == 1;
  }));
  CHECK(both_times([] { return meets(shape(2, 2), shape(2, 2), shape(2, 2), {0, 101, 202, 303}); }));
}

TEST_CASE("elementwise: rows, columns and scalars are repeated") {
  CHECK(both_times([] {
    return meets(shape(2, 3), shape(3), shape(2, 3), {0, 101, 202, 300, 401, 502}) &&
           meets(shape(3), shape(2, 3), shape(2, 3), {0, 101, 202, 3, 104, 205}) &&
           meets(shape(2, 3), shape(2, 1), shape(2, 3), {0, 100, 200, 301, 401, 501}) &&
           meets(shape(2, 1), shape(1, 3), shape(2, 3), {0, 1, 2, 100, 101, 102}) &&
           meets(scalar, shape(4), shape(4), {0, 1, 2, 3}) &&
           meets(shape(4), scalar, shape(4), {0, 100, 200, 300}) && meets(scalar, scalar, scalar, {0});
  }));
}

TEST_CASE("elementwise: as many axes as there can be, broadcast in turn") {
  CHECK(both_times([] {
    const auto extents = mote::broadcast_extents(shape(2, 2, 2, 2, 2, 2), shape(2, 1, 2, 1, 2, 1),
                                                 shape(1, 2, 1, 2, 1, opaque(2)));
    const mote::broadcast_geometry<2, mote::dynamic_extents<18>> geometry{extents};
    const int a[8] = {0, 1, 2, 3, 4, 5, 6, 7};
    int result[64]{};
    mote::portable::elementwise(geometry, combine, result, a, a);
    for (int i = 0; i < 64; ++i) {
      const int first = (i >> 5 & 1) * 4 + (i >> 3 & 1) * 2 + (i >> 1 & 1);
      const int second = (i >> 4 & 1) * 4 + (i >> 2 & 1) * 2 + (i & 1);
      if (result[i] != combine(first, second)) return false;
    }
    return true;
  }));
}

TEST_CASE("elementwise: static and dynamic sizes are the same kernel") {
  CHECK(both_times([] {
    constexpr auto extents = mote::broadcast_extents(shape(2, 3, 2), shape(2, 1, 2), shape(3, 1));
    const mote::broadcast_geometry<2, mote::dynamic_extents<18>> dynamic{extents};
    const mote::broadcast_geometry<
        2, mote::static_extents<1, 1, 1, extents.values[3], extents.values[4], extents.values[5], 0, 0, 0,
                                extents.values[9], extents.values[10], extents.values[11], 0, 0, 0,
                                extents.values[15], extents.values[16], extents.values[17]>>
        fixed;
    const int a[] = {1, 2, 3, opaque(4)};
    const int b[] = {5, 6, 7};
    int first[12]{};
    int second[12]{};
    mote::portable::elementwise(fixed, combine, first, a, b);
    mote::portable::elementwise(dynamic, combine, second, a, b);
    return equal(first, second) && equal(first, {105, 205, 106, 206, 107, 207, 305, 405, 306, 406, 307, 407});
  }));
}

TEST_CASE("elementwise: three inputs, each broadcast along another axis") {
  CHECK(both_times([] {
    const auto add = [](int a, int b, int c) { return 100 * a + 10 * b + c; };
    const auto extents = mote::broadcast_extents(shape(2, 2, 2), shape(2, 1, 1), shape(2, 1), shape(2));
    const mote::broadcast_geometry<3, mote::dynamic_extents<24>> geometry{extents};
    const int values[] = {opaque(1), 2};
    int result[8]{};
    mote::portable::elementwise(geometry, add, result, values, values, values);
    const bool fits = mote::broadcasts_to(shape(2, 2, 2), shape(2, 1, 1), shape(2, 1), shape(2)) &&
                      !mote::broadcasts_to(shape(2, 2, 2), shape(2, 1, 1), shape(2, 1), shape(3)) &&
                      !mote::broadcasts_to(shape(2, 2, 2), shape(3, 1, 1), shape(2, 1), shape(2)) &&
                      !mote::broadcasts_to(shape(2, 2), shape(2, 1, 1), shape(2, 1), shape(2));
    return fits && equal(result, {111, 112, 121, 122, 211, 212, 221, 222});
  }));
}
