// SPDX-License-Identifier: Apache-2.0
// Reference models that are compiled for a processor with AVX2: as static models, and in an interpreter that
// packs their weights.

#include <doctest/doctest.h>

#include <cstring>
#include <string>

#include "kws_ref_model.hpp"
#include "micro_speech_quantized.hpp"
#include "reference_models/reference_model.hpp"

namespace {

template <const auto& Model>
using fastest = mote::static_model<Model, mote::optimize_for<mote::policy::speed>>;
using interpreter = mote::interpreter<mote_test::tested_operators>;

/// `layers` are at least taken by kernels: how small a layer may be is for the interpreter to say.
void check_packed(const std::string& name, std::size_t layers) {
  const auto bytes = mote_test::read_model_file(name, "model.tflite");
  REQUIRE_MESSAGE(!bytes.empty(), name);
  const mote::byte_view view(bytes.data(), bytes.size());
  mote_test::arena_memory arena(*interpreter::packed_arena_bytes(view));
  auto model = interpreter::load(view, arena.bytes());
  REQUIRE(model);
  CHECK(model->packed_layers() >= layers);
  CHECK(model->packed_layers() == model->packable_layers());
  for (int i = 1; i <= 8; ++i) {
    const auto in = mote_test::read_model_file(name, std::to_string(i) + ".in");
    const auto out = mote_test::read_model_file(name, std::to_string(i) + ".out");
    REQUIRE(model->input(0).size_bytes() == in.size());
    REQUIRE(model->output(0).size_bytes() == out.size());
    std::memcpy(model->input(0).data(), in.data(), in.size());
    model->invoke();
    CHECK(std::memcmp(model->output(0).data(), out.data(), out.size()) == 0);
  }
}

}  // namespace

TEST_CASE("avx2: kws_ref_model") {
  const mote_test::reference_model<kws_ref_model> model("kws_ref_model");
  model.check_static_model<fastest<kws_ref_model>>();
  check_packed("kws_ref_model", 10);
}

TEST_CASE("avx2: micro_speech_quantized") {
  const mote_test::reference_model<micro_speech_quantized> model("micro_speech_quantized");
  model.check_static_model<fastest<micro_speech_quantized>>();
  check_packed("micro_speech_quantized", 2);
}

TEST_CASE("avx2: all packable layers of the larger models") {
  check_packed("vww_96_int8", 27);
  check_packed("pretrainedResnet_quant", 13);
  check_packed("ad01_int8", 10);
}
