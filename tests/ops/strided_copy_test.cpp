// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/strided_copy.hpp"

#include <doctest/doctest.h>

#include <cstdint>

#include "support/both_times.hpp"

using mote::copy_extents;
using mote::row_major;
using mote::shape;
using mote::strided;
using mote::tensor_type;
using mote_test::both_times;
using mote_test::opaque;

namespace {

using geometry = mote::copy_geometry<mote::dynamic_extents<3 + 3 * mote::max_rank>>;

constexpr geometry geometry_of(tensor_type type, const shape& sizes, const strided& from, const strided& to) {
  return {copy_extents(type, sizes, from, to)};
}

}  // namespace

TEST_CASE("strided_copy: what lies together is one run") {
  CHECK(both_times([] {
    const shape sizes(opaque(2), 3, 5);
    const geometry g = geometry_of(tensor_type::int16, sizes, row_major(sizes), row_major(sizes));
    return g.run() == 60 && g.size<0>() == 1 && g.size<5>() == 1;
  }));
}

TEST_CASE("strided_copy: axes that advance alike are one loop") {
  CHECK(both_times([] {
    // The last of [2, 3, 5] left out but for its first element: 6 elements, 5 apart.
    const shape sizes(opaque(2), 3, 1);
    const geometry g = geometry_of(tensor_type::float32, sizes, row_major(shape(2, 3, 5)), row_major(sizes));
    return g.run() == 4 && g.size<5>() == 6 && g.input_stride<5>() == 20 && g.output_stride<5>() == 4 &&
           g.size<4>() == 1;
  }));
}

TEST_CASE("strided_copy: strides may go backwards, stand still and leave gaps") {
  CHECK(both_times([] {
    std::uint8_t output[8]{};
    const std::uint8_t input[] = {opaque(std::uint8_t{1}), 2, 3};
    // [2, 3]: the input backwards and twice, to every other place from the second on.
    mote::portable::strided_copy(geometry_of(tensor_type::int8, shape(2, 2), {2, {0, -1}}, {1, {4, 2}}),
                                 input, output);
    const std::uint8_t expected[] = {0, 3, 0, 2, 0, 3, 0, 2};
    for (int i = 0; i < 8; ++i) {
      if (output[i] != expected[i]) return false;
    }
    return true;
  }));
}

TEST_CASE("strided_copy: static and dynamic sizes are the same kernel") {
  CHECK(both_times([] {
    const std::uint8_t input[] = {opaque(std::uint8_t{1}), 2, 3, 4, 5, 6, 7, 8};
    std::uint8_t a[8]{};
    std::uint8_t b[8]{};
    // [2, 2] elements of 2 bytes, transposed.
    using fixed =
        mote::static_extents<2, 0, 0, /**/ 1, 1, 1, 1, 2, 2, /**/ 0, 0, 0, 0, 2, 4, /**/ 0, 0, 0, 0, 4, 2>;
    mote::portable::strided_copy(mote::copy_geometry<fixed>{}, input, a);
    mote::portable::strided_copy(geometry_of(tensor_type::int16, shape(2, 2), {0, {1, 2}}, {0, {2, 1}}),
                                 input, b);
    const std::uint8_t expected[] = {1, 2, 5, 6, 3, 4, 7, 8};
    for (int i = 0; i < 8; ++i) {
      if (a[i] != expected[i] || b[i] != expected[i]) return false;
    }
    return true;
  }));
}

TEST_CASE("strided_copy: filling with an element of any size") {
  CHECK(both_times([] {
    const std::uint8_t value[] = {opaque(std::uint8_t{1}), 2, 3, 4};
    std::uint8_t one[5]{};
    std::uint8_t four[9]{};
    mote::portable::fill(mote::fill_geometry<mote::static_extents<4, 1>>{}, value, one);
    mote::portable::fill(mote::fill_geometry<mote::dynamic_extents<2>>{{{8, 4}}}, value, four);
    for (int i = 0; i < 9; ++i) {
      if (four[i] != (i < 8 ? value[i % 4] : 0)) return false;
    }
    return one[0] == 1 && one[3] == 1 && one[4] == 0;
  }));
}
