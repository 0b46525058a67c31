// SPDX-License-Identifier: Apache-2.0
#include "mote/model/flatbuffer.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "support/both_times.hpp"
#include "support/flatbuffer_writer.hpp"
#include "support/random_source.hpp"

namespace {

namespace flatbuffer = mote::flatbuffer;
using mote_test::both_times;
using mote_test::opaque;
using writer = mote_test::flatbuffer_writer<256>;

// A table with a scalar of each size, a string, a vector, and a vector of two tables; fields 1 and 8 are
// absent.
constexpr std::int64_t long_value = -(std::int64_t{1} << 40);
enum field : unsigned { a_byte, absent, a_word, a_real, a_long, text, numbers, tables };

struct example {
  writer out{"TEST"};
  std::uint32_t root = 0;
  std::uint32_t text = 0;
  std::uint32_t numbers = 0;
  std::uint32_t tables = 0;
  std::uint32_t first_table = 0;

  constexpr example() {
    using mote_test::offset;
    using mote_test::scalar;
    root = out.table({scalar(a_byte, std::int8_t{-5}), scalar(a_word, std::int32_t{-70000}),
                      scalar(a_real, 1.5F), scalar(a_long, long_value), offset(field::text),
                      offset(field::numbers), offset(field::tables)});
    out.root(root);
    text = out.string("words");
    out.attach(root, field::text, text);
    numbers = out.vector({std::int32_t{10}, std::int32_t{-20}, std::int32_t{30}});
    out.attach(root, field::numbers, numbers);
    tables = out.offsets(2);
    out.attach(root, field::tables, tables);
    first_table = out.table({scalar(0, std::int32_t{1})});
    out.attach_element(tables, 0, first_table);
    out.attach_element(tables, 1, out.table({scalar(0, std::int32_t{2})}));
  }
};

constexpr bool equal(const flatbuffer::vector<char>& a, const char* b) {
  for (std::uint32_t i = 0; i < a.size(); ++i) {
    if (a[i] != b[i]) return false;
  }
  return b[a.size()] == '\0';
}

/// Reads everything; gives a checksum, so that nothing is optimised away.
constexpr std::int64_t read_all(mote::byte_view bytes, bool* damaged) {
  const flatbuffer::table root = flatbuffer::root({bytes, damaged});
  std::int64_t sum = root.scalar<std::int8_t>(a_byte) + root.scalar<std::int32_t>(a_word) +
                     static_cast<int>(root.scalar<float>(a_real) != 0.0F) +
                     (root.scalar<std::int64_t>(a_long) >> 8);
  const auto text = root.string(field::text);
  for (std::uint32_t i = 0; i < text.size(); ++i) sum += text[i];
  const auto numbers = root.values<std::int32_t>(field::numbers);
  for (std::uint32_t i = 0; i < numbers.size(); ++i) sum += numbers[i];
  const auto tables = root.tables(field::tables);
  for (std::uint32_t i = 0; i < tables.size(); ++i) sum += tables[i].scalar<std::int32_t>(0);
  return sum;
}

constexpr bool reads_as_damaged(const writer& out) {
  bool damaged = false;
  read_all(out.buffer().view(), &damaged);
  // Nobody need ask for the mark.
  read_all(out.buffer().view(), nullptr);
  return damaged;
}

/// Changes the example and says whether the reader notices.
template <class Change>
constexpr bool notices(Change change) {
  example subject;
  change(subject);
  return reads_as_damaged(subject.out);
}

}  // namespace

TEST_CASE("flatbuffer: scalars, strings, vectors and tables") {
  CHECK(both_times([] {
    const example subject;
    bool damaged = opaque(false);
    const flatbuffer::table root = flatbuffer::root({subject.out.buffer().view(), &damaged});
    const auto numbers = root.values<std::int32_t>(field::numbers);
    const auto tables = root.tables(field::tables);
    return root && root.scalar<std::int8_t>(a_byte) == -5 && root.scalar<std::int32_t>(a_word) == -70000 &&
           root.scalar<float>(a_real) == 1.5F && root.scalar<std::int64_t>(a_long) == long_value &&
           equal(root.string(field::text), "words") && numbers.size() == 3 && numbers[1] == -20 &&
           !numbers.empty() && tables.size() == 2 && tables[0].scalar<std::int32_t>(0) == 1 &&
           tables[1].scalar<std::int32_t>(0) == 2 && !damaged;
  }));
}

TEST_CASE("flatbuffer: what is absent reads as the default") {
  CHECK(both_times([] {
    const example subject;
    bool damaged = opaque(false);
    const flatbuffer::table root = flatbuffer::root({subject.out.buffer().view(), &damaged});
    return !root.has(absent) && !root.has(8) && root.has(a_byte) &&
           root.scalar<std::int32_t>(absent, 7) == 7 && root.scalar<std::int32_t>(1000000, 8) == 8 &&
           !root.child(absent) && root.string(absent).empty() && root.values<float>(absent).size() == 0 &&
           root.tables(absent).size() == 0 && root.tables(absent)[0].scalar<std::int32_t>(0, 9) == 9 &&
           !damaged;
  }));
  CHECK(both_times([] {
    const flatbuffer::table nothing;
    return !nothing && nothing.scalar<std::int32_t>(0, opaque(3)) == 3 && nothing.tables(0).size() == 0;
  }));
}

