// SPDX-License-Identifier: Apache-2.0
#include "vww_96_int8.hpp"

#include <doctest/doctest.h>

#include "reference_model.hpp"

using reference = mote_test::reference_model<vww_96_int8>;

static_assert(reference::net::arena_bytes <= 55'296);

TEST_CASE("vww_96_int8: static model") { reference("vww_96_int8").check_static_model(); }
TEST_CASE("vww_96_int8: interpreter") { reference("vww_96_int8").check_interpreter(); }
TEST_CASE("vww_96_int8: interpreter, model at an odd address") {
  reference("vww_96_int8").check_interpreter_at_odd_address();
}
