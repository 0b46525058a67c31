// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/unidirectional_sequence_lstm.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "support/both_times.hpp"

#define MOTE_TESTED_OPERATORS mote::ops::unidirectional_sequence_lstm

#include "support/lstm_layers.hpp"
#include "support/random_source.hpp"
#include "support/refusal.hpp"
#include "support/run_model.hpp"

namespace {

using mote::tensor_type;
using mote_test::both_times;
using mote_test::lstm_description;
using mote_test::lstm_scheme;
using mote_test::lstm_sizes;
using mote_test::opaque;
using mote_test::random_lstm;
using option = mote::schema::unidirectional_sequence_lstm_options;

template <class T>
void check_random_lstms(std::uint64_t seed, double tolerance) {
  mote_test::random_source random(seed);
  for (int round = 0; round < mote_test::rounds(300, 15); ++round) {
    const lstm_sizes s{random.between(1, 3), random.between(1, 5), random.between(1, 6),
                       random.between(1, 5)};
    const random_lstm<T> layer(random, s);
    const auto input = layer.random_input(random);
    const auto output = mote_test::run_model<T>(layer.model(), input);
    const auto expected = layer.expected(input);
    REQUIRE(output.size() == expected.size());
    for (std::size_t i = 0; i < output.size(); ++i) {
      const double value = (static_cast<double>(output[i]) - lstm_scheme<T>::hidden_zero) *
                           static_cast<double>(lstm_scheme<T>::hidden);
      CHECK(std::abs(value - expected[i]) <= tolerance);
    }
  }
}

/// Rows from batches of times to times of batches.
template <class T>
std::vector<T> transposed(const std::vector<T>& rows, const lstm_sizes& s, int width) {
  std::vector<T> result;
  for (int t = 0; t < s.times; ++t) {
    for (int b = 0; b < s.batches; ++b) {
      const auto row = rows.begin() + (b * s.times + t) * width;
      result.insert(result.end(), row, row + width);
    }
  }
  return result;
}

constexpr std::int8_t no_weights[60]{};
constexpr std::int32_t some_biases[] = {1 << 20, 0,          1 << 20,   // input gates: 1, 1/2, 1
                                        0,       1 << 20,    1 << 20,   // forget gates: 1/2, 1, 1
                                        1 << 20, -(1 << 20), 0,         // cell gates: 1, -1, 0
                                        1 << 20, 1 << 20,    1 << 20};  // output gates: 1
constexpr lstm_description small_model(float clip = 0.0F) {
  return mote_test::lstm_model<std::int8_t>(lstm_sizes{}, no_weights, some_biases, clip);
}

}  // namespace

TEST_CASE("unidirectional_sequence_lstm: gates of int8 that are open or closed") {
  CHECK(both_times([] {
    const auto bytes = mote_test::write<8192>(small_model());
    const mote::graph graph(bytes.view());
    const mote::integer_lstm<std::int8_t> arithmetic(mote::node_view(graph, 0));
    const std::int16_t gates[] = {opaque(std::int16_t{32767}), 0, 32767, 32767};  // 1, 1/2, 1, 1
    // logistic(8) is 32757 / 2^15, tanh(8) is 1: 2047 steps of 2^-11, and half of what was there.
    const std::int16_t first = arithmetic.next_cell(gates, 0);
    const std::int16_t second = arithmetic.next_cell(gates, first);
    // tanh(1.5) is 0.905 = 115.9 / 128.
    return first == 2047 && second == 2047 + 1024 && arithmetic.hidden(gates, second) == 116 - 5 &&
           arithmetic.gate(0, 1 << 20, 1 << 20, 0) == 32767 && arithmetic.gate(0, -(1 << 20), 0, 0) == -32768;
  }));
}

TEST_CASE("unidirectional_sequence_lstm: the cell is clipped in its own steps") {
  CHECK(both_times([] {
    const auto bytes = mote_test::write<8192>(small_model(0.5F));
    const mote::graph graph(bytes.view());
    const mote::integer_lstm<std::int8_t> arithmetic(mote::node_view(graph, 0));
    const std::int16_t up[] = {opaque(std::int16_t{32767}), 32767, 32767, 0};
    const std::int16_t down[] = {32767, 32767, -32768, 0};
    return arithmetic.next_cell(up, 0) == 1024 && arithmetic.next_cell(down, 0) == -1024;
  }));
}

