// SPDX-License-Identifier: Apache-2.0
#include "mote/optimize/flatbuffer_output.hpp"

#include <doctest/doctest.h>

#include <cstdint>

#include "support/both_times.hpp"
#include "support/flatbuffer_writer.hpp"

namespace {

namespace flatbuffer = mote::flatbuffer;
using mote::optimize::flatbuffer_output;
using mote_test::both_times;

/// A table with two numbers, one field that isn't there, a vector, a string, and a copy of a table.
constexpr std::uint32_t write(char* to, const flatbuffer::table& copied) {
  flatbuffer_output out(to);
  out.append(std::uint32_t{0});
  const auto fields =
      out.table_at(0, {{0, 7}, {4, static_cast<std::uint32_t>(-9)}, {1, 0, false}, {2, 0}, {3, 0}, {5, 0}});
  out.begin_vector<std::int64_t>(fields + 12, 2, 8);
  out.append(std::int64_t{-5});
  out.append(std::int64_t{6});
  constexpr char text[] = "here\x03\0\0\0abc";
  out.copy_string(fields + 16, flatbuffer::vector<char>({mote::byte_view(text, sizeof text)}, 4));
  out.copy_table(fields + 20, copied);
  return out.size();
}

}  // namespace

TEST_CASE("flatbuffer_output: what is written reads back") {
  CHECK(both_times([] {
    mote_test::flatbuffer_writer<64> from("TEST");
    from.root(from.table({mote_test::scalar(0, std::int8_t{3}), mote_test::scalar(2, std::int64_t{-4})}));
    const flatbuffer::table copied = flatbuffer::root({from.buffer().view()});

    char bytes[256]{};
    const std::uint32_t size = write(bytes, copied);
    bool damaged = false;
    const flatbuffer::table root = flatbuffer::root({mote::byte_view(bytes, size), &damaged});
    const auto numbers = root.values<std::int64_t>(2);
    const flatbuffer::table copy = root.child(5);
    return size == write(nullptr, copied) && root.scalar<std::int32_t>(0) == 7 &&
           root.scalar<std::int8_t>(4) == -9 && !root.has(1) && numbers.size() == 2 && numbers[0] == -5 &&
           numbers[1] == 6 && numbers.offset() % 8 == 0 && root.string(3).size() == 3 &&
           root.string(3)[2] == 'c' && copy.scalar<std::int8_t>(0) == 3 &&
           copy.scalar<std::int64_t>(2) == -4 && !damaged;
  }));
}
