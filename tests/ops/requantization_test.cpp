// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/requantization.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>

#define MOTE_TESTED_OPERATORS mote::ops::relu
#include "mote/ops/relu.hpp"
#include "support/both_times.hpp"
#include "support/unary.hpp"

namespace {

using mote_test::both_times;
using mote_test::opaque;

constexpr auto i8 = mote::tensor_type::int8;

/// From scale 1/2 to scale 1, from zero point 4 to -3.
template <class Output>
constexpr mote::requantization halving(mote::activation range) {
  const auto bytes = write(mote_test::one_node(
      mote::builtin_operator::relu, {mote_test::integer_tensor(i8, {4}, {0.5F, 4}),
                                     mote_test::integer_tensor(mote::type_of<Output>, {4}, {1.0F, -3})}));
  const mote::graph graph(bytes.view());
  return {mote::node_view(graph, 0), mote::real(0.5F), range};
}

}  // namespace

TEST_CASE("requantization: scales the difference from the zero point, halves rounded up") {
  CHECK(both_times([] {
    const auto to_int8 = halving<std::int8_t>(mote::activation::none);
    return to_int8(opaque(4)) == -3 && to_int8(5) == -2 && to_int8(3) == -3 && to_int8(14) == 2 &&
           to_int8(-128) == -69 && to_int8.from_zero(opaque(1000)) == 127 &&
           to_int8.from_zero(-1000) == -128 &&
           halving<std::int16_t>(mote::activation::none).from_zero(opaque(1000)) == 497;
  }));
}

TEST_CASE("requantization: within the range of an activation") {
  CHECK(both_times([] {
    const auto relu = halving<std::int8_t>(mote::activation::relu);
    const auto relu6 = halving<std::int8_t>(mote::activation::relu6);
    return relu(opaque(-100)) == -3 && relu(24) == 7 && relu.from_zero(1000) == 127 &&
           relu6(opaque(-100)) == -3 && relu6(opaque(127)) == 3;
  }));
}

TEST_CASE("requantization: scales divide as floats") {
  CHECK(both_times([] {
    const auto bytes =
        write(mote_test::unary_model(mote::builtin_operator::relu, i8, {opaque(0.1F), 0}, {0.3F, 0}));
    const mote::graph graph(bytes.view());
    const mote::real expected(0.1F / 0.3F);
    const mote::real ratio = mote::scale_ratio(mote::node_view(graph, 0));
    return !(ratio < expected) && !(expected < ratio);
  }));
}

TEST_CASE("requantization: any difference is safe") {
  CHECK(both_times([] {
    const auto to_int8 = halving<std::int8_t>(mote::activation::none);
    return to_int8(opaque(std::numeric_limits<std::int32_t>::min())) == 127 &&  // wraps
           to_int8(opaque(std::numeric_limits<std::int32_t>::max())) == 127;
  }));
}
