// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/batch_to_space_nd.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::batch_to_space_nd
#include "support/moving.hpp"
#include "support/refusal.hpp"
#include "support/run_model.hpp"

using namespace mote_test;

namespace {

constexpr std::int32_t block[] = {2, 2};
constexpr std::int32_t crops[] = {0, 1, 1, 0};
constexpr std::int32_t negative[] = {-1, 2, 1, 0};
constexpr std::int32_t standing[] = {0, 2};
constexpr std::int32_t one_block[] = {2};
constexpr std::int32_t no_crops[] = {0, 0};

/// 2 by 2 pixels of which the last row and the first column are cut.
constexpr model_description cropped() {
  return one_node(mote::builtin_operator::batch_to_space_nd,
                  {int8s({4, 1, 2, 1}), integers(block), integers(crops, {2, 2}), int8s({1, 1, 3, 1})});
}

}  // namespace

TEST_CASE("batch_to_space_nd: blocks with crops") {
  // Without them: 0 2 1 3 / 4 6 5 7.
  CHECK(both_times([] { return copies_rows<mote::ops::batch_to_space_nd>(cropped(), {2, 1, opaque(3)}); }));
  CHECK(run_model<float>(with_type(cropped(), mote::tensor_type::float32), counting<float>(8)) ==
        std::vector<float>{2, 1, 3});
}

TEST_CASE("batch_to_space_nd: images without a width") {
  const auto model =
      one_node(mote::builtin_operator::batch_to_space_nd,
               {int8s({4, 2, 2}), integers(one_block), integers(no_crops, {1, 2}), int8s({2, 4, 2})});
  CHECK(run_model<std::int8_t>(model, counting(16)) ==
        std::vector<std::int8_t>{0, 1, 8, 9, 2, 3, 10, 11, 4, 5, 12, 13, 6, 7, 14, 15});
}

TEST_CASE("batch_to_space_nd: what is refused") {
  using mote::error;
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(cropped(), change, code, tensor);
    };
    return refused(
               [](model_description& m) {
                 m.tensors[3].shape = {1, opaque(2), 3, 1};
               },
               error::shape_mismatch, 3) &&
           refused(
               [](model_description& m) {
                 m.tensors[0].shape = {8, 1, 2, 1};
               },
               error::shape_mismatch, 3) &&
           refused([](model_description& m) { m.tensors[3].shape = {3}; }, error::shape_mismatch, 3) &&
           refused(
               [](model_description& m) {
                 m.tensors[2] = integers(negative, {2, 2});
               },
               error::bad_index, 2) &&
           refused([](model_description& m) { m.tensors[1] = integers(standing); }, error::bad_index, 1) &&
           refused([](model_description& m) { m.tensors[1] = integers(one_block); }, error::shape_mismatch,
                   1) &&
           refused([](model_description& m) { m.tensors[3].type = mote::tensor_type::int16; },
                   error::unsupported_type, 3);
  }));
}
