// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/strided_slice.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::strided_slice
#include "support/moving.hpp"
#include "support/refusal.hpp"
#include "support/run_model.hpp"

using namespace mote_test;

namespace {

using option = mote::schema::strided_slice_options;

constexpr std::int32_t begin[] = {-1, 1};
constexpr std::int32_t end[] = {-9, 9};
constexpr std::int32_t strides[] = {-2, 2};
constexpr std::int32_t standing[] = {-2, 0};
constexpr std::int32_t forward[] = {1, 2};
constexpr std::int32_t behind[] = {4, 1};

/// Rows 3 and 1, columns 1 and 3 of [4, 5]: ends that are out of range stop at the border.
constexpr model_description backwards() {
  return one_node(mote::builtin_operator::strided_slice,
                  {int8s({4, 5}), integers(begin), integers(end), integers(strides), int8s({2, 2})});
}

constexpr model_description masked(unsigned mask, std::int32_t bits, const list<std::int32_t>& output,
                                   const std::int32_t (&steps)[2] = strides) {
  auto model = backwards();
  model.tensors[3] = integers(steps);
  model.tensors[4].shape = output;
  model.nodes[0].set(scalar(mask, bits));
  return model;
}

}  // namespace

TEST_CASE("strided_slice: forwards and backwards, out of range") {
  CHECK(both_times([] { return copies<mote::ops::strided_slice>(backwards(), {16, 18, 6, opaque(8)}); }));
  CHECK(run_model<std::int32_t>(with_type(backwards(), mote::tensor_type::int32),
                                counting<std::int32_t>(20)) == std::vector<std::int32_t>{16, 18, 6, 8});
}

TEST_CASE("strided_slice: masks take the axis from its beginning, to its end, or one element") {
  CHECK(both_times([] {
    return copies<mote::ops::strided_slice>(masked(option::begin_mask, 2, {2, 3}),
                                            {15, 17, 19, 5, 7, opaque(9)}) &&
           copies<mote::ops::strided_slice>(masked(option::end_mask, 1, {2, 2}), {16, 18, 6, opaque(8)}) &&
           copies<mote::ops::strided_slice>(masked(option::shrink_axis_mask, 1, {2}, forward),
                                            {16, opaque(18)}) &&
           loads(masked(option::shrink_axis_mask, 1, {2}, forward));
  }));
}

TEST_CASE("strided_slice: axes that are not mentioned are taken whole") {
  static constexpr std::int32_t one[] = {1};
  static constexpr std::int32_t three[] = {3};
  const auto model = one_node(mote::builtin_operator::strided_slice,
                              {int8s({3, 2}), integers(one), integers(three), integers(one), int8s({2, 2})});
  CHECK(run_model<std::int8_t>(model, counting(6)) == std::vector<std::int8_t>{2, 3, 4, 5});
}

TEST_CASE("strided_slice: what is refused") {
  using mote::error;
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(backwards(), change, code, tensor);
    };
    constexpr std::int32_t nowhere = mote::none;
    return refused(
               [](model_description& m) {
                 m.tensors[4].shape = {2, opaque(3)};
               },
               error::shape_mismatch, 4) &&
           refused([](model_description& m) { m.tensors[3] = integers(standing); }, error::bad_stride, 3) &&
           refused([](model_description& m) { m.nodes[0].set(scalar(option::ellipsis_mask, 1)); },
                   error::bad_option, nowhere) &&
           refused([](model_description& m) { m.nodes[0].set(scalar(option::new_axis_mask, 1)); },
                   error::bad_option, nowhere) &&
           refused([](model_description& m) { m.nodes[0].set(scalar(option::offset, true)); },
                   error::bad_option, nowhere);
  }));
  CHECK(both_times([] {
    // One element, where there is none, or in a direction that has none.
    auto model = masked(option::shrink_axis_mask, 1, {2}, forward);
    model.tensors[1] = integers(behind);
    return is_refused(model, error::bad_index, opaque(1)) &&
           is_refused(masked(option::shrink_axis_mask, 1, {2}), error::bad_stride, 3);
  }));
}
