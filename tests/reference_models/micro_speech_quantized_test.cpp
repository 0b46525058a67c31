// SPDX-License-Identifier: Apache-2.0
#include "micro_speech_quantized.hpp"

#include <doctest/doctest.h>

#include "reference_model.hpp"

using reference = mote_test::reference_model<micro_speech_quantized>;

static_assert(reference::net::arena_bytes <= 5'960);

TEST_CASE("micro_speech_quantized: static model") {
  reference("micro_speech_quantized").check_static_model();
}
TEST_CASE("micro_speech_quantized: interpreter") { reference("micro_speech_quantized").check_interpreter(); }
TEST_CASE("micro_speech_quantized: interpreter, model at an odd address") {
  reference("micro_speech_quantized").check_interpreter_at_odd_address();
}
