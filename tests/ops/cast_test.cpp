// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/cast.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::cast
#include "support/both_times.hpp"
#include "support/unary.hpp"

namespace {

using mote_test::both_times;
using mote_test::opaque;

template <class To, class From>
constexpr To cast(From x) {
  return mote::functions::cast<To>()(opaque(x));
}

template <class From, class To>
mote_test::model_description model() {
  return mote_test::one_node(mote::builtin_operator::cast, {mote_test::unquantized(mote::type_of<From>, {4}),
                                                            mote_test::unquantized(mote::type_of<To>, {4})});
}

}  // namespace

TEST_CASE("cast: integers keep their low bits") {
  CHECK(both_times([] {
    return cast<std::int8_t>(300) == 44 && cast<std::int8_t>(-129) == 127 &&
           cast<std::int16_t>(70000) == 4464 && cast<std::int32_t>(std::int8_t{-128}) == -128 &&
           cast<float>(16777217) == 16777216.0F && cast<std::int16_t>(0xfffffffeU) == -2 &&
           cast<float>(0xffffffffU) == 4294967296.0F && cast<std::uint32_t>(-1) == 0xffffffffU;
  }));
}

TEST_CASE("cast: floats are rounded towards zero") {
  CHECK(both_times([] {
    constexpr float infinity = std::numeric_limits<float>::infinity();
    constexpr std::int32_t lowest = std::numeric_limits<std::int32_t>::min();
    constexpr std::int32_t highest = std::numeric_limits<std::int32_t>::max();
    return cast<std::int32_t>(2.9F) == 2 && cast<std::int32_t>(-2.9F) == -2 &&
           cast<std::int8_t>(-128.5F) == -128 && cast<std::int8_t>(300.0F) == 44 &&
           cast<std::int32_t>(3e9F) == highest && cast<std::int32_t>(infinity) == highest &&
           cast<std::int32_t>(-infinity) == lowest && cast<std::int32_t>(-2147483648.0F) == lowest &&
           cast<std::int32_t>(std::numeric_limits<float>::quiet_NaN()) == 0 &&
           cast<std::uint32_t>(3e9F) == 3000000000U && cast<std::uint32_t>(5e9F) == 0xffffffffU &&
           cast<std::uint32_t>(-1.0F) == 0;
  }));
}

TEST_CASE("cast: models of several types") {
  using mote_test::run_model;
  CHECK(run_model<float>(model<std::int8_t, float>(), std::vector<std::int8_t>{-128, -1, 0, 127}) ==
        std::vector<float>{-128.0F, -1.0F, 0.0F, 127.0F});
  CHECK(
      run_model<std::int16_t>(model<float, std::int16_t>(), std::vector<float>{-1.5F, 1e9F, 0.99F, 12.0F}) ==
      std::vector<std::int16_t>{-1, static_cast<std::int16_t>(1000000000 & 0xffff), 0, 12});
  CHECK(run_model<std::int8_t>(model<std::int32_t, std::int8_t>(),
                               std::vector<std::int32_t>{1, 255, 256, -1}) ==
        std::vector<std::int8_t>{1, -1, 0, -1});
}

TEST_CASE("cast: bools become 0 and 1") {
  const auto bytes = write(model<bool, std::int32_t>());
  alignas(mote::arena_alignment) std::byte arena[64];
  auto loaded =
      mote::interpreter<mote_test::tested_operators, mote::max_tensors<2>>::load(bytes.view(), arena);
  REQUIRE(loaded);
  const auto input = loaded->input(0).as<bool>();
  input[0] = input[3] = true;
  input[1] = input[2] = false;
  loaded->invoke();
  const auto output = loaded->output(0).as<std::int32_t>();
  CHECK(std::vector<std::int32_t>(output.begin(), output.end()) == std::vector<std::int32_t>{1, 0, 0, 1});
}

TEST_CASE("cast: what is refused") {
  using mote::error;
  using mote_test::model_description;
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(mote_test::one_node(mote::builtin_operator::cast,
                                                  {mote_test::unquantized(mote::tensor_type::float32, {4}),
                                                   mote_test::unquantized(mote::tensor_type::int32, {4})}),
                              change, code, tensor);
    };
    return refused([](model_description& m) { m.tensors[0].type = opaque(mote::tensor_type::int64); },
                   error::unsupported_type, 0) &&
           refused([](model_description& m) { m.tensors[1].type = mote::tensor_type::boolean; },
                   error::unsupported_type, 1) &&
           refused(
               [](model_description& m) {
                 m.tensors[1].shape = {2, 2};
               },
               error::shape_mismatch, 1);
  }));
}
