// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/logical_not.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::logical_not

#include "support/both_times.hpp"
#include "support/refusal.hpp"
#include "support/run_model.hpp"
#include "support/small_models.hpp"

namespace {

constexpr auto boolean = mote::tensor_type::boolean;

constexpr mote_test::model_description model() {
  return mote_test::one_node(mote::builtin_operator::logical_not,
                             {mote_test::unquantized(boolean, {3}), mote_test::unquantized(boolean, {3})});
}

}  // namespace

TEST_CASE("logical not: any byte but 0 is true") {
  CHECK(mote_test::both_times([] {
    const mote::ops::logical_not::negation negation;
    return negation(mote_test::opaque(std::uint8_t{0})) && !negation(mote_test::opaque(std::uint8_t{1})) &&
           !negation(mote_test::opaque(std::uint8_t{128}));
  }));
}

TEST_CASE("logical not: a model") {
  CHECK(mote_test::run_model<bool>(model(), std::vector<bool>{true, false, true}) ==
        std::vector<bool>{false, true, false});
}

TEST_CASE("logical not: what is refused") {
  using mote_test::model_description;
  CHECK(mote_test::both_times([] {
    const auto refused = [](auto change, mote::error code, std::int32_t tensor) {
      return is_refused_after(model(), change, code, tensor);
    };
    return refused([](model_description& m) { m.tensors[0].type = mote::tensor_type::int8; },
                   mote::error::unsupported_type, 0) &&
           refused([](model_description& m) { m.tensors[1].shape = {1}; }, mote::error::shape_mismatch, 1);
  }));
}
