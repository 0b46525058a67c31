// SPDX-License-Identifier: Apache-2.0
#include "mote/target/avx2/fully_connected.hpp"

#include <doctest/doctest.h>

#include "random_layers.hpp"

namespace {

using kernel = mote::avx2::fully_connected;
using mote_test::check_layer;
using mote_test::random_layer;
using mote_test::random_source;

}  // namespace

TEST_CASE("avx2 fully_connected: random layers equal the oracle") {
  random_source random(1);
  constexpr int rounds = 300;
  int supported = 0;
  for (int round = 0; round < rounds; ++round) {
    const auto layer = random_layer::fully_connected(random, random.between(1, 15), random.between(1, 90),
                                                     random.between(1, 50));
    supported += check_layer<kernel>(layer) ? 1 : 0;
  }
  CHECK(supported * 2 > rounds);
}

TEST_CASE("avx2 fully_connected: a static geometry") {
  random_source random(2);
  const auto layer = random_layer::fully_connected(random, 3, 21, 19);
  const auto bytes = mote_test::write<16 * 1024>(layer.model);
  const mote::graph graph(bytes.view());
  const mote::node_view view(graph, 0);
  REQUIRE(kernel::supports(view));
  constexpr auto plain = mote::activation_format::plain;
  CHECK(mote_test::run_kernel<kernel, plain, plain>(view,
                                                    mote::matrix_geometry<mote::static_extents<3, 21, 19>>{},
                                                    layer.input.data) == layer.expected.data);
}
