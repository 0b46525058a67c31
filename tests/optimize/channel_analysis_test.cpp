// SPDX-License-Identifier: Apache-2.0
#include "mote/optimize/channel_analysis.hpp"

#include <doctest/doctest.h>

#include <cstdint>

#include "networks.hpp"
#include "support/both_times.hpp"

namespace {

using mote_test::both_times;
using mote_test::model_description;
using analysis_type = mote::optimize::channel_analysis<8, 32>;

constexpr std::int32_t hidden = 3;

constexpr analysis_type analysis_of(const model_description& model) {
  const auto bytes = mote_test::write(model);
  return analysis_type(mote::graph(bytes.view()));
}

/// Bit c is set where the fact holds of channel c.
template <class Fact>
constexpr unsigned set_of(const analysis_type& analysis, std::int32_t tensor, Fact fact) {
  unsigned result = 0;
  for (std::int32_t c = 0; c < analysis.channel_count(tensor); ++c) {
    if (fact(analysis.facts(tensor, c))) result |= 1U << c;
  }
  return result;
}
constexpr unsigned constant(const analysis_type& analysis, std::int32_t tensor) {
  return set_of(analysis, tensor, [](const auto& facts) { return facts.is_constant; });
}
constexpr unsigned needed(const analysis_type& analysis, std::int32_t tensor) {
  return set_of(analysis, tensor, [](const auto& facts) { return facts.is_needed; });
}
constexpr unsigned kept(const analysis_type& analysis, std::int32_t tensor) {
  return set_of(analysis, tensor, [](const auto& facts) { return facts.is_kept; });
}

}  // namespace

TEST_CASE("channel_analysis: constant channels and channels without a reader") {
  CHECK(both_times([] {
    const analysis_type analysis = analysis_of(mote_test::two_layers());
    return analysis.removes_any() && constant(analysis, hidden) == 0b0010'1110 &&
           analysis.facts(hidden, 3).value == -100 && analysis.facts(hidden, 5).value == 127 &&
           needed(analysis, hidden) == 0b1001'0001 && kept(analysis, hidden) == 0b1001'0011;
  }));
}

TEST_CASE("channel_analysis: inputs and outputs of the model keep their channels") {
  CHECK(both_times([] {
    model_description model = mote_test::two_layers();
    model.outputs = {6, hidden};
    const analysis_type analysis = analysis_of(model);
    return !analysis.removes_any() && kept(analysis, 0) == 0b1111 && kept(analysis, hidden) == 0b1111'1111;
  }));
}

TEST_CASE("channel_analysis: where padding takes its place, a constant other than the zero point stays") {
  CHECK(both_times([] {
    model_description model = mote_test::two_layers();
    // 2x2 filters over padding: half as many outputs, of the same weights.
    model.tensors[4].shape = {1, 2, 2, 8};
    model.tensors[5] = mote_test::bias_of(mote_test::second_biases, 1);
    model.tensors[6].shape = {1, 2, 2, 1};
    model.nodes[1].set(mote_test::scalar(mote::schema::conv_2d_options::padding, std::int8_t{0}));
    const analysis_type analysis = analysis_of(model);
    // Channel 1 and 3 are the zero point, 2 and 5 aren't.
    return needed(analysis, hidden) == 0b1011'0101;
  }));
}

TEST_CASE("channel_analysis: without a bias only the zero point folds") {
  CHECK(both_times([] {
    model_description model = mote_test::two_layers();
    model.nodes[1].inputs = {3, 4};
    return needed(analysis_of(model), hidden) == 0b1011'0101;
  }));
}

TEST_CASE("channel_analysis: constants that belong to two nodes stay as they are") {
  CHECK(both_times([] {
    model_description model = mote_test::two_layers();
    model.tensors.push_back(model.tensors[6]);
    model.nodes.push_back(model.nodes[1]);
    model.nodes[2].outputs = {7};
    model.outputs = {6, 7};
    return !analysis_of(model).removes_any();
  }));
}

TEST_CASE("channel_analysis: an operator that isn't known reads all channels") {
  CHECK(both_times([] {
    model_description model = mote_test::two_layers();
    model.codes.push_back({mote::builtin_operator::softmax});
    model.nodes[1].code_index = 1;
    model.nodes[1].inputs = {3};
    model.tensors[6].shape = {1, 2, 2, 8};
    const analysis_type analysis = analysis_of(model);
    return !analysis.removes_any() && needed(analysis, hidden) == 0b1111'1111;
  }));
}

TEST_CASE("channel_analysis: pools and reshapes keep channels in step") {
  CHECK(both_times([] {
    using option = mote::schema::pool_2d_options;
    using mote_test::scalar;
    model_description model = mote_test::two_layers();
    model.codes.push_back({mote::builtin_operator::max_pool_2d});
    model.tensors.push_back(mote_test::activations({1, 1, 1, 8}, 0.5F, -100));
    model.tensors[6].shape = {1, 1, 1, 4};
    model.nodes.push_back(model.nodes[1]);
    model.nodes[1] = {
        1,
        {3},
        {7},
        {scalar(option::padding, std::int8_t{1}), scalar(option::stride_w, 1), scalar(option::stride_h, 1),
         scalar(option::filter_width, 2), scalar(option::filter_height, 2)}};
    model.nodes[2].inputs = {7, 4, 5};
    const analysis_type analysis = analysis_of(model);
    return constant(analysis, 7) == 0b0010'1110 && kept(analysis, 7) == 0b1001'0011 &&
           kept(analysis, hidden) == 0b1001'0011;
  }));
}

TEST_CASE("channel_analysis: without room for a model nothing is found") {
  constexpr auto bytes = mote_test::write(mote_test::two_layers());
  const mote::graph graph(bytes.view());
  CHECK(mote::optimize::channels_of_activations(graph) == 16);
  CHECK(mote::optimize::channel_analysis<7, 16>(graph).removes_any());
  CHECK_FALSE(mote::optimize::channel_analysis<6, 16>(graph).removes_any());
  CHECK_FALSE(mote::optimize::channel_analysis<7, 15>(graph).removes_any());
}
