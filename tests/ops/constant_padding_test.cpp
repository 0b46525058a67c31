// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/constant_padding.hpp"

#include <doctest/doctest.h>

#include <cstdint>

#include "mote/ops/pad.hpp"

#define MOTE_TESTED_OPERATORS mote::ops::pad
#include "support/moving.hpp"
#include "support/refusal.hpp"

using namespace mote_test;

namespace {

/// The byte that pads a tensor of this type and zero point.
constexpr int byte_of(mote::tensor_type type, std::int64_t zero_point) {
  auto model = one_node(mote::builtin_operator::pad, {int8s({1}), activations({1}, 0.5F, zero_point)});
  model.tensors[1].type = type;
  const auto bytes = write(model);
  const mote::graph graph(bytes.view());
  return mote::zero_byte(graph.tensor_at(1));
}

constexpr std::int64_t huge[] = {INT64_MAX, INT64_MAX};

}  // namespace

TEST_CASE("constant_padding: the byte that stands for 0") {
  CHECK(both_times([] {
    using mote::tensor_type;
    return byte_of(tensor_type::int8, opaque(-128)) == 128 && byte_of(tensor_type::int8, -1) == 255 &&
           byte_of(tensor_type::int8, 127) == 127 && byte_of(tensor_type::int16, 5) == 0 &&
           byte_of(tensor_type::float32, 5) == 0;
  }));
}

TEST_CASE("constant_padding: sums that would overflow are refused") {
  CHECK(both_times([] {
    auto model = one_node(mote::builtin_operator::pad,
                          {int8s({1}), unquantized(mote::tensor_type::int64, {1, 2}), int8s({1})});
    model.tensors[1].data = {huge, 2};
    model.inputs = {0};
    return is_refused(model, mote::error::shape_mismatch, opaque(2));
  }));
}
