// SPDX-License-Identifier: Apache-2.0
#include "mote/target/armv7e_m/fully_connected.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#include "support/both_times.hpp"
#include "support/oracle.hpp"
#include "support/random_source.hpp"
#include "support/run_model.hpp"
#include "support/small_models.hpp"
#include "support/target_kernel.hpp"

namespace {

using kernel = mote::armv7e_m::fully_connected;
using mote_test::activations_of;
using mote_test::constant_of;
using dynamic_geometry = mote::matrix_geometry<mote::dynamic_extents<3>>;

struct random_layer {
  oracle::tensor<std::int8_t> input, filter, expected;
  oracle::tensor<std::int32_t> bias;
  mote_test::model_description model;

  random_layer(mote_test::random_source& random, int batches, int depth, int output_depth,
               bool short_stages) {
    input = mote_test::random_tensor<std::int8_t>(
        random, {batches, depth}, {{random.real(0.01F, 0.1F)}, mote_test::random_zero_point(random)});
    filter = mote_test::random_tensor<std::int8_t>(
        random, {output_depth, depth}, {mote_test::random_weight_scales(random, output_depth), 0});
    const bool extreme = random.chance(10);
    for (auto& w : filter.data) {
      if (extreme) w = random.chance(2) ? std::int8_t{-127} : std::int8_t{127};
      if (w == -128) w = -127;
    }
    bias = mote_test::random_bias(random, output_depth, depth);
    auto output = mote_test::random_output(random, input.scale(), depth);
    auto fused = mote_test::random_activation(random);
    if (short_stages) {
      output.zero_point = -128;
      fused = oracle::activation::none;
    }
    expected = oracle::fully_connected(input, filter, bias.data, false, fused, output);
    using option = mote::schema::fully_connected_options;
    model = mote_test::one_node(
        mote::builtin_operator::fully_connected,
        {activations_of(input), constant_of(filter), constant_of(bias), activations_of(expected)},
        {mote_test::scalar(option::activation, static_cast<std::int8_t>(fused))});
  }
};

/// Runs a layer in all formats; not at all if the kernel doesn't support it.
template <class MakeGeometry>
bool check_layer(const random_layer& layer, MakeGeometry make) {
  const auto bytes = mote_test::write<40 * 1024>(layer.model);
  const mote::graph graph(bytes.view());
  const mote::node_view view(graph, 0);
  if (!kernel::supports(view)) return false;
  mote_test::check_all_formats<kernel>(view, make(view), layer.input.data, layer.expected.data);
  return true;
}
bool check_layer(const random_layer& layer) {
  return check_layer(layer,
                     [](const mote::node_view& view) { return dynamic_geometry{kernel::op::extents(view)}; });
}

}  // namespace

TEST_CASE("fully_connected: random layers equal the oracle") {
  mote_test::random_source random(6);
  const int rounds = mote_test::rounds(2000, 150);
  int supported = 0;
  for (int round = 0; round < rounds; ++round) {
    const random_layer layer(random, random.between(1, 4), random.between(1, 90), random.between(1, 30),
                             round % 2 == 0);
    supported += check_layer(layer) ? 1 : 0;
  }
  CHECK(supported * 2 > rounds);
}

TEST_CASE("fully_connected: every rest of a round of 8 words, every rest of a group") {
  mote_test::random_source random(7);
  for (int depth = 1; depth <= 68; depth += 3) {
    for (int output_depth = 1; output_depth <= 12; output_depth += mote_test::rounds(1, 4)) {
      while (!check_layer(random_layer(random, 1, depth, output_depth, true))) {
      }
    }
  }
}

TEST_CASE("fully_connected: the rest of a large layer are groups of 4, without a channel twice") {
  mote_test::random_source random(8);
  for (int output_depth = 17; output_depth <= 21; ++output_depth) {
    while (!check_layer(random_layer(random, 1, random.between(997, 1003), output_depth, true))) {
    }
  }
  const random_layer layer(random, 1, 1001, 19, true);
  const auto bytes = mote_test::write<40 * 1024>(layer.model);
  const mote::graph graph(bytes.view());
  // The header, constants for all, and for each channel the start, words of weights and constants.
  CHECK(kernel::packed_words(mote::node_view(graph, 0)) <= 2 + 3 + 19 * (1 + (1001 + 3) / 4 + 3));
}

namespace {

template <int Batches, int Depth, int OutputDepth>
void check_static() {
  mote_test::random_source random(Depth * 100 + OutputDepth);
  for (int round = 0; round < mote_test::rounds(50, 6); ++round) {
    check_layer(random_layer(random, Batches, Depth, OutputDepth, round % 2 == 0),
                [](const mote::node_view&) {
                  return mote::matrix_geometry<mote::static_extents<Batches, Depth, OutputDepth>>{};
                });
  }
}

}  // namespace

TEST_CASE("fully_connected: static geometries") {
  check_static<1, 1, 16>();
  check_static<1, 16, 1>();
  check_static<2, 7, 5>();
  check_static<1, 32, 11>();
  check_static<1, 40, 13>();
  check_static<4, 40, 13>();
  check_static<1, 1000, 19>();
}

TEST_CASE("fully_connected: sums that only their halves can hold") {
  mote_test::random_source random(9);
  int supported = 0;
  for (int round = 0; round < mote_test::rounds(60, 6); ++round) {
    const int output_depth = random.chance(3) ? random.between(16, 19) : random.between(1, 6);
    random_layer layer(random, 1, 1000 + 8 * random.between(0, 60), output_depth, false);
    // Activations that drive the sums to their ends.
    for (std::size_t k = 0; k < layer.input.data.size(); ++k) {
      layer.input.data[k] = layer.filter.data[k] < 0 ? std::int8_t{127} : std::int8_t{-128};
      if (round % 2 == 0) layer.input.data[k] = static_cast<std::int8_t>(~layer.input.data[k]);
    }
    layer.expected = oracle::fully_connected(layer.input, layer.filter, layer.bias.data, false,
                                             oracle::activation::none, layer.expected.quantized);
    layer.model.nodes[0].options = {};
    const auto bytes = mote_test::write<40 * 1024>(layer.model);
    const mote::graph graph(bytes.view());
    const mote::node_view view(graph, 0);
    std::int64_t largest = 0;
    for (std::size_t k = 0; k < layer.input.data.size(); ++k) {
      largest += layer.filter.data[k] * (layer.input.data[k] - layer.input.zero_point());
    }
    supported += kernel::supports(view) && std::abs(largest) > 1 << 23 ? 1 : 0;
    check_layer(layer);
  }
  CHECK(supported > 0);
}

TEST_CASE("fully_connected: a multiplier too small for the cheapest stage that the clamp allows") {
  // The constants of that stage would leave 32 bits, which is an error in a constant expression.
  CHECK(mote_test::both_times([] {
    constexpr float small = 1.0F / 1024;
    const auto bytes = mote_test::write(
        mote_test::one_node(mote::builtin_operator::fully_connected,
                            {mote_test::activations({1, 4}, small, 3), mote_test::weights({2, 4}, small),
                             mote_test::bias(2), mote_test::activations({1, 2}, 1.0F, -128)},
                            {}));
    const mote::graph graph(bytes.view());
    const mote::node_view view(graph, 0);
    std::uint32_t words[32]{};
    if (!kernel::supports(view) || kernel::packed_words(view) > 32) return false;
    kernel::pack(view, words);
    return words[0] % 4 == static_cast<std::uint32_t>(mote::armv7e_m::sum_stage::rounding);
  }));
}
