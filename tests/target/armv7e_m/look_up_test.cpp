// SPDX-License-Identifier: Apache-2.0
#include "mote/target/armv7e_m/look_up.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#include "mote/ops/logistic.hpp"
#include "support/both_times.hpp"
#include "support/small_models.hpp"
#include "support/target_kernel.hpp"

namespace {

using function = mote::sigmoid<mote::functions::logistic>::function<std::int8_t>;
using kernel = mote::armv7e_m::look_up<mote::ops::logistic, function>;

constexpr mote_test::model_description logistic_model(mote_test::list<std::int32_t> shape) {
  return mote_test::one_node(
      mote::builtin_operator::logistic,
      {mote_test::activations(shape, 0.05F, 11), mote_test::activations(shape, 1.0F / 256, -128)});
}

}  // namespace

TEST_CASE("look_up: all values, in all formats") {
  const auto bytes = mote_test::write(logistic_model({2, 43, 6}));
  const mote::graph graph(bytes.view());
  const mote::node_view view(graph, 0);
  const function exact(view);
  std::vector<std::int8_t> input;
  std::vector<std::int8_t> expected;
  for (int i = 0; i < 516; ++i) {
    input.push_back(static_cast<std::int8_t>(i * 37 & 0xff));
    expected.push_back(exact(input.back()));
  }
  const mote::flat_geometry<mote::dynamic_extents<1>> geometry{{{516}}};
  mote_test::check_all_formats_on_context<kernel>(view, geometry, input, expected);
}

TEST_CASE("look_up: takes a multiple of 4 elements") {
  CHECK(mote_test::both_times([] {
    const auto is_supported = [](std::int32_t size) {
      const auto bytes = mote_test::write(logistic_model({2, size}));
      const mote::graph graph(bytes.view());
      return kernel::supports(mote::node_view(graph, 0));
    };
    return is_supported(mote_test::opaque(2)) && !is_supported(3);
  }));
}
