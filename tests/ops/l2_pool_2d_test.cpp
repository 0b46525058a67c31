// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/l2_pool_2d.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::l2_pool_2d
#include "support/both_times.hpp"
#include "support/refusal.hpp"
#include "support/run_model.hpp"
#include "support/small_models.hpp"

namespace {

using mote_test::scalar;
using mote_test::unquantized;
using option = mote::schema::pool_2d_options;

/// 1x2 windows with stride 1 and SAME padding over a row of 4.
constexpr mote_test::model_description l2_pool_2d_model() {
  return mote_test::one_node(mote::builtin_operator::l2_pool_2d,
                             {unquantized(mote::tensor_type::float32, {1, 1, 4, 1}),
                              unquantized(mote::tensor_type::float32, {1, 1, 4, 1})},
                             {scalar(option::stride_w, 1), scalar(option::stride_h, 1),
                              scalar(option::filter_width, 2), scalar(option::filter_height, 1)});
}

}  // namespace

TEST_CASE("l2_pool_2d: the root of the mean square of what lies in the image") {
  auto model = l2_pool_2d_model();
  const std::vector<float> row{1, -7, 17, -3};
  CHECK(mote_test::run_model<float>(model, row) == std::vector<float>{5, 13, std::sqrt(149.0F), 3});
  model.nodes[0].set(scalar(option::activation, static_cast<std::int8_t>(mote::activation::relu6)));
  CHECK(mote_test::run_model<float>(model, row) == std::vector<float>{5, 6, 6, 3});
}

TEST_CASE("l2_pool_2d: integers are refused") {
  CHECK(mote_test::both_times([] {
    return is_refused_after(
        l2_pool_2d_model(),
        [](mote_test::model_description& m) {
          m.tensors[0] = mote_test::activations({1, 1, 4, 1}, mote_test::opaque(0.5F), 0);
        },
        mote::error::unsupported_type, 0);
  }));
}
