// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/reverse_v2.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::reverse_v2
#include "support/moving.hpp"
#include "support/refusal.hpp"
#include "support/run_model.hpp"

using namespace mote_test;

namespace {

constexpr std::int32_t last[] = {-1};
constexpr std::int32_t first[] = {0};
constexpr std::int32_t both[] = {2, 0};
constexpr std::int32_t too_far[] = {3};
constexpr std::int32_t twice[] = {0, -3};

template <std::size_t Count>
constexpr model_description reversed(const std::int32_t (&axes)[Count]) {
  return one_node(mote::builtin_operator::reverse_v2, {int8s({2, 2, 3}), integers(axes), int8s({2, 2, 3})});
}

}  // namespace

TEST_CASE("reverse_v2: one axis, or several that need not lie together") {
  CHECK(both_times([] {
    using op = mote::ops::reverse_v2;
    return copies<op>(reversed(last), {2, 1, 0, 5, 4, 3, 8, 7, 6, 11, 10, opaque(9)}) &&
           copies<op>(reversed(first), {6, 7, 8, 9, 10, 11, 0, 1, 2, 3, 4, opaque(5)}) &&
           copies<op>(reversed(both), {8, 7, 6, 11, 10, 9, 2, 1, 0, 5, 4, opaque(3)});
  }));
  CHECK(run_model<std::int64_t>(with_type(reversed(last), mote::tensor_type::int64),
                                counting<std::int64_t>(12)) ==
        std::vector<std::int64_t>{2, 1, 0, 5, 4, 3, 8, 7, 6, 11, 10, 9});
}

TEST_CASE("reverse_v2: what is refused") {
  using mote::error;
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(reversed(last), change, code, tensor);
    };
    return refused(
               [](model_description& m) {
                 m.tensors[2].shape = {2, opaque(3), 2};
               },
               error::shape_mismatch, 2) &&
           refused([](model_description& m) { m.tensors[1] = integers(too_far); }, error::bad_axis, 1) &&
           refused([](model_description& m) { m.tensors[1] = integers(twice); }, error::bad_axis, 1) &&
           refused([](model_description& m) { m.tensors[2].type = mote::tensor_type::int16; },
                   error::unsupported_type, 2);
  }));
}
