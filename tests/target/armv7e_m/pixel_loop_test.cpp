// SPDX-License-Identifier: Apache-2.0
#include "mote/target/armv7e_m/pixel_loop.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "mote/target/armv7e_m/pixel_matrix.hpp"
#include "support/both_times.hpp"
#include "support/random_source.hpp"

// On a board: the assembly gives what the same loop in C++ does.

namespace {

using namespace mote::armv7e_m;
using mote::activation_format;

template <activation_format In, activation_format Out, sum_stage Stage, int FirstParity, class Sizes>
void check_loop(mote_test::random_source& random, const Sizes& sizes) {
  const std::int32_t depth = sizes.template get<0>();
  const std::int32_t output_depth = sizes.template get<1>();
  const std::int32_t pixels = random.between(3, 11);
  const std::int32_t input_pixels =
      std::is_same_v<Sizes, blocked_extents> ? pixel_matrix::blocked_bytes(pixels, 1) : pixels;
  std::vector<std::int8_t> input(static_cast<std::size_t>(input_pixels * depth));
  std::vector<std::uint32_t> weights(static_cast<std::size_t>(depth / 2));
  random.fill(input);
  for (auto& word : weights) word = static_cast<std::uint32_t>(random.bits());
  const std::int32_t pixel_bytes = pixel_step(sizes);
  std::vector<std::int8_t> expected(
      static_cast<std::size_t>(pixels * pixel_bytes + (output_depth - 1) * channel_step(sizes)));
  auto output = expected;

  pixel_job job{};
  job.weights = weights.data();
  job.input = input.data();
  job.last_input = input.data() + (input_pixels - 3) * depth;
  job.end_input = input.data() + input_pixels * depth;
  job.low = -100;
  job.high = 90;
  for (auto& by : job.by) {
    by = sum_constants::of(static_cast<std::uint32_t>(random.between(-1000, 1000)) << 8 | 9,
                           static_cast<std::uint32_t>(random.between(1 << 30, INT32_MAX)), Stage,
                           Stage == sum_stage::flooring ? -128 : random.between(-128, 127));
  }
  const auto run = [&](auto loop, std::vector<std::int8_t>& to) {
    job.output = to.data() + channel_step(sizes);
    job.last_output = job.output + (pixels - 3) * pixel_bytes;
    decltype(loop)::run(sizes, job);
  };
  run(portable_pixel_loop<In, Out, Stage, FirstParity, Sizes>{}, expected);
  run(pixel_loop<In, Out, Stage, FirstParity, Sizes>{}, output);
  CHECK(output == expected);
}

template <class Sizes>
void check_stages(std::uint64_t seed, const Sizes& sizes) {
  constexpr auto plain = activation_format::plain;
  constexpr auto mixed = activation_format::mixed;
  mote_test::random_source random(seed);
  for (int round = 0; round < mote_test::rounds(20, 8); ++round) {
    check_loop<mixed, plain, sum_stage::fitted, 0>(random, sizes);
    check_loop<plain, mixed, sum_stage::flooring, 0>(random, sizes);
    check_loop<mixed, mixed, sum_stage::rounding, 1>(random, sizes);
    check_loop<plain, plain, sum_stage::clamping, 0>(random, sizes);
  }
}

}  // namespace

TEST_CASE("pixel_loop: weights in registers, weights in memory, and sizes that only the program knows") {
  check_stages(1, mote::static_extents<4, 3>{});
  check_stages(2, mote::static_extents<32, 5>{});
  check_stages(3, mote::static_extents<44, 3>{});
  check_stages(4, mote::static_extents<128, 3>{});
  for (std::int32_t depth = 4; depth <= 40; depth += 4) {
    check_stages(5, mote::dynamic_extents<2>{{mote_test::opaque(depth), 3}});
  }
}

namespace {

template <class Sizes>
void check_planes(std::uint64_t seed) {
  constexpr auto planes = activation_format::planes;
  mote_test::random_source random(seed);
  for (int round = 0; round < mote_test::rounds(20, 8); ++round) {
    check_loop<activation_format::mixed, planes, sum_stage::fitted, 0>(random, Sizes{});
    check_loop<activation_format::plain, planes, sum_stage::clamping, 0>(random, Sizes{});
  }
}

}  // namespace

TEST_CASE("pixel_loop: outputs in planes within the reach of a store and beyond") {
  check_planes<plane_extents<8, 3, 60>>(7);
  check_planes<plane_extents<32, 3, 4090>>(8);
  check_planes<plane_extents<4, 3, 4092>>(9);
  check_planes<plane_extents<64, 3, 4704>>(10);
  check_planes<plane_extents<44, 3, 60000>>(11);
}

TEST_CASE("pixel_loop: inputs in blocks of any depth") {
  constexpr auto plain = activation_format::plain;
  constexpr auto mixed = activation_format::mixed;
  mote_test::random_source random(6);
  for (std::int32_t depth = 4; depth <= 80; depth += 4) {
    for (int round = 0; round < mote_test::rounds(10, 4); ++round) {
      const blocked_extents sizes{{{mote_test::opaque(depth), 3}}};
      check_loop<mixed, plain, sum_stage::fitted, 0>(random, sizes);
      check_loop<mixed, mixed, sum_stage::flooring, 0>(random, sizes);
      check_loop<mixed, mixed, sum_stage::rounding, 1>(random, sizes);
      check_loop<mixed, plain, sum_stage::clamping, 0>(random, sizes);
    }
  }
}
