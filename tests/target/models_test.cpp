// SPDX-License-Identifier: Apache-2.0
// Reference models with the kernels of a Cortex-M4, on the board and, emulated, on the desktop.

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "kws_ref_model.hpp"
#include "micro_speech_quantized.hpp"
#include "mote/target/target.hpp"
#include "pretrainedResnet_quant.hpp"
#include "reference_models/reference_model.hpp"

namespace {

template <const auto& Model>
using on_cortex_m4 = mote::static_model<Model, mote::for_target<mote::target::armv7e_m>>;

struct output_recorder {
  std::vector<std::vector<std::int8_t>> outputs;

  void begin(const mote::node_view&) {}
  void end(const mote::node_view&, const mote::tensor_ref& output) {
    const auto elements = output.as<std::int8_t>();
    outputs.emplace_back(elements.begin(), elements.end());
  }
};

template <class Net>
std::vector<std::vector<std::int8_t>> outputs_of_nodes() {
  static Net model;
  std::int8_t value = 0;
  for (std::int8_t& element : model.template input<0>())
    element = value = static_cast<std::int8_t>(value + 7);
  output_recorder seen;
  model.invoke(seen);
  return seen.outputs;
}

}  // namespace

TEST_CASE("target: kws_ref_model with the kernels of a Cortex-M4") {
  const mote_test::reference_model<kws_ref_model> model("kws_ref_model");
  model.check_static_model<on_cortex_m4<kws_ref_model>>();
}

TEST_CASE("target: micro_speech_quantized with the kernels of a Cortex-M4") {
  const mote_test::reference_model<micro_speech_quantized> model("micro_speech_quantized");
  model.check_static_model<on_cortex_m4<micro_speech_quantized>>();
}

// Its convolutions write over their inputs, and some of its tensors are read twice.
TEST_CASE("target: pretrainedResnet_quant with the kernels of a Cortex-M4") {
  const mote_test::reference_model<pretrainedResnet_quant> model("pretrainedResnet_quant");
  model.check_static_model<on_cortex_m4<pretrainedResnet_quant>>();
}

TEST_CASE("target: kws_ref_model with constants in RAM") {
  using in_ram =
      mote::static_model<kws_ref_model, mote::for_target<mote::target::armv7e_m>, mote::constants_in_ram>;
  const mote_test::reference_model<kws_ref_model> model("kws_ref_model");
  model.check_static_model<in_ram>();
}

TEST_CASE("target: an observer sees what the portable kernels give it") {
  using portable = mote::static_model<kws_ref_model, mote::for_target<mote::target::portable>>;
  CHECK(outputs_of_nodes<on_cortex_m4<kws_ref_model>>() == outputs_of_nodes<portable>());
}

TEST_CASE("target: a model tells which kernels it has") {
  using net = on_cortex_m4<micro_speech_quantized>;
  static_assert(net::all_layers_optimized && net::is_optimized(1));
  CHECK(net::kernel_of(1) == std::string("one_channel_conv"));
  CHECK(net::kernel_of(3) == std::string("portable"));  // SOFTMAX, which has no other
  using portable = mote::static_model<micro_speech_quantized, mote::for_target<mote::target::portable>>;
  CHECK(portable::kernel_of(1) == std::string("portable"));
  using small = mote::static_model<micro_speech_quantized, mote::for_target<mote::target::armv7e_m>,
                                   mote::optimize_for<mote::policy::ram>>;
  static_assert(!small::all_layers_optimized && !small::is_optimized(1));
  static_assert(small::arena_bytes <= portable::arena_bytes);
}
