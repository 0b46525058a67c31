// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/transpose.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::transpose
#include "support/moving.hpp"
#include "support/refusal.hpp"
#include "support/run_model.hpp"

using namespace mote_test;

namespace {

constexpr std::int32_t rotation[] = {2, 0, 1};
constexpr std::int32_t same_rotation[] = {-1, -3, -2};
constexpr std::int32_t middle[] = {0, 2, 1, 3};
constexpr std::int32_t twice[] = {2, 0, 2};
constexpr std::int32_t too_far[] = {3, 0, 1};

constexpr model_description rotated(const std::int32_t (&permutation)[3] = rotation) {
  return one_node(mote::builtin_operator::transpose,
                  {int8s({2, 3, 2}), integers(permutation), int8s({2, 2, 3})});
}

}  // namespace

TEST_CASE("transpose: three axes rotate") {
  CHECK(both_times([] {
    const expected_bytes expected{0, 2, 4, 6, 8, 10, /**/ 1, 3, 5, 7, 9, opaque(11)};
    return copies<mote::ops::transpose>(rotated(), expected) &&
           copies<mote::ops::transpose>(rotated(same_rotation), expected);
  }));
  CHECK(run_model<float>(with_type(rotated(), mote::tensor_type::float32), counting<float>(12)) ==
        std::vector<float>{0, 2, 4, 6, 8, 10, 1, 3, 5, 7, 9, 11});
}

TEST_CASE("transpose: axes that stay last move as a whole") {
  const auto model = one_node(mote::builtin_operator::transpose,
                              {int8s({1, 2, 2, 2}), integers(middle), int8s({1, 2, 2, 2})});
  CHECK(run_model<std::int8_t>(model, counting(8)) == std::vector<std::int8_t>{0, 1, 4, 5, 2, 3, 6, 7});
}

TEST_CASE("transpose: six axes") {
  static constexpr std::int32_t backwards[] = {5, 4, 3, 2, 1, 0};
  const auto model = one_node(mote::builtin_operator::transpose,
                              {int8s({1, 2, 1, 2, 1, 2}), integers(backwards), int8s({2, 1, 2, 1, 2, 1})});
  CHECK(run_model<std::int8_t>(model, counting(8)) == std::vector<std::int8_t>{0, 4, 2, 6, 1, 5, 3, 7});
}

TEST_CASE("transpose: what is refused") {
  using mote::error;
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(rotated(), change, code, tensor);
    };
    return refused(
               [](model_description& m) {
                 m.tensors[2].shape = {2, opaque(3), 2};
               },
               error::shape_mismatch, 2) &&
           refused(
               [](model_description& m) {
                 m.tensors[2].shape = {2, 6};
               },
               error::shape_mismatch, 2) &&
           refused([](model_description& m) { m.tensors[1] = integers(twice); }, error::bad_axis, 1) &&
           refused([](model_description& m) { m.tensors[1] = integers(too_far); }, error::bad_axis, 1) &&
           refused([](model_description& m) { m.tensors[1] = integers(middle); }, error::shape_mismatch, 1) &&
           refused([](model_description& m) { m.tensors[2].type = mote::tensor_type::int16; },
                   error::unsupported_type, 2);
  }));
}
