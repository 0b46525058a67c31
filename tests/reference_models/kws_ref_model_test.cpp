// SPDX-License-Identifier: Apache-2.0
#include "kws_ref_model.hpp"

#include <doctest/doctest.h>

#include "reference_model.hpp"

using reference = mote_test::reference_model<kws_ref_model>;

static_assert(reference::net::arena_bytes <= 16'000);

TEST_CASE("kws_ref_model: static model") { reference("kws_ref_model").check_static_model(); }
TEST_CASE("kws_ref_model: interpreter") { reference("kws_ref_model").check_interpreter(); }
TEST_CASE("kws_ref_model: interpreter, model at an odd address") {
  reference("kws_ref_model").check_interpreter_at_odd_address();
}
