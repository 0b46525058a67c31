// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/reduction.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "support/both_times.hpp"
#include "support/random_source.hpp"

namespace {

using mote_test::both_times;
using mote_test::opaque;

/// The elements as digits of a number, so that their order counts.
struct digits {
  static constexpr std::int64_t start() { return 0; }
  static constexpr void add(std::int64_t& number, std::int64_t x) { number = number * 10 + x; }
  static constexpr std::int64_t result(std::int64_t number) { return number; }
};

constexpr bool has_extents(const mote::shape& input, std::uint32_t axes,
                           const mote::dynamic_extents<7>& expected) {
  const auto extents = mote::reduction_extents(input, axes);
  for (int i = 0; i < 7; ++i) {
    if (extents.values[i] != expected.values[i]) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("reduction: neighbours of a kind are one axis, and sizes of 1 none") {
  CHECK(both_times([] {
    const mote::shape image(opaque(2), 3, 4, 5);
    return has_extents(image, 0b0110, {{1, 1, 1, 1, 2, 12, 5}}) &&
           has_extents(image, 0b1000, {{1, 1, 1, 1, 24, 5, 1}}) &&
           has_extents(image, 0b0001, {{1, 1, 1, 1, 1, 2, 60}}) &&
           has_extents(image, 0b1111, {{1, 1, 1, 1, 1, 120, 1}}) &&
           has_extents(image, 0b1010, {{1, 1, 2, 3, 4, 5, 1}}) &&
           has_extents(mote::shape(2, 3, 4, 5, 6, 7), 0b010101, {{1, 2, 3, 4, 5, 6, 7}}) &&
           has_extents(mote::shape(2, 3, 4, 5, 6, 7), 0b101010, {{2, 3, 4, 5, 6, 7, 1}}) &&
           has_extents(mote::shape(4, 1, 5), 0b010, {{1, 1, 1, 1, 1, 1, 20}});
  }));
}

TEST_CASE("reduction: shapes with and without the axes") {
  CHECK(both_times([] {
    const mote::shape input(opaque(2), 3, 4);
    return mote::reduced_shape(input, 0b101, false) == mote::shape(3) &&
           mote::reduced_shape(input, 0b101, true) == mote::shape(1, 3, 1) &&
           mote::reduced_shape(input, 0b111, false) == mote::shape();
  }));
}

TEST_CASE("reduction: the kernel goes through the input in order") {
  CHECK(both_times([] {
    const std::int8_t input[] = {opaque(std::int8_t{1}), 2, 3, 4, /**/ 5, 6, 7, 8};
    const mote::reduction_geometry<mote::static_extents<1, 1, 1, 2, 2, 2, 1>> outer_and_inner;
    const mote::reduction_geometry<mote::dynamic_extents<7>> middle{{{1, 1, 1, 1, 2, opaque(2), 2}}};
    std::int32_t a[2]{};
    std::int32_t b[4]{};
    mote::portable::reduce(outer_and_inner, input, digits{}, a);
    mote::portable::reduce(middle, input, digits{}, b);
    return a[0] == 1256 && a[1] == 3478 && b[0] == 13 && b[1] == 24 && b[2] == 57 && b[3] == 68;
  }));
}

TEST_CASE("reduction: any axes of any shape, against one accumulator for each output") {
  mote_test::random_source random(71);
  for (int round = 0; round < mote_test::rounds(2000, 60); ++round) {
    const int rank = random.between(1, mote::max_rank);
    mote::shape shape;
    for (int i = 0; i < rank; ++i) shape.push_back(random.between(1, 3));
    const auto axes = static_cast<std::uint32_t>(random.between(1, (1 << rank) - 1));
    std::vector<std::int8_t> input(static_cast<std::size_t>(shape.element_count()));
    for (std::int8_t& x : input) x = static_cast<std::int8_t>(random.between(0, 9));

    std::vector<std::int64_t> expected(
        static_cast<std::size_t>(mote::reduced_shape(shape, axes, true).element_count()));
    for (std::size_t i = 0; i < input.size(); ++i) {
      std::size_t place = 0;
      std::size_t step = 1;
      std::size_t rest = i;
      for (int axis = rank - 1; axis >= 0; --axis) {
        const auto size = static_cast<std::size_t>(shape[axis]);
        if ((axes >> axis & 1) == 0) {
          place += rest % size * step;
          step *= size;
        }
        rest /= size;
      }
      // Wraps where there are many digits: a sum that still tells the order.
      const auto number = static_cast<std::uint64_t>(expected[place]) * 10;
      expected[place] = static_cast<std::int64_t>((number + static_cast<std::uint64_t>(input[i])) % 1000003);
    }
    struct remainder : digits {
      static constexpr void add(std::int64_t& number, std::int64_t x) {
        number = (number * 10 + x) % 1000003;
      }
    };
    std::vector<std::int64_t> output(expected.size());
    const mote::reduction_geometry<mote::dynamic_extents<7>> geometry{mote::reduction_extents(shape, axes)};
    mote::portable::reduce(geometry, input.data(), remainder{}, output.data());
    CHECK(output == expected);
  }
}
