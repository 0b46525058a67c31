// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/scaled_inputs.hpp"

#include <doctest/doctest.h>

#include <cstdint>

#include "mote/ops/add.hpp"

#define MOTE_TESTED_OPERATORS mote::ops::add

#include "support/both_times.hpp"
#include "support/elementwise.hpp"

namespace {

using mote_test::both_times;
using mote_test::opaque;

constexpr mote_test::model_description model_with_scales(float first, float second) {
  auto model = mote_test::add_model();
  model.tensors[0].scales = {first};
  model.tensors[1].scales = {second};
  return model;
}

template <class Use>
constexpr bool with_node(const mote_test::model_description& model, Use use) {
  const auto bytes = write(model);
  const mote::graph graph(bytes.view());
  return use(mote::node_view(graph, 0));
}

}  // namespace

TEST_CASE("scaled inputs: zero points are taken away, then shift and multiplier apply") {
  CHECK(both_times([] {
    return with_node(model_with_scales(0.5F, 0.25F), [](const mote::node_view& view) {
      const mote::scaled_inputs inputs(view, mote::real(0.5F), mote::real(0.75F));
      // Zero points are 3 and -5.
      return inputs.first<4>(opaque(13)) == 80 && inputs.first<4>(-128) == -131 * 8 &&
             inputs.second<4>(opaque(5)) == 120 && inputs.second<0>(-4) == 1;
    });
  }));
}

TEST_CASE("scaled inputs: the unit is twice the larger scale") {
  CHECK(both_times([] {
    const auto quarter_and_half = [](const mote::node_view& view) {
      const auto inputs = mote::on_common_scale(view);
      const auto a = inputs.first_multiplier;
      const auto b = inputs.second_multiplier;
      return mote::largest_scale(view) == 0.5F && a.value == 1 << 30 && b.value == 1 << 30 &&
             a.exponent + b.exponent == -1;
    };
    return with_node(model_with_scales(opaque(0.25F), 0.5F), quarter_and_half) &&
           with_node(model_with_scales(opaque(0.5F), 0.25F), quarter_and_half);
  }));
}

TEST_CASE("scaled inputs: ratios can be those of float") {
  CHECK(both_times([] {
    const mote::real third = mote::real(opaque(1.0F)) / mote::real(3.0F);
    return mote::rounded(third, mote::scale_arithmetic::in_double).quantized().value == 1431655765 &&
           mote::rounded(third, mote::scale_arithmetic::in_float).quantized().value == 1431655808;
  }));
}
