// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/depth_to_space.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::depth_to_space
#include "support/moving.hpp"
#include "support/refusal.hpp"
#include "support/run_model.hpp"

using namespace mote_test;

namespace {

using option = mote::schema::block_options;

constexpr model_description blocks_of_two() {
  return one_node(mote::builtin_operator::depth_to_space, {int8s({1, 1, 3, 4}), int8s({1, 2, 6, 1})},
                  {scalar(option::block_size, 2)});
}

}  // namespace

TEST_CASE("depth_to_space: pixels of a block lie row by row") {
  CHECK(both_times([] {
    return copies<mote::ops::depth_to_space>(blocks_of_two(), {0, 1, 4, 5, 8, 9, 2, 3, 6, 7, 10, opaque(11)});
  }));
  CHECK(run_model<float>(with_type(blocks_of_two(), mote::tensor_type::float32), counting<float>(12)) ==
        std::vector<float>{0, 1, 4, 5, 8, 9, 2, 3, 6, 7, 10, 11});
}

TEST_CASE("depth_to_space: what is refused") {
  using mote::error;
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(blocks_of_two(), change, code, tensor);
    };
    return refused(
               [](model_description& m) {
                 m.tensors[1].shape = {1, 2, opaque(3), 2};
               },
               error::shape_mismatch, 1) &&
           refused([](model_description& m) { m.tensors[1].shape = {12}; }, error::shape_mismatch, 1) &&
           refused([](model_description& m) { m.tensors[1].type = mote::tensor_type::int16; },
                   error::unsupported_type, 1) &&
           refused([](model_description& m) { m.nodes[0].set(scalar(option::block_size, 3)); },
                   error::shape_mismatch, 1) &&
           refused([](model_description& m) { m.nodes[0].set(scalar(option::block_size, 0)); },
                   error::bad_option, mote::none);
  }));
}
