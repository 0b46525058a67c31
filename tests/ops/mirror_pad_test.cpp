// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/mirror_pad.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::mirror_pad
#include "support/moving.hpp"
#include "support/refusal.hpp"
#include "support/run_model.hpp"

using namespace mote_test;

namespace {

constexpr std::int32_t paddings[] = {1, 0, 2, 1};
constexpr std::int32_t too_many[] = {2, 0, 2, 1};

constexpr model_description mirrored(std::int8_t mode, const std::int32_t (&by)[4] = paddings) {
  return one_node(mote::builtin_operator::mirror_pad,
                  {int8s({2, 3}), integers(by, {2, 2}), int8s({2 + by[0] + by[1], 3 + by[2] + by[3]})},
                  {scalar(mote::schema::mirror_pad_options::mode, mode)});
}

}  // namespace

TEST_CASE("mirror_pad: reflection leaves the border out, symmetry repeats it") {
  CHECK(both_times([] {
    using op = mote::ops::mirror_pad;
    return copies_rows<op>(mirrored(0),
                           {5, 4, 3, 4, 5, 4, /**/ 2, 1, 0, 1, 2, 1, /**/ 5, 4, 3, 4, 5, opaque(4)}) &&
           copies_rows<op>(mirrored(1),
                           {1, 0, 0, 1, 2, 2, /**/ 1, 0, 0, 1, 2, 2, /**/ 4, 3, 3, 4, 5, opaque(5)});
  }));
  CHECK(run_model<float>(with_type(mirrored(0), mote::tensor_type::float32), counting<float>(6)) ==
        std::vector<float>{5, 4, 3, 4, 5, 4, 2, 1, 0, 1, 2, 1, 5, 4, 3, 4, 5, 4});
}

TEST_CASE("mirror_pad: axes without padding at the end move as a whole") {
  static constexpr std::int32_t first_axis[] = {1, 1, 0, 0};
  CHECK(run_model<std::int8_t>(mirrored(1, first_axis), counting(6)) ==
        std::vector<std::int8_t>{0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5});
  static constexpr std::int32_t nothing[] = {0, 0, 0, 0};
  CHECK(run_model<std::int8_t>(mirrored(0, nothing), counting(6)) == counting(6));
}

TEST_CASE("mirror_pad: as much as there is to reflect, and no more") {
  using mote::error;
  CHECK(both_times([] {
    return loads(mirrored(1, too_many)) && is_refused(mirrored(0, too_many), error::bad_index, opaque(1)) &&
           is_refused(mirrored(2), error::bad_option, mote::none) &&
           is_refused_after(
               mirrored(0),
               [](model_description& m) {
                 m.tensors[2].shape = {3, 7};
               },
               error::shape_mismatch, 2);
  }));
}