TEST_CASE("unidirectional_sequence_lstm: random layers are near real numbers") {
  check_random_lstms<float>(73, 1e-5);
  check_random_lstms<std::int8_t>(74, 3.0 / 128);
  check_random_lstms<std::int16_t>(75, 1e-3);
}

TEST_CASE("unidirectional_sequence_lstm: times may come before batches") {
  mote_test::random_source random(76);
  lstm_sizes s{3, 4, 2, 5};
  random_lstm<std::int8_t> layer(random, s);
  const auto input = layer.random_input(random);
  const auto output = mote_test::run_model<std::int8_t>(layer.model(), input);
  layer.s.time_major = true;
  CHECK(mote_test::run_model<std::int8_t>(layer.model(), transposed(input, s, s.depth)) ==
        transposed(output, s, s.cells));
}

TEST_CASE("unidirectional_sequence_lstm: the states last from one invoke to the next") {
  mote_test::random_source random(77);
  random_lstm<std::int16_t> layer(random, {1, 1, 4, 3});
  auto input = layer.random_input(random);
  const auto last = mote_test::run_model_repeatedly<std::int16_t>(3, layer.model(), input);
  layer.s.times = 3;
  const std::vector<std::int16_t> once = input;
  for (int i = 0; i < 2; ++i) input.insert(input.end(), once.begin(), once.end());
  const auto all = mote_test::run_model<std::int16_t>(layer.model(), input);
  CHECK(std::vector<std::int16_t>(all.end() - 3, all.end()) == last);
}

TEST_CASE("unidirectional_sequence_lstm: what is refused") {
  using mote::error;
  const auto refused = [](auto change, error code, std::int32_t tensor) {
    return is_refused_after(small_model(), change, code, tensor);
  };
  CHECK(both_times([] { return mote_test::loads(small_model()); }));
  CHECK(both_times([] {
    auto model = small_model();
    model.tensors[14].scales = {opaque(0.0005F)};
    return is_refused(model, error::not_a_power_of_two, 14);
  }));
  CHECK(refused([](auto& m) { m.nodes[0].inputs[9] = 1; }, error::bad_option, 1));
  CHECK(refused([](auto& m) { m.nodes[0].inputs[12] = mote::none; }, error::missing_input, mote::none));
  CHECK(refused([](auto& m) { m.nodes[0].inputs.count = 19; }, error::bad_input_count, mote::none));
  CHECK(refused([](auto& m) { m.nodes[0].inputs[19] = 13; }, error::unsupported_type, 13));
  CHECK(refused([](auto& m) { m.nodes[0].inputs[18] = 0; }, error::not_a_variable, 0));
  CHECK(refused([](auto& m) { m.tensors[3].shape = {2, 3}; }, error::shape_mismatch, 3));
  CHECK(refused([](auto& m) { m.tensors[14].shape = {3}; }, error::shape_mismatch, 14));
  CHECK(refused([](auto& m) { m.tensors[15].shape = {3, 2, 3}; }, error::shape_mismatch, 15));
  CHECK(refused([](auto& m) { m.tensors[9].type = tensor_type::float32; }, error::unsupported_type, 9));
  CHECK(refused([](auto& m) { m.tensors[0].type = tensor_type::float32; }, error::hybrid_model, 0));
  CHECK(refused([](auto& m) { m.tensors[14].zero_points = {1}; }, error::bad_zero_point, 14));
  CHECK(refused([](auto& m) { m.tensors[14].scales = {8.0F}; }, error::scales_too_far_apart, 14));
  CHECK(refused([](auto& m) { m.tensors[2].scales = {1e20F}; }, error::scales_too_far_apart, 2));
  CHECK(refused([](auto& m) { m.tensors[13].scales = {1e-30F}; }, error::scales_too_far_apart, 13));
  const auto with = [](const mote_test::field& changed) {
    return [changed](auto& m) { m.nodes[0].set(changed); };
  };
  CHECK(refused(with(mote_test::scalar(option::activation, std::int8_t{0})), error::bad_activation,
                mote::none));
  const float infinity = std::numeric_limits<float>::infinity();
  CHECK(refused(with(mote_test::scalar(option::cell_clip, infinity)), error::bad_option, mote::none));
}
