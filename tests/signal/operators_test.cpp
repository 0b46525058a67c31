// SPDX-License-Identifier: Apache-2.0
#include "mote/signal/operators.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <vector>

#include "mote/ops/reshape.hpp"
#include "mote/run/interpreter.hpp"
#include "mote/run/static_model.hpp"
#include "support/front_end.hpp"
#include "support/random_source.hpp"
#include "support/run_model.hpp"
#include "support/signal_models.hpp"

namespace {

namespace chain = mote_test::front_end;
using mote::tensor_type;
using mote_test::int16_constant;
using mote_test::option_list;
using mote_test::unquantized;

constexpr std::int32_t step = 160;
constexpr std::int32_t stack_context = 1;

/// Adds one node after the other.
struct model_writer {
  mote_test::basic_model_description<24, 12> model;

  constexpr std::int32_t tensor(const mote_test::tensor_description& described) {
    model.tensors.push_back(described);
    return static_cast<std::int32_t>(model.tensors.size()) - 1;
  }
  constexpr std::int32_t tensor(tensor_type type, const mote_test::list<std::int32_t>& shape) {
    return tensor(unquantized(type, shape));
  }
  constexpr void node(const char* custom_code, const option_list& options,
                      const mote_test::list<std::int32_t>& inputs,
                      const mote_test::list<std::int32_t>& outputs) {
    const auto code = *custom_code == '\0' ? mote::builtin_operator::reshape : mote::builtin_operator::custom;
    mote_test::basic_node_description<24> described;
    described.code_index = static_cast<std::uint32_t>(model.codes.size());
    for (const std::int32_t input : inputs) described.inputs.push_back(input);
    described.outputs = outputs;
    if (options.size() > 0) described.custom_options = mote_test::write_options(options);
    model.codes.push_back({code, 1, custom_code});
    model.nodes.push_back(described);
  }
};

/// From 160 new samples to the features of three frames. Outputs: those features, whether they are there, and
/// the features of the last frame.
constexpr auto front_end_model() {
  const auto& tables = chain::made;
  model_writer out;
  const auto samples = out.tensor(tensor_type::int16, {step});
  const auto frames = out.tensor(tensor_type::int16, {1, chain::window_size});
  const auto has_frame = out.tensor(tensor_type::boolean, {});
  out.node("SignalFramer", {{"frame_size", chain::window_size}, {"frame_step", step}, {"prefill", true}},
           {samples}, {frames, has_frame});
  const auto weights = out.tensor(int16_constant(tables.window));
  const auto windowed = out.tensor(tensor_type::int16, {1, chain::window_size});
  out.node("SignalWindow", {{"shift", chain::window_shift}}, {frames, weights}, {windowed});
  const auto frame = out.tensor(tensor_type::int16, {chain::window_size});
  out.node("", {}, {windowed}, {frame});
  const auto scaled = out.tensor(tensor_type::int16, {chain::window_size});
  const auto scale_bits = out.tensor(tensor_type::int32, {});
  out.node("SignalFftAutoScale", {}, {frame}, {scaled, scale_bits});
  const auto spectrum = out.tensor(tensor_type::int16, {chain::fft_length + 2});
  out.node("SignalRfft",
           {{"T", static_cast<std::int32_t>(tensor_type::int16)}, {"fft_length", chain::fft_length}},
           {scaled}, {spectrum});
  const auto energies = out.tensor(tensor_type::uint32, {chain::frequencies});
  out.node("SignalEnergy", {{"end_index", chain::last_frequency}, {"start_index", chain::first_frequency}},
           {spectrum}, {energies});
  const auto bands = out.tensor(tensor_type::uint64, {chain::channels});
  const auto band_weights = out.tensor(int16_constant(tables.weights));
  const auto band_unweights = out.tensor(int16_constant(tables.unweights));
  const auto frequency_starts = out.tensor(int16_constant(tables.frequency_starts));
  const auto weight_starts = out.tensor(int16_constant(tables.weight_starts));
  const auto widths = out.tensor(int16_constant(tables.widths));
  out.node("SignalFilterBank", {{"num_channels", chain::channels}},
           {energies, band_weights, band_unweights, frequency_starts, weight_starts, widths}, {bands});
  const auto roots = out.tensor(tensor_type::uint32, {chain::channels});
  out.node("SignalFilterBankSquareRoot", {}, {bands, scale_bits}, {roots});
  const auto cleaned = out.tensor(tensor_type::uint32, {chain::channels});
  const auto noise = out.tensor(tensor_type::uint32, {chain::channels});
  constexpr auto of_fraction = [](std::uint32_t value) { return static_cast<std::int32_t>(value); };
  constexpr std::int32_t one = 1 << chain::fraction_bits;
  out.node("SignalFilterBankSpectralSubtraction",
           {{"alternate_one_minus_smoothing", one - of_fraction(chain::odd_smoothing)},
            {"alternate_smoothing", of_fraction(chain::odd_smoothing)},
            {"clamping", false},
            {"min_signal_remaining", of_fraction(chain::min_signal_remaining)},
            {"num_channels", chain::channels},
            {"one_minus_smoothing", one - of_fraction(chain::even_smoothing)},
            {"smoothing", of_fraction(chain::even_smoothing)},
            {"smoothing_bits", chain::smoothing_bits},
            {"spectral_subtraction_bits", chain::fraction_bits}},
           {roots}, {cleaned, noise});
  const auto gains = out.tensor(int16_constant(tables.gains));
  const auto gained = out.tensor(tensor_type::uint32, {chain::channels});
  out.node("SignalPCAN", {{"snr_shift", chain::snr_shift}}, {cleaned, noise, gains}, {gained});
  const auto features = out.tensor(tensor_type::int16, {chain::channels});
  out.node("SignalFilterBankLog",
           {{"input_correction_bits", chain::correction_bits}, {"output_scale", chain::output_scale}},
           {gained}, {features});
  const auto stacked = out.tensor(tensor_type::int16, {(2 * stack_context + 1) * chain::channels});
  const auto has_stack = out.tensor(tensor_type::boolean, {});
  out.node("SignalStacker",
           {{"num_channels", chain::channels},
            {"stacker_left_context", stack_context},
            {"stacker_right_context", stack_context},
            {"stacker_step", 1}},
           {features}, {stacked, has_stack});
  out.model.inputs = {samples};
  out.model.outputs = {stacked, has_stack, features};
  return out.model;
}

constexpr auto buffer = mote_test::write<16 * 1024>(front_end_model());
constexpr auto bytes = mote_test::as_array<buffer.size>(buffer);

using net = mote::static_model<bytes, mote::signal::operators, mote::ops::reshape>;
using interpreter = mote::interpreter<mote::signal::operators, mote::ops::reshape, mote::max_tensors<64>>;

}  // namespace

