// SPDX-License-Identifier: Apache-2.0
#include "mote/model/flexbuffer.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "support/both_times.hpp"
#include "support/flexbuffer_walk.hpp"
#include "support/random_source.hpp"

namespace {

namespace flexbuffer = mote::flexbuffer;
using flexbuffer::root;
using mote_test::both_times;
using mote_test::opaque;

template <std::size_t Size>
constexpr mote::byte_view view_of(const char (&bytes)[Size]) {
  return {bytes, Size - 1};
}

// {"clamp": true, "shift": -3, "size": 300}, values of two bytes.
constexpr char options[] =
    "clamp\0shift\0size\0"    // keys at 0, 6 and 12
    "\x03\x12\x0d\x08"        // their number, and for each how far before it its text begins
    "\x03\0\x01\0"            // keys are 3 before this, and have 1 byte each
    "\x03\0"                  // the number of values
    "\x01\0\xfd\xff\x2c\x01"  // values
    "\x68\x05\x05"            // types: boolean, integer, integer
    "\x09\x25\x01";           // root: a map 9 before this, of values of 2 bytes, and its own byte

// [[1, -2, 3], [1.5], 2.25, "text", 7 (indirect), [false, true], (250, 251)]: elements of every kind.
constexpr char elements[] =
    "\x03\x01\xfe\x03"        // integers at 1
    "\x01\0\0\0\0\0\xc0\x3f"  // a vector of one float32 at 8
    "\x04text\0"              // a string at 13
    "\x07\0"                  // a whole number of two bytes at 18
    "\x02\0\x01"              // booleans at 21
    "\xfa\xfb"                // a pair at 23
    "\0\0\0"                  // padding
    "\x07\0\0\0"              // the number of elements
    "\x1f\0\0\0\x1c\0\0\0\0\0\x10\x40\x1f\0\0\0\x1e\0\0\0\x1f\0\0\0\x21\0\0\0"
    "\x2c\x36\x0e\x14\x19\x90\x44"  // types
    "\x23\x2a\x01";                 // root: a vector of elements of 4 bytes

constexpr mote::byte_view elements_view = view_of(elements);

template <class T>
constexpr bool is(const flexbuffer::value& value, T expected) {
  // Whole numbers have 32 bits on the board too, where int is another type of that size.
  std::conditional_t<std::is_same_v<T, int>, std::int32_t, T> number{};
  return value.get(number) && number == expected;
}
template <class T>
constexpr bool is_none(const flexbuffer::value& value) {
  T number{};
  return !value.get(number);
}

}  // namespace

TEST_CASE("flexbuffer: values of a map by their names") {
  CHECK(both_times([] {
    const flexbuffer::map map(root(view_of(options)));
    return map.size() == opaque(std::size_t{3}) && is(map["clamp"], true) && is(map["shift"], -3) &&
           is(map["size"], 300) && is(map["size"], std::int64_t{300}) && is(map["size"], true) &&
           is(map["clamp"], 1) && is(map["shift"], -3.0F);
  }));
}

TEST_CASE("flexbuffer: names that are not in the map") {
  CHECK(both_times([] {
    const flexbuffer::map map(root(view_of(options)));
    return !map["siz"] && !map["sizes"] && !map[""] && !map["x"] && is_none<std::int32_t>(map["siz"]) &&
           is_none<bool>(map["siz"]) && is_none<float>(map["siz"]) &&
           !flexbuffer::map()[opaque(true) ? "size" : ""];
  }));
}

TEST_CASE("flexbuffer: elements of vectors") {
  CHECK(both_times([] {
    const flexbuffer::vector all(root(elements_view));
    const flexbuffer::vector integers(all[0]);
    const flexbuffer::vector reals(all[1]);
    const flexbuffer::vector truths(all[5]);
    const flexbuffer::vector pair(all[6]);
    return all.size() == opaque(std::size_t{7}) && integers.size() == 3 && is(integers[0], 1) &&
           is(integers[1], -2) && is(integers[2], 3) && !integers[3] && reals.size() == 1 &&
           is(reals[0], 1.5F) && is(all[2], 2.25F) && is(all[4], 7) && truths.size() == 2 &&
           is(truths[0], false) && is(truths[1], true) && pair.size() == 2 && is(pair[0], 250) &&
           is(pair[1], 251);
  }));
}

TEST_CASE("flexbuffer: what is of another type is absent") {
  CHECK(both_times([] {
    const flexbuffer::vector all(root(elements_view));
    const flexbuffer::vector text(all[3]);
    return is_none<std::int32_t>(all[0]) && is_none<std::int32_t>(all[opaque(std::size_t{2})]) &&
           is_none<bool>(all[2]) && is_none<float>(all[3]) && text.size() == 0 &&
           flexbuffer::map(all[0]).size() == 0 && flexbuffer::vector(all[2]).size() == 0 &&
           flexbuffer::map(root(elements_view)).size() == 0;
  }));
}