TEST_CASE("flatbuffer: elements outside of a vector read as nothing") {
  CHECK(both_times([] {
    const example subject;
    bool damaged = opaque(false);
    const flatbuffer::table root = flatbuffer::root({subject.out.buffer().view(), &damaged});
    const auto numbers = root.values<std::int32_t>(field::numbers);
    const auto tables = root.tables(field::tables);
    const flatbuffer::vector<std::int32_t> nothing;
    return numbers[3] == 0 && numbers[0xffffffff] == 0 && !tables[2] && !tables[0xffffffff] &&
           nothing[0] == 0 && nothing.empty() && !damaged;
  }));
}

TEST_CASE("flatbuffer: bytes taken as wider elements") {
  CHECK(both_times([] {
    const example subject;
    const flatbuffer::table root = flatbuffer::root({subject.out.buffer().view()});
    const auto text = root.string(field::text);
    return text.load_as<std::uint16_t>(opaque(0U)) == 0x6f77 && text.load_as<std::uint16_t>(1) == 0x6472 &&
           text.load_as<std::uint16_t>(2) == 0 && text.load_as<std::uint16_t>(0xffffffff) == 0 &&
           text.load_as<std::int64_t>(0) == 0 && *text.data() == 'w' &&
           subject.out.buffer().bytes[text.offset()] == 'w';
  }));
}

TEST_CASE("flatbuffer: the file identifier") {
  CHECK(both_times([] {
    const mote::byte_view bytes("\0\0\0\0TFL3", opaque(std::size_t{8}));
    return flatbuffer::has_identifier(bytes, "TFL3") && !flatbuffer::has_identifier(bytes, "TFL2") &&
           !flatbuffer::has_identifier({bytes.data(), 7}, "TFL3") && !flatbuffer::has_identifier({}, "TFL3");
  }));
}

TEST_CASE("flatbuffer: an intact buffer is not damaged") {
  CHECK(both_times([] { return !notices([](example&) {}); }));
}

TEST_CASE("flatbuffer: offsets that lead out of the buffer, or nowhere, are damage") {
  CHECK(both_times([] {
    return notices([](example& e) { e.out.store(0, std::uint32_t{255}); }) &&
           notices([](example& e) { e.out.store(0, std::uint32_t{0xffffffff}); }) &&
           notices([](example& e) { e.out.store(0, std::uint32_t{0}); }) &&
           notices([](example& e) { e.out.store(e.out.place_of(e.root, field::text), std::uint32_t{0}); }) &&
           notices(
               [](example& e) { e.out.store(e.out.place_of(e.root, numbers), std::uint32_t{0xfffffff0}); }) &&
           notices([](example& e) { e.out.store(e.tables + 8, std::uint32_t{1000}); });
  }));
}

TEST_CASE("flatbuffer: vectors that are longer than the buffer are damage") {
  CHECK(both_times([] {
    return notices([](example& e) { e.out.store(e.text, std::uint32_t{1000}); }) &&
           notices([](example& e) { e.out.store(e.numbers, std::uint32_t{0xffffffff}); }) &&
           // 4 * 0x40000001 is 4 modulo 2^32.
           notices([](example& e) { e.out.store(e.numbers, std::uint32_t{0x40000001}); }) &&
           notices([](example& e) { e.out.store(e.tables, std::uint32_t{0x40000001}); });
  }));
}

TEST_CASE("flatbuffer: tables whose layout is impossible are damage") {
  CHECK(both_times([] {
    const auto vtable = [](const example& e) {
      return e.root - static_cast<std::uint32_t>(e.out.buffer().view().load<std::int32_t>(e.root));
    };
    return notices([](example& e) { e.out.store(e.root, std::int32_t{100000}); }) &&
           notices([](example& e) { e.out.store(e.root, std::int32_t{-100000}); }) &&
           notices([](example& e) { e.out.store(e.root, INT32_MIN); }) &&
           notices([&](example& e) { e.out.store(vtable(e), std::uint16_t{2}); }) &&
           notices([&](example& e) { e.out.store(vtable(e), std::uint16_t{7}); }) &&
           notices([&](example& e) { e.out.store(vtable(e), std::uint16_t{0xfffe}); }) &&
           notices([&](example& e) { e.out.store(vtable(e) + 2, std::uint16_t{3}); }) &&
           notices([&](example& e) { e.out.store(vtable(e) + 2, std::uint16_t{0xffff}); }) &&
           // Fields that overlap the offset of the vtable, or end behind the table.
           notices([&](example& e) { e.out.store(vtable(e) + 4, std::uint16_t{3}); }) &&
           notices([&](example& e) { e.out.store(vtable(e) + 8, std::uint16_t{60000}); });
  }));
}

TEST_CASE("flatbuffer: a truncated buffer is damaged and nothing behind its end is read") {
  const example subject;
  const auto& whole = subject.out.buffer();
  for (std::size_t size = 0; size < whole.size; ++size) {
    // A copy of its own, so that a sanitizer sees a read behind its end.
    const std::vector<char> part(whole.bytes, whole.bytes + size);
    bool damaged = false;
    read_all(mote::byte_view(part.data(), part.size()), &damaged);
    CHECK(damaged);
  }
}

TEST_CASE("flatbuffer: reading any bytes ends, within the bytes") {
  const example subject;
  const auto& whole = subject.out.buffer();
  mote_test::random_source random(11);
  std::int64_t sum = 0;
  for (int round = 0; round < mote_test::rounds(100000, 1000); ++round) {
    std::vector<char> bytes(whole.bytes, whole.bytes + whole.size);
    for (int change = random.between(1, 4); change > 0; --change) {
      bytes[static_cast<std::size_t>(random.between(0, static_cast<std::int32_t>(whole.size) - 1))] =
          static_cast<char>(random.integer<std::int8_t>());
    }
    sum += read_all(mote::byte_view(bytes.data(), bytes.size()), nullptr);
  }
  CHECK(sum != 0);
}
