// SPDX-License-Identifier: Apache-2.0
// Reference models as static models that are compiled for a processor with AVX2.

#include <doctest/doctest.h>

#include "kws_ref_model.hpp"
#include "micro_speech_quantized.hpp"
#include "reference_models/reference_model.hpp"

TEST_CASE("avx2: kws_ref_model") {
  const mote_test::reference_model<kws_ref_model> model("kws_ref_model");
  model.check_static_model();
}

TEST_CASE("avx2: micro_speech_quantized") {
  const mote_test::reference_model<micro_speech_quantized> model("micro_speech_quantized");
  model.check_static_model();
}
