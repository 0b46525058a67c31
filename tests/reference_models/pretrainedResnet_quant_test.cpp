// SPDX-License-Identifier: Apache-2.0
#include "pretrainedResnet_quant.hpp"

#include <doctest/doctest.h>

#include "reference_model.hpp"

using reference = mote_test::reference_model<pretrainedResnet_quant>;

static_assert(reference::net::arena_bytes <= 49'152);

TEST_CASE("pretrainedResnet_quant: static model") {
  reference("pretrainedResnet_quant").check_static_model();
}
TEST_CASE("pretrainedResnet_quant: interpreter") { reference("pretrainedResnet_quant").check_interpreter(); }
TEST_CASE("pretrainedResnet_quant: interpreter, model at an odd address") {
  reference("pretrainedResnet_quant").check_interpreter_at_odd_address();
}