TEST_CASE("flexbuffer: whole numbers have a range, floating ones are rounded") {
  CHECK(both_times([] {
    const char large[] = "\0\0\0\x80\0\0\0\0\x07\x08";                       // 2^31
    const char unsigned_one[] = "\xff\xff\xff\xff\xff\xff\xff\xff\x0b\x08";  // 2^64 - 1
    const char real[] = "\x01\0\0\0\0\0\xf8\x3f\x0f\x08";                    // slightly above 1.5
    const char short_real[] = "\0\x3c\x0d\x02";                              // a floating number of 2 bytes
    return is_none<std::int32_t>(root(view_of(large))) && is(root(view_of(large)), std::int64_t{1} << 31) &&
           is_none<std::int64_t>(root(view_of(unsigned_one))) && is(root(view_of(unsigned_one)), true) &&
           is(root(view_of(real)), opaque(1.5F)) && is_none<float>(root(view_of(short_real)));
  }));
}

TEST_CASE("flexbuffer: float64 as float32, ties to even") {
  CHECK(both_times([] {
    const auto gives = [](std::uint64_t bits, std::uint32_t expected) {
      return __builtin_bit_cast(std::uint32_t, flexbuffer::detail::narrowed(opaque(bits))) == expected;
    };
    return gives(0, 0) && gives(0x8000000000000000, 0x80000000) && gives(0x3ff8000000000000, 0x3fc00000) &&
           gives(0xc004000000000000, 0xc0200000) &&  // -2.5
           gives(0x3ff0000010000000, 0x3f800000) &&  // ties
           gives(0x3ff0000030000000, 0x3f800002) && gives(0x3ff0000010000001, 0x3f800001) &&
           gives(0x3fffffffffffffff, 0x40000000) &&  // carries
           gives(0x47efffffefffffff, 0x7f7fffff) && gives(0x47effffff0000000, 0x7f800000) &&
           gives(0x7fefffffffffffff, 0x7f800000) && gives(0xfff0000000000000, 0xff800000) &&
           gives(0x3810000000000000, 0x00800000) && gives(0x380fffffffffffff, 0x00800000) &&
           gives(0x36a0000000000000, 0x00000001) && gives(0x3690000000000000, 0x00000000) &&
           gives(0x3690000000000001, 0x00000001) && gives(0x0000000000000001, 0);
  }));
  float number = 0;
  const char not_a_number[] = "\0\0\0\0\0\0\xf4\x7f\x0f\x08";
  CHECK(root(view_of(not_a_number)).get(number));
  CHECK(number != number);
}

TEST_CASE("flexbuffer: bytes that end too early or say nonsense") {
  CHECK(both_times([] {
    const char no_width[] = "\x01\x04\x03";
    const char wide[] = "\x01\x04\x02";
    const char far_map[] = "\x01\x02\x24\x01";        // its offset leads out of the bytes
    const char short_map[] = "\0\x01\0\x01\x24\x01";  // there is no room for its keys
    return !root({}) && !root({view_of(options).data(), opaque(std::size_t{2})}) &&
           !root(view_of(no_width)) && !root(view_of(wide)) &&
           flexbuffer::map(root(view_of(far_map))).size() == 0 &&
           flexbuffer::map(root(view_of(short_map))).size() == 0;
  }));
}

TEST_CASE("flexbuffer: hostile bytes are never read beyond") {
  const auto sum_of = [](const std::vector<char>& bytes) {
    return mote_test::walk_flexbuffer(root({bytes.data(), bytes.size()}));
  };
  for (const mote::byte_view bytes : {view_of(options), elements_view}) {
    const std::vector<char> whole(bytes.data(), bytes.data() + bytes.size());
    CHECK(sum_of(whole) > 0);
    for (std::size_t first = 0; first < whole.size(); ++first) {
      // Both ends are cut: the description of the root is at the end.
      sum_of({whole.begin() + static_cast<std::ptrdiff_t>(first), whole.end()});
      sum_of({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(first)});
    }
    for (std::size_t at = 0; at < whole.size(); ++at) {
      for (int value = 0; value < 256; value += mote_test::on_board ? 17 : 1) {
        std::vector<char> damaged = whole;
        damaged[at] = static_cast<char>(value);
        sum_of(damaged);
      }
    }
    mote_test::random_source random(bytes.size());
    for (int round = 0; round < mote_test::rounds(20000, 200); ++round) {
      std::vector<char> damaged = whole;
      for (int k = random.between(2, 6); k > 0; --k) {
        damaged[static_cast<std::size_t>(random.between(0, static_cast<std::int32_t>(whole.size()) - 1))] =
            static_cast<char>(random.between(-128, 127));
      }
      sum_of(damaged);
    }
  }
}
