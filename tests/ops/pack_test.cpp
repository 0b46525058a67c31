// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/pack.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::pack
#include "support/moving.hpp"
#include "support/refusal.hpp"
#include "support/run_model.hpp"

using namespace mote_test;

namespace {

using option = mote::schema::pack_options;

constexpr model_description packed(std::int32_t axis, const list<std::int32_t>& output) {
  return one_node(mote::builtin_operator::pack, {int8s({2, 2}), int8s({2, 2}), int8s(output)},
                  {scalar(option::values_count, 2), scalar(option::axis, axis)});
}

}  // namespace

TEST_CASE("pack: the new axis is the first, one between, or the last") {
  const std::vector<std::int8_t> a{1, 2, 3, 4};
  const std::vector<std::int8_t> b{5, 6, 7, 8};
  CHECK(run_model<std::int8_t>(packed(0, {2, 2, 2}), a, b) ==
        std::vector<std::int8_t>{1, 2, 3, 4, 5, 6, 7, 8});
  CHECK(run_model<std::int8_t>(packed(-2, {2, 2, 2}), a, b) ==
        std::vector<std::int8_t>{1, 2, 5, 6, 3, 4, 7, 8});
  CHECK(run_model<std::int8_t>(packed(2, {2, 2, 2}), a, b) ==
        std::vector<std::int8_t>{1, 5, 2, 6, 3, 7, 4, 8});
}

TEST_CASE("pack: scalars of several bytes") {
  const auto model = with_type(one_node(mote::builtin_operator::pack, {int8s({}), int8s({}), int8s({2})},
                                        {scalar(option::values_count, 2), scalar(option::axis, 0)}),
                               mote::tensor_type::int64);
  CHECK(run_model<std::int64_t>(model, std::vector<std::int64_t>{1}, std::vector<std::int64_t>{1LL << 40}) ==
        std::vector<std::int64_t>{1, 1LL << 40});
}

TEST_CASE("pack: what is refused") {
  using mote::error;
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(packed(1, {2, 2, 2}), change, code, tensor);
    };
    return refused(
               [](model_description& m) {
                 m.tensors[2].shape = {2, opaque(3), 2};
               },
               error::shape_mismatch, 2) &&
           refused([](model_description& m) { m.tensors[1].shape = {4}; }, error::shape_mismatch, 1) &&
           refused([](model_description& m) { m.tensors[1].type = mote::tensor_type::int16; },
                   error::unsupported_type, 1) &&
           refused([](model_description& m) { m.nodes[0].set(scalar(option::axis, -4)); }, error::bad_axis,
                   mote::none) &&
           refused([](model_description& m) { m.nodes[0].set(scalar(option::values_count, 3)); },
                   error::bad_option, mote::none);
  }));
}
