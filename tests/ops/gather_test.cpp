// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/gather.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::gather
#include "support/moving.hpp"
#include "support/refusal.hpp"
#include "support/run_model.hpp"

using namespace mote_test;

namespace {

using option = mote::schema::gather_options;
using indices = std::vector<std::int32_t>;

constexpr std::int32_t constant_indices[] = {1, 3};

/// Columns of [2, 3]: their numbers come at run time.
constexpr model_description columns() {
  return one_node(mote::builtin_operator::gather,
                  {int8s({2, 3}), unquantized(mote::tensor_type::int32, {2}), int8s({2, 2})},
                  {scalar(option::axis, -1)});
}

/// From each row of [2, 3, 2] its own layers.
constexpr model_description batches(std::int32_t batch_dimensions) {
  return one_node(mote::builtin_operator::gather,
                  {int8s({2, 3, 2}), unquantized(mote::tensor_type::int32, {2, 2}), int8s({2, 2, 2})},
                  {scalar(option::axis, 1), scalar(option::batch_dims, batch_dimensions)});
}

}  // namespace

TEST_CASE("gather: columns, in any order and more than once") {
  CHECK(run_model<std::int8_t>(columns(), counting(6), indices{2, 0}) ==
        std::vector<std::int8_t>{2, 0, 5, 3});
  CHECK(run_model<float>(with_type(columns(), mote::tensor_type::float32), counting<float>(6),
                         indices{1, 1}) == std::vector<float>{1, 1, 4, 4});
}

TEST_CASE("gather: indices out of range count as the nearest") {
  CHECK(run_model<std::int8_t>(columns(), counting(6), indices{-7, INT32_MAX}) ==
        std::vector<std::int8_t>{0, 2, 3, 5});
}

TEST_CASE("gather: each batch has its own indices") {
  const std::vector<std::int8_t> expected{4, 5, 0, 1, 8, 9, 8, 9};
  CHECK(run_model<std::int8_t>(batches(1), counting(12), indices{2, 0, 1, 1}) == expected);
  CHECK(run_model<std::int8_t>(batches(-1), counting(12), indices{2, 0, 1, 1}) == expected);
}

TEST_CASE("gather: the shape of the indices takes the place of the axis") {
  auto model = one_node(mote::builtin_operator::gather,
                        {int8s({3, 2}), unquantized(mote::tensor_type::int32, {2, 2}), int8s({2, 2, 2})});
  CHECK(run_model<std::int8_t>(model, counting(6), indices{0, 1, 2, 0}) ==
        std::vector<std::int8_t>{0, 1, 2, 3, 4, 5, 0, 1});
  model.tensors[1].shape = {};
  model.tensors[2].shape = {2};
  CHECK(run_model<std::int8_t>(model, counting(6), indices{2}) == std::vector<std::int8_t>{4, 5});
}

TEST_CASE("gather: what is refused") {
  using mote::error;
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(batches(1), change, code, tensor);
    };
    return refused(
               [](model_description& m) {
                 m.tensors[2].shape = {2, opaque(3), 2};
               },
               error::shape_mismatch, 2) &&
           refused(
               [](model_description& m) {
                 m.tensors[1].shape = {1, 4};
               },
               error::shape_mismatch, 1) &&
           refused([](model_description& m) { m.tensors[1].type = mote::tensor_type::int64; },
                   error::unsupported_type, 1) &&
           refused([](model_description& m) { m.nodes[0].set(scalar(option::axis, 3)); }, error::bad_axis,
                   mote::none) &&
           refused([](model_description& m) { m.nodes[0].set(scalar(option::batch_dims, 2)); },
                   error::bad_option, mote::none) &&
           refused([](model_description& m) { m.nodes[0].set(scalar(option::batch_dims, -3)); },
                   error::bad_option, mote::none);
  }));
  CHECK(both_times([] {
    auto model = columns();
    model.tensors[1] = integers(constant_indices);
    model.inputs = {0};
    return is_refused(model, error::bad_index, opaque(1));
  }));
}
