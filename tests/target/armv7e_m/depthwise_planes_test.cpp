// SPDX-License-Identifier: Apache-2.0
#include "mote/target/armv7e_m/depthwise_planes.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>

#include "depthwise_layers.hpp"
#include "support/both_times.hpp"
#include "support/small_models.hpp"

namespace {

using mote_test::both_times;
using kernel = mote::armv7e_m::depthwise_planes_conv;

constexpr std::int8_t taps[9 * 8] = {1, -2, 3, -4, 5, 6, -7, 8, 9, -10, 11, 12, -13, 14, 15, 16};

struct layer {
  std::int32_t batches = 1;
  std::int32_t height = 4;
  std::int32_t width = 12;
  std::int32_t depth = 8;
  std::int32_t stride = 1;
  bool same = true;
  std::int32_t zero_point = -128;
};

constexpr mote::kernel_limit limit_of(const layer& l) {
  using namespace mote_test;
  using option = mote::schema::depthwise_conv_2d_options;
  const auto size = [&](std::int32_t input) {
    return static_cast<std::int32_t>(mote::window{input, 1, 3, l.stride, 1}.output_size(
        l.same ? mote::padding::same : mote::padding::valid));
  };
  tensor_description filter = activations({1, 3, 3, l.depth}, 0.004F, 0);
  filter.data = {taps, static_cast<std::size_t>(9 * l.depth)};
  const auto bytes = write(one_node(
      mote::builtin_operator::depthwise_conv_2d,
      {activations({l.batches, l.height, l.width, l.depth}, 0.05F, -128), filter,
       activations({l.batches, size(l.height), size(l.width), l.depth}, 0.05F, l.zero_point)},
      {scalar(option::padding, static_cast<std::int8_t>(l.same ? 0 : 1)), scalar(option::stride_w, l.stride),
       scalar(option::stride_h, l.stride), scalar(option::depth_multiplier, 1)}));
  const mote::graph graph(bytes.view());
  return kernel::supports(mote::node_view(graph, 0)).limit();
}

}  // namespace

TEST_CASE("depthwise_planes_conv: random layers of all shapes equal the oracle") {
  using mote_test::check_shape;
  mote_test::random_source random(57);
  check_shape<kernel, true, 1, 4, 12, 8, 1>(random, false);
  check_shape<kernel, true, 1, 1, 14, 2, 1>(random, false);
  check_shape<kernel, true, 1, 12, 16, 6, 1>(random, false);
  check_shape<kernel, true, 1, 3, 48, 4, 1>(random, false);
  check_shape<kernel, true, 1, 2, 12, 260, 1>(random, false);
  check_shape<kernel, true, 1, 4, 12, 60, 2>(random, false);
  check_shape<kernel, true, 1, 2, 14, 2, 2>(random, false);
  check_shape<kernel, true, 1, 6, 24, 8, 2>(random, false);
  check_shape<kernel, true, 1, 4, 48, 6, 2>(random, false);
}

TEST_CASE("depthwise_planes_conv: what it does not take") {
  using limit = mote::kernel_limit;
  using mote_test::opaque;
  CHECK(both_times([] { return limit_of({opaque(1)}) == limit::nothing; }));
  CHECK(both_times([] { return limit_of({opaque(1), 4, 12, 8, 2}) == limit::nothing; }));
  CHECK(both_times([] { return limit_of({opaque(2)}) == limit::image_size; }));
  CHECK(both_times([] { return limit_of({1, 4, opaque(13)}) == limit::image_size; }));
  CHECK(both_times([] { return limit_of({1, 4, opaque(10)}) == limit::image_size; }));
  CHECK(both_times([] { return limit_of({1, 4, 12, opaque(7)}) == limit::odd_depth; }));
  CHECK(both_times([] { return limit_of({1, opaque(5), 12, 8, 2}) == limit::padding; }));
  CHECK(both_times([] { return limit_of({1, 6, 14, 8, opaque(3)}) == limit::stride; }));
  CHECK(both_times([] { return limit_of({1, 4, 14, 8, opaque(1), false}) == limit::padding; }));
  CHECK(both_times([] { return limit_of({1, 5, 13, 8, opaque(2), false}) == limit::image_size; }));
  CHECK(both_times([] { return limit_of({1, 4, 12, 8, 1, true, opaque(-127)}) == limit::no_fit; }));
}
