// SPDX-License-Identifier: Apache-2.0

// What tests of operators that move elements have in common.

#ifndef MOTE_TESTS_SUPPORT_MOVING_HPP
#define MOTE_TESTS_SUPPORT_MOVING_HPP

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "both_times.hpp"
#include "mote/ops/row_copy.hpp"
#include "mote/ops/strided_copy.hpp"
#include "small_models.hpp"

namespace mote_test {

/// 0, 1, 2, ...
template <class T = std::int8_t>
std::vector<T> counting(int count) {
  std::vector<T> result;
  for (int i = 0; i < count; ++i) result.push_back(static_cast<T>(i));
  return result;
}

/// int8 activations of zero point 3.
constexpr tensor_description int8s(list<std::int32_t> shape) { return activations(shape, 0.5F, 3); }

/// A constant vector of int32, or one of another shape.
template <std::size_t Count>
constexpr tensor_description integers(const std::int32_t (&values)[Count]) {
  tensor_description result = unquantized(mote::tensor_type::int32, {static_cast<std::int32_t>(Count)});
  result.data = {values, Count};
  return result;
}
template <std::size_t Count>
constexpr tensor_description integers(const std::int32_t (&values)[Count], list<std::int32_t> shape) {
  tensor_description result = integers(values);
  result.shape = shape;
  return result;
}

/// Makes the last `count` tensors of a one_node model outputs of the node, and one of them the model's.
constexpr model_description with_outputs(const model_description& from, int count, int chosen = 0) {
  model_description result = from;
  const auto first = static_cast<std::int32_t>(from.tensors.size()) - count;
  result.nodes[0].inputs = {};
  result.nodes[0].outputs = {};
  result.inputs = {};
  for (const std::int32_t input : from.nodes[0].inputs) {
    if (input < first) result.nodes[0].inputs.push_back(input);
  }
  for (const std::int32_t input : from.inputs) {
    if (input < first) result.inputs.push_back(input);
  }
  for (std::int32_t k = 0; k < count; ++k) result.nodes[0].outputs.push_back(first + k);
  result.outputs = {first + chosen};
  return result;
}

/// The model with elements of another type instead of int8.
constexpr model_description with_type(const model_description& from, mote::tensor_type type) {
  model_description result = from;
  for (std::size_t i = 0; i < result.tensors.size(); ++i) {
    if (result.tensors[i].type != mote::tensor_type::int8) continue;
    result.tensors[i].type = type;
    result.tensors[i].scales = {};
    result.tensors[i].zero_points = {};
  }
  return result;
}

/// What a test expects of bytes.
using expected_bytes = list<int, 40>;

namespace detail {

/// Whether `copy(geometry, input, output)` makes the expected bytes of 0, 1, 2, ...
template <class Op, class Copy>
constexpr bool makes(const mote::node_view& view, const expected_bytes& expected, Copy copy) {
  std::uint8_t input[64]{};
  std::uint8_t output[64]{};
  for (std::size_t i = 0; i < 64; ++i) {
    input[i] = opaque(static_cast<std::uint8_t>(i));
    output[i] = 99;
  }
  const auto extents = Op::extents(view);
  copy(typename Op::template geometry<std::decay_t<decltype(extents)>>{extents}, input, output);
  for (std::size_t i = 0; i < 64; ++i) {
    if (output[i] != (i < expected.size() ? expected[i] : 99)) return false;
  }
  return true;
}

}  // namespace detail

/// Whether the strided copy of a model's node makes these bytes of 0, 1, 2, ... Others stay 99.
template <class Op>
constexpr bool copies(const model_description& from, const expected_bytes& expected) {
  const auto bytes = write(from);
  const mote::graph graph(bytes.view());
  const mote::node_view view(graph, 0);
  return detail::makes<Op>(view, expected, [](const auto& g, const auto* input, auto* output) {
    mote::portable::strided_copy(g, input, output);
  });
}

/// The same for a copy of rows; `source(view)` tells where they come from.
template <class Op, class Source>
constexpr bool copies_rows(const model_description& from, const expected_bytes& expected, Source source) {
  const auto bytes = write(from);
  const mote::graph graph(bytes.view());
  const mote::node_view view(graph, 0);
  return detail::makes<Op>(view, expected, [&](const auto& g, const auto* input, auto* output) {
    mote::portable::copy_rows(g, input, source(view), output);
  });
}
template <class Op>
constexpr bool copies_rows(const model_description& from, const expected_bytes& expected) {
  return copies_rows<Op>(from, expected,
                         [](const mote::node_view& view) { return typename Op::parameters(view); });
}

}  // namespace mote_test

#endif  // MOTE_TESTS_SUPPORT_MOVING_HPP
