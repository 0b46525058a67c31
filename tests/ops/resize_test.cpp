// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/resize.hpp"

#include <doctest/doctest.h>

#include <cstdint>

#include "mote/ops/resize_nearest_neighbor.hpp"

#define MOTE_TESTED_OPERATORS mote::ops::resize_nearest_neighbor
#include "support/moving.hpp"
#include "support/refusal.hpp"

using namespace mote_test;

namespace {

constexpr std::int32_t size[] = {4, 6};
constexpr std::int32_t others[] = {6, 4};
constexpr std::int32_t huge[] = {1 << 20, 6};

constexpr model_description resized() {
  return one_node(mote::builtin_operator::resize_nearest_neighbor,
                  {int8s({1, 2, 3, 2}), integers(size), int8s({1, 4, 6, 2})});
}

}  // namespace

TEST_CASE("resize: the ratio is that of the sizes, or of the distances between the corners") {
  CHECK(both_times([] {
    constexpr mote::resized_axis plain{3, 5, false, false};
    constexpr mote::resized_axis aligned{3, 5, true, false};
    constexpr mote::resized_axis to_one{3, 1, true, false};
    return plain.numerator() == opaque(3) && plain.denominator() == 5 && aligned.numerator() == 2 &&
           aligned.denominator() == 4 && to_one.numerator() == 3 && to_one.denominator() == 1;
  }));
}

TEST_CASE("resize: what is refused") {
  using mote::error;
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(resized(), change, code, tensor);
    };
    const auto grow = [](model_description& m) {
      m.tensors[1] = integers(huge);
      m.tensors[2].shape = {1, opaque(1 << 20), 6, 2};
    };
    return refused(grow, error::tensor_too_large, 2) &&
           refused([](model_description& m) { m.tensors[1] = integers(others); }, error::shape_mismatch, 1) &&
           refused(
               [](model_description& m) {
                 m.tensors[0].shape = {2, 2, 3, 2};
               },
               error::shape_mismatch, 2) &&
           refused(
               [](model_description& m) {
                 m.tensors[0].shape = {1, 2, 3, 1};
               },
               error::shape_mismatch, 2) &&
           refused(
               [](model_description& m) {
                 m.tensors[0].shape = {2, 3, 2};
               },
               error::shape_mismatch, 0) &&
           refused([](model_description& m) { m.tensors[2].type = mote::tensor_type::int16; },
                   error::unsupported_type, 2) &&
           refused(
               [](model_description& m) {
                 m.tensors[1].data = {};
                 m.inputs = {0, 1};
               },
               error::not_constant, 1);
  }));
}
