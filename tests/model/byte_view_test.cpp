// SPDX-License-Identifier: Apache-2.0
#include "mote/model/byte_view.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>

#include "support/both_times.hpp"

using mote_test::both_times;
using mote_test::opaque;

namespace {

constexpr char bytes[] = "\xff\x01\x82\x03\x84\x05\x86\x07\x88\x00\x00\xc0\x3f";

}  // namespace

TEST_CASE("byte_view: loads are little-endian at any alignment") {
  CHECK(both_times([] {
    const mote::byte_view view(bytes, sizeof bytes);
    const std::size_t one = opaque(std::size_t{1});
    return view.load<std::uint8_t>(one - 1) == 255 && view.load<std::int8_t>(one - 1) == -1 &&
           view.load<std::uint16_t>(one) == 0x8201 && view.load<std::int16_t>(one) == -0x7dff &&
           view.load<std::uint32_t>(one) == 0x84038201 && view.load<std::int32_t>(one) == -0x7bfc7dff &&
           view.load<std::uint64_t>(one) == 0x8807860584038201 && view.load<std::int64_t>(one) < 0 &&
           view.load<std::uint64_t>(0) == 0x07860584038201ff;
  }));
}

TEST_CASE("byte_view: loads of a float and of a truth value") {
  CHECK(both_times([] {
    const mote::byte_view view(bytes, sizeof bytes);
    return view.load<float>(opaque(std::size_t{9})) == 1.5F && view.load<bool>(0) && !view.load<bool>(9) &&
           view.load<bool>(2);
  }));
}

TEST_CASE("byte_view: size, and nothing") {
  CHECK(both_times([] {
    const mote::byte_view view(bytes, opaque(std::size_t{3}));
    const mote::byte_view nothing;
    return view.size() == 3 && !view.empty() && view.data() == bytes && nothing.empty() &&
           nothing.size() == 0;
  }));
}

TEST_CASE("byte_view: of bytes of any type") {
  const unsigned char unsigned_bytes[] = {0x80, 0x01};
  const std::byte std_bytes[] = {std::byte{0x80}, std::byte{0x01}};
  const std::int8_t signed_bytes[] = {-128, 1};
  CHECK(mote::byte_view(unsigned_bytes, 2).load<std::uint16_t>(0) == 0x0180);
  CHECK(mote::byte_view(std_bytes, 2).load<std::uint16_t>(0) == 0x0180);
  CHECK(mote::byte_view(signed_bytes, 2).load<std::uint16_t>(0) == 0x0180);
}
