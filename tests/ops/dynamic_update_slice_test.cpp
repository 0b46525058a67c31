// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/dynamic_update_slice.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::dynamic_update_slice
#include "support/moving.hpp"
#include "support/refusal.hpp"
#include "support/run_model.hpp"

using namespace mote_test;

namespace {

/// [2, 2] into [3, 4].
constexpr model_description updated(mote::tensor_type indices = mote::tensor_type::int32) {
  return one_node(mote::builtin_operator::dynamic_update_slice,
                  {int8s({3, 4}), int8s({2, 2}), unquantized(indices, {2}), int8s({3, 4})});
}

constexpr bool begins_at(std::int64_t row, std::int64_t column, std::int32_t expected) {
  const auto bytes = write(with_type(updated(), mote::tensor_type::int16));
  const mote::graph graph(bytes.view());
  const mote::ops::dynamic_update_slice::parameters p(mote::node_view(graph, 0));
  const std::int64_t begin[] = {opaque(row), column};
  return p.offset(begin) == expected;
}

}  // namespace

TEST_CASE("dynamic_update_slice: the update moves inside") {
  CHECK(both_times([] {
    return begins_at(0, 0, 0) && begins_at(1, 2, 12) && begins_at(2, 3, 12) && begins_at(-5, 1, 2) &&
           begins_at(INT64_MAX, INT64_MIN, 8);
  }));
}

TEST_CASE("dynamic_update_slice: the rest stays") {
  const std::vector<std::int8_t> update{-1, -2, -3, -4};
  CHECK(run_model<std::int8_t>(updated(), counting(12), update, std::vector<std::int32_t>{1, 1}) ==
        std::vector<std::int8_t>{0, 1, 2, 3, 4, -1, -2, 7, 8, -3, -4, 11});
  CHECK(run_model<std::int8_t>(updated(mote::tensor_type::int64), counting(12), update,
                               std::vector<std::int64_t>{-1, 100}) ==
        std::vector<std::int8_t>{0, 1, -1, -2, 4, 5, -3, -4, 8, 9, 10, 11});
}

TEST_CASE("dynamic_update_slice: what is refused") {
  using mote::error;
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(updated(), change, code, tensor);
    };
    return refused(
               [](model_description& m) {
                 m.tensors[1].shape = {4, opaque(1)};
               },
               error::shape_mismatch, 1) &&
           refused([](model_description& m) { m.tensors[2].shape = {3}; }, error::shape_mismatch, 2) &&
           refused(
               [](model_description& m) {
                 m.tensors[3].shape = {4, 3};
               },
               error::shape_mismatch, 3) &&
           refused([](model_description& m) { m.tensors[1].type = mote::tensor_type::int16; },
                   error::unsupported_type, 1) &&
           refused([](model_description& m) { m.tensors[2].type = mote::tensor_type::float32; },
                   error::unsupported_type, 2);
  }));
}
