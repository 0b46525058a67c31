// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/embedding_lookup.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::embedding_lookup
#include "support/moving.hpp"
#include "support/refusal.hpp"
#include "support/run_model.hpp"

using namespace mote_test;

namespace {

using indices = std::vector<std::int32_t>;

constexpr std::int8_t table[] = {1, -2, 3, -4, 5, -6};
constexpr std::int32_t constant_indices[] = {0, 3};

/// Two of three rows.
constexpr model_description looked_up(const tensor_description& output) {
  auto rows = activations({3, 2}, 0.25F, 0);
  rows.data = {table, 6};
  return one_node(mote::builtin_operator::embedding_lookup,
                  {unquantized(mote::tensor_type::int32, {2}), rows, output});
}
constexpr model_description looked_up() { return looked_up(activations({2, 2}, 0.25F, 0)); }
constexpr model_description dequantized() {
  return looked_up(unquantized(mote::tensor_type::float32, {2, 2}));
}

}  // namespace

TEST_CASE("embedding_lookup: rows as they are, or dequantized") {
  CHECK(run_model<std::int8_t>(looked_up(), indices{2, 0}) == std::vector<std::int8_t>{5, -6, 1, -2});
  CHECK(run_model<float>(dequantized(), indices{1, 2}) == std::vector<float>{0.75F, -1, 1.25F, -1.5F});
}

TEST_CASE("embedding_lookup: float rows that come at run time") {
  auto model = with_type(looked_up(), mote::tensor_type::float32);
  model.tensors[1].data = {};
  model.inputs = {0, 1};
  CHECK(run_model<float>(model, indices{1, 0}, std::vector<float>{0.5F, 1, 2, 3, 4, 5}) ==
        std::vector<float>{2, 3, 0.5F, 1});
}

TEST_CASE("embedding_lookup: indices out of range count as the nearest") {
  CHECK(run_model<std::int8_t>(looked_up(), indices{-1, 3}) == std::vector<std::int8_t>{1, -2, 5, -6});
  CHECK(run_model<float>(dequantized(), indices{INT32_MAX, INT32_MIN}) ==
        std::vector<float>{1.25F, -1.5F, 0.25F, -0.5F});
}

TEST_CASE("embedding_lookup: what is refused") {
  using mote::error;
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(dequantized(), change, code, tensor);
    };
    return refused(
               [](model_description& m) {
                 m.tensors[2].shape = {opaque(3), 2};
               },
               error::shape_mismatch, 2) &&
           refused(
               [](model_description& m) {
                 m.tensors[0].shape = {2, 1};
               },
               error::shape_mismatch, 0) &&
           refused([](model_description& m) { m.tensors[0].type = mote::tensor_type::int64; },
                   error::unsupported_type, 0) &&
           refused([](model_description& m) { m.tensors[1].zero_points = {1}; }, error::bad_zero_point, 1) &&
           refused([](model_description& m) { m.tensors[2].type = mote::tensor_type::int32; },
                   error::unsupported_type, 2) &&
           refused(
               [](model_description& m) {
                 m.tensors[0] = integers(constant_indices);
                 m.inputs = {};
               },
               error::bad_index, 0);
  }));
}
