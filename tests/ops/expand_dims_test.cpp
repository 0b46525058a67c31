// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/expand_dims.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::expand_dims
#include "support/moving.hpp"
#include "support/refusal.hpp"
#include "support/run_model.hpp"

using namespace mote_test;

namespace {

constexpr std::int32_t before_last[] = {-2};
constexpr std::int32_t front[] = {0};
constexpr std::int32_t too_far[] = {3};

constexpr model_description expanded(const list<std::int32_t>& output, const std::int32_t (&axis)[1]) {
  return one_node(mote::builtin_operator::expand_dims, {int8s({2, 3}), integers(axis, {}), int8s(output)});
}

}  // namespace

TEST_CASE("expand_dims: the elements stay as they are, and where they are") {
  const auto input = counting(6);
  CHECK(run_model<std::int8_t>(expanded({2, 1, 3}, before_last), input) == input);
  static constexpr auto bytes = write(expanded({1, 2, 3}, front));
  arena_memory arena(64);
  auto model = mote::interpreter<mote::ops::expand_dims>::load(bytes.view(), arena.bytes());
  REQUIRE(model);
  CHECK(model->arena_bytes() == 6);
  CHECK(model->input(0).data() == model->output(0).data());
}

TEST_CASE("expand_dims: what is refused") {
  using mote::error;
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(expanded({1, 2, 3}, front), change, code, tensor);
    };
    return refused(
               [](model_description& m) {
                 m.tensors[2].shape = {2, 1, opaque(3)};
               },
               error::shape_mismatch, 2) &&
           refused([](model_description& m) { m.tensors[2].type = mote::tensor_type::uint8; },
                   error::unsupported_type, 2) &&
           refused(
               [](model_description& m) {
                 m.tensors[1].data = {too_far, 1};
               },
               error::bad_axis, 1) &&
           refused(
               [](model_description& m) {
                 m.tensors[1].data = {};
                 m.inputs = {0, 1};
               },
               error::not_constant, 1);
  }));
}
