// SPDX-License-Identifier: Apache-2.0
#include "mote/target/armv7e_m/depthwise_stride_2.hpp"

#include <doctest/doctest.h>

#include "depthwise_layers.hpp"

namespace {

template <class Kernel>
void check_shapes(bool any_zero_point) {
  using mote_test::check_shape;
  mote_test::random_source random(56);
  // Widths that are unrolled by 4, 3, 2 and 1, and one to three pairs of rows.
  check_shape<Kernel, true, 1, 4, 8, 8, 2>(random, any_zero_point);
  check_shape<Kernel, true, 1, 8, 6, 12, 2>(random, any_zero_point);
  check_shape<Kernel, true, 2, 4, 4, 4, 2>(random, any_zero_point);
  check_shape<Kernel, true, 1, 12, 10, 4, 2>(random, any_zero_point);
  check_shape<Kernel, true, 1, 4, 24, 8, 2>(random, any_zero_point);
  check_shape<Kernel, true, 1, 4, 2, 16, 2>(random, any_zero_point);
  check_shape<Kernel, true, 1, 12, 12, 64, 2>(random, any_zero_point);
}

}  // namespace

TEST_CASE("depthwise_stride_2_conv: random layers of all shapes equal the oracle") {
  check_shapes<mote::armv7e_m::depthwise_stride_2_conv>(false);
}

TEST_CASE("depthwise_stride_2_conv_rounding: random layers of all shapes and zero points equal the oracle") {
  check_shapes<mote::armv7e_m::depthwise_stride_2_conv_rounding>(true);
}
