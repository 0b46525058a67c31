// SPDX-License-Identifier: Apache-2.0
#include "ad01_int8.hpp"

#include <doctest/doctest.h>

#include "reference_model.hpp"

using reference = mote_test::reference_model<ad01_int8>;

static_assert(reference::net::arena_bytes <= 768);

TEST_CASE("ad01_int8: static model") { reference("ad01_int8").check_static_model(); }
TEST_CASE("ad01_int8: interpreter") { reference("ad01_int8").check_interpreter(); }
TEST_CASE("ad01_int8: interpreter, model at an odd address") {
  reference("ad01_int8").check_interpreter_at_odd_address();
}
