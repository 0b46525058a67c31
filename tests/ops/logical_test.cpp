// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/logical.hpp"

#include <doctest/doctest.h>

#include <cstdint>

#include "mote/ops/logical_and.hpp"
#include "mote/ops/logical_or.hpp"

#define MOTE_TESTED_OPERATORS mote::ops::logical_and, mote::ops::logical_or

#include "support/both_times.hpp"
#include "support/elementwise.hpp"
#include "support/refusal.hpp"

namespace {

using mote::builtin_operator;
using mote_test::both_times;
constexpr auto boolean = mote::tensor_type::boolean;

constexpr bool gives(builtin_operator code, std::uint8_t a, std::uint8_t b) {
  return mote_test::result_of<mote::logical, bool>(mote_test::plain_pair_model(code, boolean, boolean), a, b);
}

}  // namespace

TEST_CASE("logical: any byte but 0 is true") {
  CHECK(both_times([] {
    return gives(builtin_operator::logical_and, 1, 1) && gives(builtin_operator::logical_and, 2, 255) &&
           !gives(builtin_operator::logical_and, 2, 0) && !gives(builtin_operator::logical_and, 0, 1) &&
           gives(builtin_operator::logical_or, 0, 4) && gives(builtin_operator::logical_or, 128, 0) &&
           gives(builtin_operator::logical_or, 1, 2) && !gives(builtin_operator::logical_or, 0, 0);
  }));
}

TEST_CASE("logical: what is refused") {
  using mote_test::model_description;
  CHECK(both_times([] {
    const auto refused = [](auto change, mote::error code, std::int32_t tensor) {
      return is_refused_after(mote_test::plain_pair_model(builtin_operator::logical_or, boolean, boolean),
                              change, code, tensor);
    };
    return refused([](model_description& m) { m.tensors[0].type = mote::tensor_type::uint8; },
                   mote::error::unsupported_type, 0) &&
           refused([](model_description& m) { m.tensors[2].type = mote::tensor_type::int8; },
                   mote::error::unsupported_type, 2) &&
           refused([](model_description& m) { m.tensors[2].shape = {3}; }, mote::error::shape_mismatch, 2);
  }));
}
