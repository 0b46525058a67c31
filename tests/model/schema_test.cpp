// SPDX-License-Identifier: Apache-2.0
#include "mote/model/schema.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <cstring>
#include <type_traits>

#include "support/both_times.hpp"

using mote::tensor_type;
using mote_test::both_times;
using mote_test::opaque;

TEST_CASE("schema: types have sizes") {
  CHECK(both_times([] {
    const auto size = [](tensor_type type) { return mote::size_of(opaque(type)); };
    return size(tensor_type::int8) == 1 && size(tensor_type::uint8) == 1 && size(tensor_type::boolean) == 1 &&
           size(tensor_type::int16) == 2 && size(tensor_type::float16) == 2 &&
           size(tensor_type::int32) == 4 && size(tensor_type::float32) == 4 &&
           size(tensor_type::int64) == 8 && size(tensor_type::float64) == 8 &&
           size(tensor_type::string) == 0 && size(tensor_type::int4) == 0 &&
           size(tensor_type::resource) == 0 && size(static_cast<tensor_type>(-1)) == 0 &&
           size(static_cast<tensor_type>(100)) == 0;
  }));
}

TEST_CASE("schema: types have names of their own") {
  for (int a = 0; a <= 17; ++a) {
    const char* name = mote::name_of(static_cast<tensor_type>(a));
    CHECK(std::strcmp(name, "unknown type") != 0);
    for (int b = 0; b < a; ++b) CHECK(std::strcmp(name, mote::name_of(static_cast<tensor_type>(b))) != 0);
  }
  CHECK(std::strcmp(mote::name_of(tensor_type::int8), "int8") == 0);
  CHECK(std::strcmp(mote::name_of(static_cast<tensor_type>(-1)), "unknown type") == 0);
}

TEST_CASE("schema: ranges of the integer types") {
  CHECK(both_times([] {
    const auto is = [](tensor_type type, std::int64_t low, std::int64_t high) {
      const mote::value_range range = mote::range_of(opaque(type));
      return range.low == low && range.high == high;
    };
    return is(tensor_type::int8, INT8_MIN, INT8_MAX) && is(tensor_type::uint8, 0, UINT8_MAX) &&
           is(tensor_type::int16, INT16_MIN, INT16_MAX) && is(tensor_type::int32, INT32_MIN, INT32_MAX) &&
           is(tensor_type::float32, 0, 0);
  }));
}

namespace {

template <class T>
constexpr bool maps_there_and_back =
    std::is_same_v<mote::element_t<mote::type_of<T>>, T>&& mote::size_of(mote::type_of<T>) == sizeof(T);

static_assert(maps_there_and_back<float>);
static_assert(maps_there_and_back<bool>);
static_assert(maps_there_and_back<std::int8_t>);
static_assert(maps_there_and_back<std::uint8_t>);
static_assert(maps_there_and_back<std::int16_t>);
static_assert(maps_there_and_back<std::int32_t>);
static_assert(maps_there_and_back<std::int64_t>);
static_assert(maps_there_and_back<std::uint32_t>);
static_assert(maps_there_and_back<std::uint64_t>);

}  // namespace
