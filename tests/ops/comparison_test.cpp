// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/comparison.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#include "mote/ops/equal.hpp"
#include "mote/ops/greater_equal.hpp"
#include "mote/ops/less.hpp"

#define MOTE_TESTED_OPERATORS mote::ops::equal, mote::ops::less, mote::ops::greater_equal

#include "support/both_times.hpp"
#include "support/elementwise.hpp"
#include "support/random_source.hpp"
#include "support/refusal.hpp"

namespace {

using mote::builtin_operator;
using mote_test::both_times;
using mote_test::opaque;

constexpr builtin_operator codes[] = {builtin_operator::equal,   builtin_operator::not_equal,
                                      builtin_operator::less,    builtin_operator::less_equal,
                                      builtin_operator::greater, builtin_operator::greater_equal};

constexpr mote_test::model_description int8_model(builtin_operator code) {
  auto model = mote_test::quantized_pair_model(code);
  model.tensors[2] = mote_test::unquantized(mote::tensor_type::boolean, {2, 3});
  return model;
}

/// Whether the outcomes of all six operators, in the order of `codes`, are `expected`.
template <class T, class A>
constexpr bool outcomes(A a, A b, const bool (&expected)[6]) {
  for (int i = 0; i < 6; ++i) {
    const auto model =
        std::is_same_v<T, std::int8_t>
            ? int8_model(codes[i])
            : mote_test::plain_pair_model(codes[i], mote::type_of<T>, mote::tensor_type::boolean);
    if (mote_test::result_of<mote::comparison, T>(model, a, b) != expected[i]) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("comparison: the six outcomes of less, equal and greater") {
  CHECK(both_times([] {
    return outcomes<std::int32_t>(1, 2, {false, true, true, true, false, false}) &&
           outcomes<std::int32_t>(2, 2, {true, false, false, true, false, true}) &&
           outcomes<std::int32_t>(2, 1, {false, true, false, false, true, true}) &&
           outcomes<std::int64_t>(std::int64_t{1} << 40, std::int64_t{1} << 41,
                                  {false, true, true, true, false, false});
  }));
  CHECK(both_times([] {
    constexpr float nan = std::numeric_limits<float>::quiet_NaN();
    return outcomes<float>(1.0F, 1.5F, {false, true, true, true, false, false}) &&
           outcomes<float>(0.0F, -0.0F, {true, false, false, true, false, true}) &&
           outcomes<float>(nan, nan, {false, true, false, false, false, false});
  }));
  CHECK(both_times([] {
    // The bytes of truth values may be anything.
    constexpr std::uint8_t no = 0, yes = 1, also_yes = 200;
    return outcomes<bool>(no, yes, {false, true, true, true, false, false}) &&
           outcomes<bool>(also_yes, yes, {true, false, false, true, false, true}) &&
           outcomes<bool>(also_yes, no, {false, true, false, false, true, true});
  }));
}

TEST_CASE("comparison: int8 values are compared as reals, in steps of 2^-8") {
  CHECK(both_times([] {
    // 0.5 * (a - 3) and 0.25 * (b + 5)
    return outcomes<std::int8_t>(std::int8_t{3}, std::int8_t{-5}, {true, false, false, true, false, true}) &&
           outcomes<std::int8_t>(std::int8_t{13}, std::int8_t{15}, {true, false, false, true, false, true}) &&
           outcomes<std::int8_t>(std::int8_t{13}, std::int8_t{16}, {false, true, true, true, false, false});
  }));
  CHECK(both_times([] {
    // Scales of 1/1000: 1 and 2 thousandths are 0.256 and 0.512 steps, 3 are 0.768.
    auto model = int8_model(builtin_operator::equal);
    model.tensors[0].scales = {0.001F};
    model.tensors[1].scales = {0.001F};
    const auto equal = [&](std::int8_t a, std::int8_t b) {
      return mote_test::result_of<mote::comparison, std::int8_t>(model, a, b);
    };
    return equal(4, -5) && !equal(5, -5) && equal(5, -2) && !equal(6, -4);
  }));
}

TEST_CASE("comparison: random int8 models equal the order of steps") {
  mote_test::random_source random(90);
  for (int round = 0; round < mote_test::rounds(500, 10); ++round) {
    const auto shapes = mote_test::random_shapes(random);
    const auto a = mote_test::random_tensor<std::int8_t>(random, shapes.first,
                                                         mote_test::random_quantization<std::int8_t>(random));
    const auto b = mote_test::random_tensor<std::int8_t>(random, shapes.second,
                                                         mote_test::random_quantization<std::int8_t>(random));
    const auto by_a = oracle::quantize_multiplier(oracle::real(a.scale()));
    const auto by_b = oracle::quantize_multiplier(oracle::real(b.scale()));
    const auto expected = oracle::broadcast<bool>(a, b, {}, [&](int x, int y) {
      return oracle::multiply((x - a.zero_point()) * 256, by_a) <
             oracle::multiply((y - b.zero_point()) * 256, by_b);
    });
    CHECK(mote_test::run_pair(builtin_operator::less, a, b, expected) == expected.data);
  }
}

TEST_CASE("comparison: what is refused") {
  using mote::error;
  using mote_test::model_description;
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(int8_model(builtin_operator::equal), change, code, tensor);
    };
    return refused([](model_description& m) { m.tensors[2].type = opaque(mote::tensor_type::int8); },
                   error::unsupported_type, 2) &&
           refused([](model_description& m) { m.tensors[1].type = mote::tensor_type::int32; },
                   error::unsupported_type, 1) &&
           refused([](model_description& m) { m.tensors[1].scales = {}; }, error::missing_quantization, 1) &&
           refused([](model_description& m) { m.tensors[0].scales = {40000.0F}; },
                   error::scales_too_far_apart, 0) &&
           refused([](model_description& m) { m.tensors[2].shape = {3}; }, error::shape_mismatch, 2);
  }));
}