TEST_CASE("signal operators: a front end as a model gives what the functions give") {
  const auto compiled = std::make_unique<net>();
  const mote::byte_view view(bytes.data(), bytes.size());
  const auto need = interpreter::required_arena_bytes(view);
  REQUIRE(need);
  CHECK(*need == net::arena_bytes);
  mote_test::arena_memory arena(*need);
  auto loaded = interpreter::load(view, arena.bytes());
  REQUIRE(loaded);

  const auto sound = std::make_unique<chain::sound>();
  const std::int16_t* const recorded = &sound->samples[0][0];
  for (int round = 0; round < 2; ++round) {
    compiled->reset();
    loaded->reset();
    const auto extract = std::make_unique<chain::feature_extractor>();
    const mote::signal::framer cut{chain::window_size, step, true};
    std::int16_t memory[chain::window_size - step]{};
    mote::signal::sample_queue queue(memory);
    cut.reset(queue);
    std::vector<std::int16_t> expected;
    for (int call = 0; call < chain::frames * chain::window_size / step; ++call) {
      const std::int16_t* const next = recorded + call * step;
      std::copy(next, next + step, compiled->input<0>().begin());
      std::copy(next, next + step, loaded->input(0).as<std::int16_t>().begin());
      compiled->invoke();
      loaded->invoke();

      std::int16_t frame[chain::window_size]{};
      std::int16_t features[chain::channels]{};
      REQUIRE(cut(queue, next, frame));
      (*extract)(frame, features);
      const auto output = compiled->output<2>();
      const auto other = loaded->output(2).as<std::int16_t>();
      CHECK(std::equal(output.begin(), output.end(), features));
      CHECK(std::equal(output.begin(), output.end(), other.begin(), other.end()));

      // The first frame counts twice; a stack waits for the frame after its own.
      if (call == 0) expected.insert(expected.end(), features, features + chain::channels);
      expected.insert(expected.end(), features, features + chain::channels);
      const auto stacked = compiled->output<0>();
      const auto other_stacked = loaded->output(0).as<std::int16_t>();
      CHECK(compiled->output<1>()[0] == (call > 0));
      CHECK(std::equal(stacked.begin(), stacked.end(), other_stacked.begin(), other_stacked.end()));
      if (call > 0) CHECK(std::equal(stacked.begin(), stacked.end(), expected.end() - 3 * chain::channels));
    }
  }
}

TEST_CASE("signal operators: damaged front ends end in a refusal or in a run") {
  constexpr std::size_t most_arena = 1 << 20;
  mote_test::random_source random(14);
  int runs = 0;
  for (int round = 0; round < mote_test::rounds(3000, 30); ++round) {
    std::vector<char> damaged(bytes.begin(), bytes.end());
    for (int k = random.between(1, 3); k > 0; --k) {
      damaged[static_cast<std::size_t>(random.between(0, static_cast<std::int32_t>(bytes.size()) - 1))] =
          static_cast<char>(random.between(-128, 127));
    }
    const mote::byte_view view(damaged.data(), damaged.size());
    const auto need = interpreter::required_arena_bytes(view);
    if (!need || *need > most_arena) continue;
    mote_test::arena_memory arena(*need);
    auto loaded = interpreter::load(view, arena.bytes());
    REQUIRE(loaded);
    loaded->invoke();
    loaded->invoke();
    ++runs;
  }
  CHECK(runs > 0);
}
