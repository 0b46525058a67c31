// SPDX-License-Identifier: Apache-2.0
#include "mote/optimize/smaller_model.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "mote/run/static_model.hpp"
#include "networks.hpp"
#include "support/tested_operators.hpp"

namespace {

using mote_test::bytes_of;
using mote_test::tested_operators;
// The kernels of other targets take scratch.
using portable = mote::for_target<mote::target::portable>;
using smaller = mote::static_model<bytes_of<mote_test::two_layers>, tested_operators, portable>;
using given =
    mote::static_model<bytes_of<mote_test::two_layers>, tested_operators, portable, mote::keep_all_channels>;

template <class Net>
std::vector<std::int8_t> run(const std::vector<std::int8_t>& values) {
  static Net model;
  const auto input = model.template input<0>();
  std::copy(values.begin(), values.end(), input.begin());
  model.invoke();
  const auto output = model.template output<0>();
  return std::vector<std::int8_t>(output.begin(), output.end());
}

/// Channels of the first node's output.
struct depth_observer {
  std::int32_t depth = 0;

  void begin(const mote::node_view&) {}
  void end(const mote::node_view& node, const mote::tensor_ref& output) {
    if (node.index() == 0) depth = output.shape().back();
  }
};

}  // namespace

TEST_CASE("smaller_model: a static model leaves out what makes no difference") {
  CHECK(smaller::arena_bytes == 32);
  CHECK(given::arena_bytes == 48);
  mote_test::random_source random(3);
  std::vector<std::int8_t> input(16, -128);
  for (int i = 0; i < 50; ++i) {
    CHECK(run<smaller>(input) == run<given>(input));
    random.fill(input);
  }
}

TEST_CASE("smaller_model: an observer sees the smaller model, unless all channels are kept") {
  static smaller model;
  depth_observer seen;
  model.invoke(seen);
  CHECK(seen.depth == 4);
  static given whole;
  whole.invoke(seen);
  CHECK(seen.depth == 8);
}

TEST_CASE("smaller_model: a model without such channels stays the one that was given") {
  using embedded = mote::detail::embedded<bytes_of<mote_test::chain_model>>;
  CHECK(std::is_same_v<mote::detail::reduced<embedded, tested_operators, mote::policy::balanced, false>::type,
                       embedded>);
}
