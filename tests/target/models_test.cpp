// SPDX-License-Identifier: Apache-2.0
// Reference models with the kernels of a Cortex-M4, on the board and, emulated, on the desktop.

#include <doctest/doctest.h>

#include "kws_ref_model.hpp"
#include "micro_speech_quantized.hpp"
#include "mote/target/target.hpp"
#include "reference_models/reference_model.hpp"

namespace {

template <const auto& Model>
using on_cortex_m4 = mote::static_model<Model, mote::for_target<mote::target::armv7e_m>>;

}  // namespace

TEST_CASE("target: kws_ref_model with the kernels of a Cortex-M4") {
  const mote_test::reference_model<kws_ref_model> model("kws_ref_model");
  model.check_static_model<on_cortex_m4<kws_ref_model>>();
}

TEST_CASE("target: micro_speech_quantized with the kernels of a Cortex-M4") {
  const mote_test::reference_model<micro_speech_quantized> model("micro_speech_quantized");
  model.check_static_model<on_cortex_m4<micro_speech_quantized>>();
}
