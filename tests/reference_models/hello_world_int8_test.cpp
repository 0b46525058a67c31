// SPDX-License-Identifier: Apache-2.0
#include "hello_world_int8.hpp"

#include <doctest/doctest.h>

#include "reference_model.hpp"

using reference = mote_test::reference_model<hello_world_int8>;

static_assert(reference::net::arena_bytes <= 32);

TEST_CASE("hello_world_int8: static model") { reference("hello_world_int8").check_static_model(); }
TEST_CASE("hello_world_int8: interpreter") { reference("hello_world_int8").check_interpreter(); }
TEST_CASE("hello_world_int8: interpreter, model at an odd address") {
  reference("hello_world_int8").check_interpreter_at_odd_address();
}
