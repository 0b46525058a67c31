// SPDX-License-Identifier: Apache-2.0

// Models of one node with two inputs, for the tests of element by element operators.
//
// Include it where MOTE_TESTED_OPERATORS is defined.

#ifndef MOTE_TESTS_SUPPORT_ELEMENTWISE_HPP
#define MOTE_TESTS_SUPPORT_ELEMENTWISE_HPP

#include <cstdint>
#include <type_traits>
#include <utility>
#include <vector>

#include "both_times.hpp"
#include "handmade_model.hpp"
#include "mote/model/graph.hpp"
#include "mote/ops/node_view.hpp"
#include "oracle.hpp"
#include "random_source.hpp"
#include "run_model.hpp"
#include "small_models.hpp"

namespace mote_test {

/// Shapes [2, 3] and [3], scales and zero points (0.5, 3), (0.25, -5) and, of the output, (0.5, 1).
constexpr model_description quantized_pair_model(mote::builtin_operator code, list<field> options = {}) {
  model_description model = add_model();
  model.codes = {{code}};
  model.nodes[0].options = options;
  return model;
}

/// The same shapes without quantization.
constexpr model_description plain_pair_model(mote::builtin_operator code, mote::tensor_type input,
                                             mote::tensor_type output, list<field> options = {}) {
  return one_node(code, {unquantized(input, {2, 3}), unquantized(input, {3}), unquantized(output, {2, 3})},
                  options);
}

/// What Op gives for two elements in the model's first node. T is the type of the inputs.
template <class Op, class T, class A, class B>
constexpr auto result_of(const model_description& model, A a, B b) {
  const auto bytes = write(model);
  const mote::graph graph(bytes.view());
  const mote::node_view view(graph, 0);
  return typename Op::template function<T>(view)(opaque(a), b);
}

/// Two shapes that can be broadcast to each other.
inline std::pair<oracle::shape, oracle::shape> random_shapes(random_source& random) {
  oracle::shape first;
  oracle::shape second;
  const int rank = random.between(1, 5);
  for (int axis = 0; axis < rank; ++axis) {
    const int size = random.between(1, 4);
    first.push_back(random.chance(5) ? 1 : size);
    second.push_back(random.chance(5) ? 1 : size);
  }
  auto& shorter = random.chance(2) ? first : second;
  if (random.chance(4)) shorter.erase(shorter.begin(), shorter.begin() + random.between(1, rank));
  return {first, second};
}

/// A scale, and for int8 a zero point.
template <class T>
oracle::quantization random_quantization(random_source& random, float low = 0.01F, float high = 0.1F) {
  const float unit = sizeof(T) == 1 ? 1.0F : 1.0F / 256;
  return {{unit * random.real(low, high)}, sizeof(T) == 1 ? random_zero_point(random) : 0};
}

/// Runs a node in the interpreter. `expected` tells what its output looks like.
template <class Output, class A, class B, class Ops = tested_operators>
std::vector<Output> run_pair(mote::builtin_operator code, const oracle::tensor<A>& a,
                             const oracle::tensor<B>& b, const oracle::tensor<Output>& expected,
                             list<field> options = {}) {
  return run_model<Output, Ops>(
      one_node(code, {activations_of(a), activations_of(b), activations_of(expected)}, options), a.data,
      b.data);
}

/// Runs a node over two rows of values without quantization.
template <class Output, class T, class Ops = tested_operators>
std::vector<Output> run_rows(mote::builtin_operator code, const std::vector<T>& a, const std::vector<T>& b,
                             list<field> options = {}) {
  const oracle::shape shape{static_cast<int>(a.size())};
  return run_pair<Output, T, T, Ops>(code, {shape, a, {}}, {shape, b, {}}, {shape, {}, {}}, options);
}

/// Random nodes over elements of type T equal `expected(a, b, fused activation, output quantization)`.
template <class Options, class T, class Expected, class Ops = tested_operators>
void check_random_pairs(mote::builtin_operator code, std::uint64_t seed, float lowest_output_scale,
                        float highest_output_scale, Expected expected) {
  random_source random(seed);
  for (int round = 0; round < rounds(1000, 20); ++round) {
    const auto shapes = random_shapes(random);
    const auto a = random_tensor<T>(random, shapes.first, random_quantization<T>(random));
    const auto b = random_tensor<T>(random, shapes.second, random_quantization<T>(random));
    const auto fused = random_activation(random);
    const auto wanted =
        expected(a, b, fused, random_quantization<T>(random, lowest_output_scale, highest_output_scale));
    const auto option = scalar(Options::activation, static_cast<std::int8_t>(fused));
    CHECK(run_pair<T, T, T, Ops>(code, a, b, wanted, {option}) == wanted.data);
  }
}

}  // namespace mote_test

#endif  // MOTE_TESTS_SUPPORT_ELEMENTWISE_HPP
