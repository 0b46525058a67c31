// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/resize_bilinear.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <type_traits>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::resize_bilinear
#include "support/moving.hpp"
#include "support/refusal.hpp"
#include "support/run_model.hpp"

using namespace mote_test;

namespace {

using mote::fixed_point_interpolation;
using mote::float_interpolation;
using option = mote::schema::resize_bilinear_options;

template <class T>
constexpr bool equal(const mote::interpolated_position<T>& p, std::int32_t lower, std::int32_t upper,
                     std::common_type_t<T> fraction) {
  return p.lower == lower && p.upper == upper && p.fraction == fraction;
}

/// Columns [2] to [4].
constexpr std::int32_t row[] = {1, 4};

constexpr model_description widened(bool align_corners, bool half_pixel_centers) {
  return one_node(
      mote::builtin_operator::resize_bilinear, {int8s({1, 1, 2, 1}), integers(row), int8s({1, 1, 4, 1})},
      {scalar(option::align_corners, align_corners), scalar(option::half_pixel_centers, half_pixel_centers)});
}

template <class T>
std::vector<T> widen(T a, T b, bool align_corners, bool half_pixel_centers) {
  return run_model<T>(with_type(widened(align_corners, half_pixel_centers), mote::type_of<T>),
                      std::vector<T>{a, b});
}

}  // namespace

TEST_CASE("resize_bilinear: positions in fixed point and in float") {
  CHECK(both_times([] {
    const fixed_point_interpolation centers({2, opaque(4), false, true});
    const fixed_point_interpolation aligned({2, 4, true, false});
    const float_interpolation floats({2, 4, false, true});
    return equal(centers(0), 0, 0, 0) && equal(centers(1), 0, 1, 256) && equal(centers(3), 1, 1, 0) &&
           // 1024 / 3 is rounded: the last position falls short of the last pixel.
           equal(aligned(1), 0, 1, 341) && equal(aligned(3), 0, 1, 1023) && equal(floats(0), 0, 0, -0.25F) &&
           equal(floats(2), 0, 1, 0.75F) && equal(floats(3), 1, 1, 0.25F);
  }));
}

TEST_CASE("resize_bilinear: positions behind the last pixel count as that") {
  CHECK(both_times([] {
    // 3 * 1024 / 2000 is rounded up to 2.
    const fixed_point_interpolation axis({3, opaque(2000), false, false});
    return equal(axis(1023), 1, 2, 1022) && equal(axis(1999), 2, 2, 0);
  }));
}

TEST_CASE("resize_bilinear: int8, halves away from zero") {
  using values = std::vector<std::int8_t>;
  CHECK(widen<std::int8_t>(0, 100, false, false) == values{0, 50, 100, 100});
  CHECK(widen<std::int8_t>(0, 100, false, true) == values{0, 25, 75, 100});
  CHECK(widen<std::int8_t>(0, 100, true, false) == values{0, 33, 67, 100});
  CHECK(widen<std::int8_t>(0, 1, false, false) == values{0, 1, 1, 1});
  CHECK(widen<std::int8_t>(0, -1, false, false) == values{0, -1, -1, -1});
  CHECK(widen<std::int8_t>(-128, 127, false, false) == values{-128, -1, 127, 127});
}

TEST_CASE("resize_bilinear: float") {
  using values = std::vector<float>;
  CHECK(widen<float>(0, 1, false, false) == values{0, 0.5F, 1, 1});
  CHECK(widen<float>(0, 1, false, true) == values{0, 0.25F, 0.75F, 1});
}

TEST_CASE("resize_bilinear: rows and columns, channel by channel") {
  static constexpr std::int32_t size[] = {4, 4};
  const auto model = one_node(mote::builtin_operator::resize_bilinear,
                              {int8s({1, 2, 2, 2}), integers(size), int8s({1, 4, 4, 2})});
  const auto output = run_model<std::int8_t>(model, std::vector<std::int8_t>{0, 0, 10, 1, 20, 2, 30, 3});
  REQUIRE(output.size() == 32);
  // Pixel (1, 1) is the mean of all four, (1, 0) that of the left ones.
  CHECK(output[10] == 15);
  CHECK(output[11] == 2);
  CHECK(output[8] == 10);
  CHECK(output[31] == 3);
}

TEST_CASE("resize_bilinear: what is refused") {
  using mote::error;
  CHECK(both_times([] {
    return is_refused(widened(opaque(true), true), error::bad_option, mote::none) &&
           is_refused_after(
               widened(false, false),
               [](model_description& m) {
                 m.tensors[0].type = mote::tensor_type::int16;
                 m.tensors[2].type = mote::tensor_type::int16;
               },
               error::unsupported_type, 0);
  }));
}
