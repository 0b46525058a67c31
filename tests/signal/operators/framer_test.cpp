// SPDX-License-Identifier: Apache-2.0
#include "mote/signal/operators/framer.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::signal_framer
#include "support/both_doors.hpp"
#include "support/both_times.hpp"
#include "support/random_source.hpp"
#include "support/signal_models.hpp"

namespace {

using mote::error;
using mote::tensor_type;
using mote_test::both_times;
using mote_test::model_description;
using mote_test::opaque;
using mote_test::unquantized;
using samples = std::vector<std::int16_t>;
using truth = std::vector<bool>;

constexpr mote_test::option_list options{{"frame_size", 5}, {"frame_step", 2}, {"prefill", false}};
constexpr mote_test::option_list prefilled{{"frame_size", 5}, {"frame_step", 2}, {"prefill", true}};

/// Two streams, of which a call has four samples each.
constexpr model_description two_streams(const mote_test::option_list& with) {
  return mote_test::signal_model(
      "SignalFramer", with, {unquantized(tensor_type::int16, {2, 4})},
      {unquantized(tensor_type::int16, {2, 2, 5}), unquantized(tensor_type::boolean, {})});
}
constexpr model_description two_streams_model() { return two_streams(options); }
constexpr model_description prefilled_model() { return two_streams(prefilled); }

/// What the function gives for the same streams.
class reference {
 public:
  explicit reference(bool prefill) : cut_{5, 2, prefill} {
    for (mote::signal::sample_queue& queue : queues_) cut_.reset(queue);
  }

  samples operator()(const samples& input) {
    samples output(20);
    valid = true;
    for (std::size_t frame = 0; frame < 4; ++frame) {
      const bool complete = cut_(queues_[frame / 2], input.data() + 2 * frame, output.data() + 5 * frame);
      valid = valid && complete;
    }
    return output;
  }
  bool valid = false;

 private:
  mote::signal::framer cut_;
  std::int16_t memory_[2][4]{};
  mote::signal::sample_queue queues_[2]{mote::signal::sample_queue(memory_[0]),
                                        mote::signal::sample_queue(memory_[1])};
};

template <model_description (*Make)()>
void check_streams(bool prefill) {
  mote_test::random_source random(5);
  mote_test::both_doors<Make> model;
  for (int round = 0; round < 2; ++round) {
    reference expected(prefill);
    for (int call = 0; call < 5; ++call) {
      samples input(8);
      random.fill(input);
      model.template set<0>(input);
      CHECK(model.template invoke<std::int16_t>() == expected(input));
      CHECK(model.template output<1, bool>() == truth{expected.valid});
    }
    model.reset();
  }
}

}  // namespace

TEST_CASE("framer operator: streams side by side") {
  mote_test::both_doors<two_streams_model> model;
  model.set<0>(samples{1, 2, 3, 4, 11, 12, 13, 14});
  CHECK(model.invoke<std::int16_t>() == samples(20));
  CHECK(model.output<1, bool>() == truth{false});
  model.set<0>(samples{5, 6, 7, 8, 15, 16, 17, 18});
  CHECK(model.invoke<std::int16_t>() ==
        samples{1, 2, 3, 4, 5, 3, 4, 5, 6, 7, 11, 12, 13, 14, 15, 13, 14, 15, 16, 17});
  CHECK(model.output<1, bool>() == truth{true});
}

TEST_CASE("framer operator: streams go on from call to call, and begin anew after a reset") {
  check_streams<two_streams_model>(false);
  check_streams<prefilled_model>(true);
}

TEST_CASE("framer operator: the state is a count and the samples of the next frames") {
  CHECK(both_times([] {
    const auto bytes = mote_test::write(two_streams_model());
    const mote::graph graph(bytes.view());
    return mote::ops::signal_framer::state_bytes(mote::node_view(graph, opaque(0))) == 4 + 2 * 4 * 2;
  }));
}

TEST_CASE("framer operator: what is refused") {
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(two_streams_model(), change, code, tensor);
    };
    return mote_test::needs_its_options(two_streams_model(), options) &&
           refused([](model_description& m) { m.tensors[0].type = tensor_type::int8; },
                   error::unsupported_type, 0) &&
           refused([](model_description& m) { m.tensors[1].type = tensor_type::int8; },
                   error::unsupported_type, 1) &&
           refused([](model_description& m) { m.tensors[2].type = tensor_type::int8; },
                   error::unsupported_type, 2) &&
           refused([](model_description& m) { m.tensors[2].shape = {opaque(1)}; }, error::shape_mismatch, 2);
  }));
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(two_streams_model(), change, code, tensor);
    };
    return refused(
               [](model_description& m) {
                 m.tensors[0].shape = {2, opaque(5)};
               },
               error::shape_mismatch, 0) &&
           refused([](model_description& m) { m.tensors[0].shape = {}; }, error::shape_mismatch, 0) &&
           refused([](model_description& m) { m.tensors[0].shape = {1, 1, 1, 1, 2, 4}; },
                   error::shape_mismatch, 0) &&
           refused(
               [](model_description& m) {
                 m.tensors[1].shape = {2, 2, opaque(6)};
               },
               error::shape_mismatch, 1) &&
           refused(
               [](model_description& m) {
                 m.tensors[1].shape = {4, 5};
               },
               error::shape_mismatch, 1) &&
           refused([](model_description& m) { m.nodes[0].outputs = {1}, m.outputs = {1}; },
                   error::bad_output_count, mote::none);
  }));
  CHECK(both_times([] {
    const auto refused = [](const mote_test::option_list& with) {
      return is_refused_with(two_streams_model(), with, error::bad_option);
    };
    return refused({{"frame_size", 5}, {"frame_step", opaque(0)}, {"prefill", false}}) &&
           refused({{"frame_size", -1}, {"frame_step", 2}, {"prefill", false}}) &&
           refused({{"frame_size", 1}, {"frame_step", 2}, {"prefill", true}});
  }));
}

TEST_CASE("framer operator: a node that couldn't be checked isn't asked for its memory") {
  CHECK(both_times([] {
    // The tensor's problem is told where the model's inputs are checked, which leaves the node's unsaid.
    model_description model = two_streams_model();
    model.tensors[0].shape = {2, opaque(-4)};
    model.nodes[0].custom_options =
        mote_test::write_options({{"frame_size", 5}, {"frame_step", 0}, {"prefill", false}});
    return is_refused(model, error::bad_dimension, 0, mote::none);
  }));
}
