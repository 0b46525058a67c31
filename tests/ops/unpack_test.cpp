// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/unpack.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::unpack
#include "support/moving.hpp"
#include "support/refusal.hpp"
#include "support/run_model.hpp"

using namespace mote_test;

namespace {

using option = mote::schema::unpack_options;

/// Layer `chosen` of [2, 3, 2] along the second axis.
constexpr model_description layer(int chosen) {
  return with_outputs(one_node(mote::builtin_operator::unpack,
                               {int8s({2, 3, 2}), int8s({2, 2}), int8s({2, 2}), int8s({2, 2})},
                               {scalar(option::num, 3), scalar(option::axis, -2)}),
                      3, chosen);
}

}  // namespace

TEST_CASE("unpack: each layer") {
  const auto input = counting(12);
  CHECK(run_model<std::int8_t>(layer(0), input) == std::vector<std::int8_t>{0, 1, 6, 7});
  CHECK(run_model<std::int8_t>(layer(1), input) == std::vector<std::int8_t>{2, 3, 8, 9});
  CHECK(run_model<std::int8_t>(layer(2), input) == std::vector<std::int8_t>{4, 5, 10, 11});
  CHECK(run_model<std::int32_t>(with_type(layer(2), mote::tensor_type::int32), counting<std::int32_t>(12)) ==
        std::vector<std::int32_t>{4, 5, 10, 11});
}

TEST_CASE("unpack: what is refused") {
  using mote::error;
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(layer(0), change, code, tensor);
    };
    return refused(
               [](model_description& m) {
                 m.tensors[0].shape = {2, opaque(4), 2};
               },
               error::shape_mismatch, 0) &&
           refused(
               [](model_description& m) {
                 m.tensors[3].shape = {2, 3};
               },
               error::shape_mismatch, 3) &&
           refused([](model_description& m) { m.tensors[2].type = mote::tensor_type::int16; },
                   error::unsupported_type, 2) &&
           refused([](model_description& m) { m.nodes[0].set(scalar(option::axis, 3)); }, error::bad_axis,
                   mote::none) &&
           refused([](model_description& m) { m.nodes[0].set(scalar(option::num, 2)); }, error::bad_option,
                   mote::none);
  }));
}
