// SPDX-License-Identifier: Apache-2.0
#include "mote/target/armv7e_m/fitted_loop.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "mote/target/armv7e_m/pixel_matrix.hpp"
#include "support/random_source.hpp"

// Each loop, the assembly on a board, gives what pairs of channels do one after the other.

namespace {

using namespace mote::armv7e_m;
using mote::activation_format;
using mote::static_extents;

constexpr auto plain = activation_format::plain;
constexpr auto mixed = activation_format::mixed;
constexpr auto planes = activation_format::planes;
/// Bytes around outputs, which must stay as they are.
constexpr std::ptrdiff_t margin = 8;

/// The output channels from `first` on, as pairs.
template <activation_format In, activation_format Out, class Sizes>
void run_pairs(const Sizes& sizes, const fitted_job& channels, std::int32_t count) {
  const std::int32_t depth = sizes.template get<0>();
  pixel_job job{};
  job.input = channels.input;
  job.end_input = channels.end_input;
  const std::uint32_t* words = channels.packed;
  for (std::int32_t pair = 0; pair < count; pair += 2, words += pixel_matrix::pair_words(depth)) {
    for (int c = 0; c < 2; ++c) job.by[c] = sum_constants::of(words[c], words[2 + c], sum_stage::fitted, 0);
    job.weights = words + 4;
    job.output = channels.output + pair * channel_step(sizes);
    portable_pixel_loop<In, Out, sum_stage::fitted, 0, Sizes>::run(sizes, job);
  }
}

template <activation_format In, activation_format Out, class Sizes>
void check_loop(mote_test::random_source& random, const Sizes& sizes, std::int32_t pixels) {
  using shape = fitted_shape_of<Sizes>;
  const std::int32_t depth = sizes.template get<0>();
  const std::int32_t groups = sizes.template get<1>() / shape::channels;
  std::vector<std::int8_t> input(static_cast<std::size_t>(pixels * depth));
  random.fill(input);
  std::vector<std::uint32_t> packed(shape::channels / 2 * pixel_matrix::pair_words(depth));
  for (auto& word : packed) word = static_cast<std::uint32_t>(random.bits());
  const std::int32_t bytes = pixels * pixel_step(sizes) + sizes.template get<1>() * channel_step(sizes);
  std::vector<std::int8_t> expected(static_cast<std::size_t>(bytes + 2 * margin), 0x5a);
  auto output = expected;

  const std::int32_t first = random.between(0, groups - 1) * shape::channels * channel_step(sizes);
  fitted_job job{expected.data() + margin + first, packed.data(), input.data(), input.data() + input.size(),
                 shape::has_pixel_step ? channel_step(sizes) : pixel_step(sizes)};
  run_pairs<In, Out>(sizes, job, shape::channels);
  job.output = output.data() + margin + first;
  fitted_loop<In, Out, shape>::run(job);
  CHECK(output == expected);
}

template <class Sizes>
void check_formats(const Sizes& sizes) {
  mote_test::random_source random(static_cast<std::uint64_t>(sizes.template get<0>()));
  for (std::int32_t pixels = 2; pixels < mote_test::rounds(12, 7); ++pixels) {
    check_loop<plain, plain>(random, sizes, pixels);
    check_loop<plain, mixed>(random, sizes, pixels);
    check_loop<mixed, plain>(random, sizes, pixels);
    check_loop<mixed, mixed>(random, sizes, pixels);
  }
}

template <class Sizes>
void check_planes(const Sizes& sizes) {
  mote_test::random_source random(static_cast<std::uint64_t>(Sizes::plane));
  for (std::int32_t pixels = 2; pixels < mote_test::rounds(12, 7); ++pixels) {
    check_loop<plain, planes>(random, sizes, pixels);
    check_loop<mixed, planes>(random, sizes, pixels);
  }
}

static_assert(fitted_shape_of<static_extents<8, 16>>::channels == 8);
static_assert(fitted_shape_of<static_extents<8, 20>>::channels == 4);
static_assert(fitted_shape_of<static_extents<16, 6>>::channels == 0);
static_assert(fitted_shape_of<static_extents<16, 128>>::channels == 0);
static_assert(fitted_shape_of<static_extents<36, 8>>::channels == 0);
static_assert(fitted_shape_of<mote::dynamic_extents<2>>::channels == 0);
static_assert(
    std::is_same_v<fitted_shape_of<static_extents<32, 32>>, fitted_shape_of<static_extents<32, 64>>>);
static_assert(fitted_shape_of<plane_extents<8, 6, 60>>::channels == 0);
static_assert(fitted_shape_of<plane_extents<36, 8, 60>>::channels == 0);

}  // namespace

TEST_CASE("fitted_loop: four output channels at a time, any number of pixels") {
  check_formats(static_extents<4, 4>{});
  check_formats(static_extents<8, 12>{});
  check_formats(static_extents<28, 8>{});
  check_formats(static_extents<12, 124>{});
}

TEST_CASE("fitted_loop: of 32 input channels and any number of output channels") {
  check_formats(static_extents<32, 4>{});
  check_formats(static_extents<32, 64>{});
}

TEST_CASE("fitted_loop: two pixels in registers over eight output channels") {
  check_formats(static_extents<8, 8>{});
  check_formats(static_extents<8, 24>{});
  check_planes(plane_extents<8, 16, 60>{});
  check_planes(plane_extents<8, 8, 4704>{});
  check_planes(plane_extents<8, 8, 60000>{});
}

TEST_CASE("fitted_loop: planes within the reach of a store and beyond") {
  check_planes(plane_extents<8, 4, 60>{});
  check_planes(plane_extents<16, 4, 1364>{});
  check_planes(plane_extents<28, 8, 1368>{});
  check_planes(plane_extents<4, 4, 60000>{});
  check_planes(plane_extents<32, 200, 60>{});
}
