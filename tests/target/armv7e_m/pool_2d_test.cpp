// SPDX-License-Identifier: Apache-2.0
#include "mote/target/armv7e_m/pool_2d.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <type_traits>
#include <vector>

#include "support/both_times.hpp"
#include "support/oracle.hpp"
#include "support/pool_layers.hpp"
#include "support/random_source.hpp"
#include "support/small_models.hpp"
#include "support/target_kernel.hpp"

namespace {

using mote::armv7e_m::average_pool_2d;
using mote::armv7e_m::max_pool_2d;
using input_tensor = oracle::tensor<std::int8_t>;

template <class Kernel>
input_tensor expected_of(const input_tensor& input, const mote_test::random_window& w,
                         oracle::activation fused) {
  if constexpr (std::is_same_v<Kernel, average_pool_2d>) {
    return oracle::average_pool_2d(input, w.filter_h, w.filter_w, w, fused);
  } else {
    return oracle::max_pool_2d(input, w.filter_h, w.filter_w, w, fused);
  }
}

/// A layer of a depth, in both formats of the output. Is the geometry known to the compiler or not?
template <class Kernel, class MakeGeometry>
void check_layer(mote_test::random_source& random, const mote_test::random_window& window, int batches,
                 int depth, MakeGeometry make) {
  const auto input = mote_test::random_tensor<std::int8_t>(
      random, {batches, window.height, window.width, depth},
      {{random.real(0.01F, 0.1F)}, mote_test::random_zero_point(random)});
  const auto fused = mote_test::random_activation(random);
  const auto expected = expected_of<Kernel>(input, window, fused);
  using mote_test::activations_of;
  const auto bytes = mote_test::write(mote_test::one_node(Kernel::op::code,
                                                          {activations_of(input), activations_of(expected)},
                                                          mote_test::pool_options(window, fused)));
  const mote::graph graph(bytes.view());
  const mote::node_view view(graph, 0);
  REQUIRE(Kernel::supports(view));
  constexpr auto plain = mote::activation_format::plain;
  constexpr auto mixed = mote::activation_format::mixed;
  const auto geometry = make(view);
  CHECK(mote_test::run_kernel_on_context<Kernel, plain, plain>(view, geometry, {input.data}) ==
        expected.data);
  CHECK(mote_test::run_kernel_on_context<Kernel, mixed, plain>(view, geometry, {input.data}) ==
        expected.data);
}

template <class Kernel>
void check_random_layers(std::uint64_t seed) {
  mote_test::random_source random(seed);
  for (int round = 0; round < mote_test::rounds(1000, 50); ++round) {
    const mote_test::random_window window(random, false);
    check_layer<Kernel>(random, window, random.between(1, 2), 4 * random.between(1, 3),
                        [](const mote::node_view& view) {
                          return mote::pool_geometry<mote::dynamic_extents<12>>{Kernel::op::extents(view)};
                        });
  }
}

/// A window over all of an image.
template <class Kernel, int Height, int Width, int Depth>
void check_whole_image(std::uint64_t seed) {
  mote_test::random_source random(seed);
  mote_test::random_window window(random, false);
  window.same_padding = false;
  window.height = window.filter_h = Height;
  window.width = window.filter_w = Width;
  window.stride_h = window.stride_w = 1;
  using extents = mote::static_extents<1, Height, Width, Depth, 1, 1, Height, Width, 1, 1, 0, 0>;
  for (int round = 0; round < 5; ++round) {
    check_layer<Kernel>(random, window, 1, Depth,
                        [](const mote::node_view&) { return mote::pool_geometry<extents>{}; });
  }
}

}  // namespace

TEST_CASE("average_pool_2d: random layers equal the oracle") { check_random_layers<average_pool_2d>(1); }

TEST_CASE("average_pool_2d: means of whole images") {
  check_whole_image<average_pool_2d, 25, 5, 8>(2);
  check_whole_image<average_pool_2d, 16, 16, 4>(3);
  check_whole_image<average_pool_2d, 3, 3, 12>(4);
}

TEST_CASE("max_pool_2d: random layers equal the oracle") { check_random_layers<max_pool_2d>(5); }

TEST_CASE("max_pool_2d: maxima of whole images") {
  check_whole_image<max_pool_2d, 30, 10, 8>(6);
  check_whole_image<max_pool_2d, 2, 2, 12>(7);
}

TEST_CASE("pixel_mean: all sums of up to 256 values") {
  for (std::int32_t pixels = 1; pixels <= 256; pixels += pixels < 20 ? 1 : mote_test::rounds(1, 59)) {
    const mote::armv7e_m::pixel_mean mean(pixels);
    bool equal = true;
    for (std::int32_t sum = -128 * pixels; sum <= 127 * pixels; ++sum) {
      const std::int32_t expected = (sum + (sum > 0 ? pixels / 2 : -(pixels / 2))) / pixels;
      equal &= mean(sum) == static_cast<std::uint32_t>(expected + 128);
    }
    CHECK_MESSAGE(equal, pixels);
  }
}

TEST_CASE("pool_2d: what it leaves to others") {
  CHECK(mote_test::both_times([] {
    const auto is_supported = [](auto kernel, int filter, std::int32_t depth) {
      using option = mote::schema::pool_2d_options;
      using mote_test::activations;
      using mote_test::scalar;
      const auto bytes = mote_test::write(mote_test::one_node(
          decltype(kernel)::op::code,
          {activations({1, filter, 16, depth}, 0.5F, -3), activations({1, 1, 1, depth}, 0.5F, -3)},
          {scalar(option::padding, std::int8_t{1}), scalar(option::stride_w, 1), scalar(option::stride_h, 1),
           scalar(option::filter_width, 16), scalar(option::filter_height, filter)}));
      const mote::graph graph(bytes.view());
      return decltype(kernel)::supports(mote::node_view(graph, 0));
    };
    const average_pool_2d average;
    const max_pool_2d maximum;
    return is_supported(average, mote_test::opaque(16), 4) && !is_supported(average, 17, 4) &&
           !is_supported(average, 16, 6) && is_supported(maximum, 17, 8) && !is_supported(maximum, 17, 2);
  }));
}
