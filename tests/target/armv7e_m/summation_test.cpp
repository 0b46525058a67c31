// SPDX-License-Identifier: Apache-2.0
#include "mote/target/armv7e_m/summation.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "mote/ops/mean.hpp"
#include "mote/ops/sum.hpp"
#include "support/both_times.hpp"
#include "support/random_source.hpp"
#include "support/reductions.hpp"
#include "support/small_models.hpp"
#include "support/target_kernel.hpp"

namespace {

using kernel = mote::armv7e_m::summation;
using mote_test::activations;
using mote_test::integer_vector;
using geometry = mote::reduction_geometry<mote::dynamic_extents<7>>;

/// Random means or sums over height and width of images equal those of the portable kernel.
void check_random_images(mote::builtin_operator code, std::uint64_t seed) {
  constexpr auto plain = mote::activation_format::plain;
  constexpr auto mixed = mote::activation_format::mixed;
  mote_test::random_source random(seed);
  for (int round = 0; round < mote_test::rounds(300, 30); ++round) {
    const std::int32_t batches = random.between(1, 2);
    const std::int32_t height = random.between(1, 16);
    const std::int32_t width = random.between(height == 1 ? 2 : 1, 16);
    const std::int32_t depth = 4 * random.between(1, 3);
    const bool is_sum = code == mote::builtin_operator::sum;
    const float scale = random.real(0.01F, 0.1F);
    const float output_scale = scale * random.real(0.2F, 2.0F) * (is_sum ? static_cast<float>(width) : 1.0F);
    const auto bytes = mote_test::write(mote_test::reduction_model(
        code, activations({batches, height, width, depth}, scale, random.between(-128, 127)),
        integer_vector<1, 2>(), activations({batches, depth}, output_scale, random.between(-128, 127))));
    const mote::graph graph(bytes.view());
    const mote::node_view view(graph, 0);
    REQUIRE(kernel::supports(view));
    std::vector<std::int8_t> input(static_cast<std::size_t>(batches * height * width * depth));
    random.fill(input);
    if (random.chance(10))
      input.assign(input.size(), random.chance(2) ? std::int8_t{-128} : std::int8_t{127});
    const geometry g{mote::reduction::extents(view)};
    std::vector<std::int8_t> expected(static_cast<std::size_t>(batches * depth));
    mote::portable::reduce(g, input.data(), mote::quantized_summation(view), expected.data());
    CHECK(mote_test::run_kernel_on_context<kernel, plain, plain>(view, g, {input}) == expected);
    CHECK(mote_test::run_kernel_on_context<kernel, mixed, plain>(view, g, {input}) == expected);
  }
}

template <std::int32_t... Axes>
constexpr bool is_supported(mote_test::list<std::int32_t> input, mote_test::list<std::int32_t> output) {
  const auto bytes =
      mote_test::write(mote_test::reduction_model(mote::builtin_operator::mean, activations(input, 0.5F, -3),
                                                  integer_vector<Axes...>(), activations(output, 0.5F, -3)));
  const mote::graph graph(bytes.view());
  return kernel::supports(mote::node_view(graph, mote_test::opaque(0)));
}

}  // namespace

TEST_CASE("summation: means and sums of images equal the portable kernel") {
  check_random_images(mote::builtin_operator::mean, 1);
  check_random_images(mote::builtin_operator::sum, 2);
}

TEST_CASE("summation: what it leaves to others") {
  CHECK(mote_test::both_times([] {
    return is_supported<1, 2>({1, 16, 16, 4}, {1, 4}) && is_supported<0>({7, 2, 2}, {2, 2}) &&
           // more elements, other numbers of channels, and an odd last dimension
           !is_supported<1, 2>({1, 16, 17, 4}, {1, 4}) && !is_supported<1, 2>({1, 16, 16, 6}, {1, 6}) &&
           !is_supported<1>({1, 7, 4, 1}, {1, 4, 1}) && !is_supported<0>({7, 4, 3}, {4, 3});
  }));
  CHECK(mote_test::both_times([] {
    // the last axis, and axes with others between them
    return !is_supported<1>({8, 4}, {8}) && !is_supported<0, 2>({3, 2, 3, 4}, {2, 4});
  }));
}
