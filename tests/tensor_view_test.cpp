// SPDX-License-Identifier: Apache-2.0
#include "mote/tensor_view.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <cstdint>

#include "support/both_times.hpp"
#include "support/small_models.hpp"

namespace {

using mote_test::both_times;
using mote_test::opaque;

}  // namespace

TEST_CASE("tensor_view: elements and their shape") {
  CHECK(both_times([] {
    std::int16_t elements[] = {1, 2, 3, 4, 5, 6};
    const mote::tensor_view<std::int16_t> view(elements, mote::shape(2, 3), 0.5F, opaque(7));
    view[5] = 60;
    int sum = 0;
    for (const int element : view) sum += element;
    return view.size() == 6 && view.size_bytes() == 12 && view.shape() == mote::shape(2, 3) &&
           view.scale() == 0.5F && view.zero_point() == 7 && view.data() == elements && sum == 75;
  }));
}

TEST_CASE("tensor_view: a scalar is one element") {
  CHECK(both_times([] {
    std::int8_t element = opaque(std::int8_t{5});
    const mote::tensor_view<std::int8_t> view(&element, mote::shape(), 1.0F, 0);
    return view.size() == 1 && view[0] == 5 && view.argmax() == 0;
  }));
}

TEST_CASE("tensor_view: quantize rounds halves away from zero and saturates") {
  CHECK(both_times([] {
    std::int8_t elements[8]{};
    const mote::tensor_view<std::int8_t> view(elements, mote::shape(8), 0.5F, opaque(-10));
    const float values[] = {0.0F, 0.25F, -0.25F, 0.24F, 1.0F, 1000.0F, -1000.0F, 68.5F};
    view.quantize(values);
    const std::int8_t expected[] = {-10, -9, -11, -10, -8, 127, -128, 127};
    for (int i = 0; i < 8; ++i) {
      if (elements[i] != expected[i]) return false;
    }
    return true;
  }));
}

TEST_CASE("tensor_view: quantize stops at the shorter of both") {
  CHECK(both_times([] {
    std::int8_t elements[4] = {1, 2, 3, 4};
    const mote::tensor_view<std::int8_t> view(elements, mote::shape(3), 1.0F, 0);
    const std::array<float, 2> two{opaque(9.0F), 8.0F};
    view.quantize(two);
    const bool after_two = elements[0] == 9 && elements[1] == 8 && elements[2] == 3;
    const float many[] = {5.0F, 6.0F, 7.0F, 8.0F, 9.0F};
    view.quantize(many + 0, many + 5);
    return after_two && elements[0] == 5 && elements[2] == 7 && elements[3] == 4;
  }));
}

TEST_CASE("tensor_view: quantize and dequantize for each integer type") {
  CHECK(both_times([] {
    std::uint8_t byte = 0;
    const mote::tensor_view<std::uint8_t> bytes(&byte, mote::shape(1), 0.5F, 128);
    const float low[] = {opaque(-64.0F)};
    bytes.quantize(low);
    std::int16_t half = 0;
    const mote::tensor_view<std::int16_t> halves(&half, mote::shape(1), 0.001F, 0);
    const float high[] = {opaque(40.0F)};
    halves.quantize(high);
    return byte == 0 && bytes.dequantize(0) == -64.0F && half == 32767 &&
           halves.dequantize(0) == 0.001F * 32767;
  }));
  CHECK(both_times([] {
    float element = opaque(2.5F);
    const mote::tensor_view<float> view(&element, mote::shape(1), 0.0F, 0);
    return view.dequantize(0) == 2.5F;
  }));
}

TEST_CASE("tensor_view: argmax is the first of the largest") {
  CHECK(both_times([] {
    std::int8_t elements[] = {-128, 5, opaque(std::int8_t{127}), 127, 0};
    return mote::tensor_view<std::int8_t>(elements, mote::shape(5), 1.0F, 0).argmax() == 2 &&
           mote::tensor_view<std::int8_t>(elements, mote::shape(2), 1.0F, 0).argmax() == 1 &&
           mote::tensor_view<std::int8_t>(elements, mote::shape(1), 1.0F, 0).argmax() == 0;
  }));
}

TEST_CASE("tensor_ref: gives a view of the tensor's own type only") {
  static constexpr auto bytes = write(mote_test::fully_connected_model());
  const mote::graph graph(bytes.view());
  alignas(16) std::byte data[16]{};
  const mote::tensor_ref x(data, graph.tensor_at(0));
  CHECK(x.type() == mote::tensor_type::int8);
  CHECK(x.data() == data);
  CHECK(x.size_bytes() == 4);
  CHECK(x.shape() == mote::shape(1, 4));
  CHECK(x.scale() == 0.5F);
  CHECK(x.zero_point() == -3);
  x.as<std::int8_t>()[3] = 42;
  CHECK(data[3] == std::byte{42});
  CHECK(x.as<std::int8_t>().size() == 4);
  CHECK(x.as<std::int8_t>().zero_point() == -3);
  CHECK(x.as<float>().size() == 0);
  CHECK(x.as<float>().data() == nullptr);
  CHECK(x.as<std::int16_t>().begin() == x.as<std::int16_t>().end());

  const mote::tensor_ref bias(data, graph.tensor_at(2));
  CHECK(bias.size_bytes() == 8);
  CHECK(bias.as<std::int32_t>().size() == 2);
  CHECK(bias.scale() == 0.0F);
}
