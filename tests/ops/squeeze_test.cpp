// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/squeeze.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::squeeze
#include "support/moving.hpp"
#include "support/refusal.hpp"
#include "support/run_model.hpp"

using namespace mote_test;

namespace {

constexpr model_description squeezed(const list<std::int32_t>& output) {
  return one_node(mote::builtin_operator::squeeze, {int8s({1, 2, 1, 3}), int8s(output)});
}

}  // namespace

TEST_CASE("squeeze: the elements stay as they are, and where they are") {
  const auto input = counting(6);
  CHECK(run_model<std::int8_t>(squeezed({2, 3}), input) == input);
  static constexpr auto bytes = write(squeezed({2, 1, 3}));
  arena_memory arena(64);
  auto model = mote::interpreter<mote::ops::squeeze>::load(bytes.view(), arena.bytes());
  REQUIRE(model);
  CHECK(model->arena_bytes() == 6);
  CHECK(model->input(0).data() == model->output(0).data());
}

TEST_CASE("squeeze: dimensions of 1 may stay or go, others stay") {
  using mote::error;
  CHECK(both_times([] {
    return loads(squeezed({opaque(2), 3})) && loads(squeezed({1, 2, 3})) && loads(squeezed({2, 1, 3})) &&
           loads(squeezed({1, 2, 1, 3})) && is_refused(squeezed({3, opaque(2)}), error::shape_mismatch, 1) &&
           is_refused(squeezed({6}), error::shape_mismatch, 1) &&
           is_refused(squeezed({2, 3, 1}), error::shape_mismatch, 1) &&
           is_refused(squeezed({2}), error::shape_mismatch, 1);
  }));
}

TEST_CASE("squeeze: what is refused") {
  using mote::error;
  CHECK(both_times([] {
    return is_refused_after(
               squeezed({2, 3}),
               [](model_description& m) { m.tensors[1].type = opaque(mote::tensor_type::uint8); },
               error::unsupported_type, 1) &&
           is_refused_after(
               squeezed({2, 3}), [](model_description& m) { m.nodes[0].inputs = {}; }, error::bad_input_count,
               mote::none);
  }));
}
