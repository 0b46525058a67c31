// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/sum.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#include "support/both_times.hpp"

#define MOTE_TESTED_OPERATORS mote::ops::sum

#include "support/reductions.hpp"
#include "support/run_model.hpp"

namespace {

using mote::tensor_type;
using mote_test::activations;
using mote_test::both_times;
using mote_test::integer_vector;
using mote_test::reduction_model;
using mote_test::run_model;
constexpr auto code = mote::builtin_operator::sum;

}  // namespace

TEST_CASE("sum: zero points count once for each element, and the output saturates") {
  const auto sum = [](std::int64_t zero_point, const std::vector<std::int8_t>& elements) {
    return run_model<std::int8_t>(
        reduction_model(code, activations({2, 3}, 0.5F, zero_point), integer_vector<1>(),
                        activations({2}, 1.0F, -zero_point / 2)),
        elements);
  };
  CHECK(sum(0, {1, 2, 3, -4, -5, -9}) == std::vector<std::int8_t>{3, -9});
  CHECK(sum(-128, {-128, -128, -126, 127, 127, 127}) == std::vector<std::int8_t>{65, 127});
  CHECK(sum(127, {127, 127, 121, -128, -128, -128}) == std::vector<std::int8_t>{-66, -128});
}

TEST_CASE("sum: int16 and float") {
  CHECK(run_model<std::int16_t>(
            reduction_model(code, activations(tensor_type::int16, {2, 2}, 0.5F, 0), integer_vector<0>(),
                            activations(tensor_type::int16, {1, 2}, 0.25F, 0), true),
            std::vector<std::int16_t>{100, 20000, -7, 20000}) == std::vector<std::int16_t>{186, 32767});
  CHECK(run_model<float>(
            reduction_model(code, mote_test::unquantized(tensor_type::float32, {2, 2}),
                            integer_vector<0, 1>(), mote_test::unquantized(tensor_type::float32, {})),
            std::vector<float>{1.5F, 2.25F, -4.0F, 0.5F}) == std::vector<float>{0.25F});
}

TEST_CASE("sum: what is refused") {
  CHECK(both_times([] { return refuses_bad_reductions(reduction_model(code)); }));
}
