// SPDX-License-Identifier: Apache-2.0
#include "mote/signal/sample_queue.hpp"

#include <doctest/doctest.h>

#include <cstdint>

#include "support/both_times.hpp"

namespace {

using mote::signal::sample_queue;
using mote_test::both_times;
using mote_test::opaque;

template <std::size_t Size>
constexpr bool holds(const sample_queue& queue, const std::int16_t (&expected)[Size]) {
  std::int16_t samples[Size]{};
  queue.read(static_cast<const std::int16_t*>(nullptr), queue.size(), samples);
  bool equal = queue.size() == static_cast<std::int32_t>(Size);
  for (std::size_t i = 0; i < Size; ++i) equal = equal && samples[i] == expected[i];
  return equal;
}

}  // namespace

TEST_CASE("sample queue: reads what it holds and then what comes next") {
  CHECK(both_times([] {
    std::int16_t memory[4]{};
    sample_queue queue(memory);
    const std::int16_t next[] = {opaque(std::int16_t{5}), 6, 7};
    std::int16_t read[5]{};
    queue.push_zeros(1);
    queue.push(next, 1);
    queue.read(next, 1, read);
    const bool own = read[0] == 0 && read[1] == 0;
    queue.read(next, 5, read);
    return own && read[0] == 0 && read[1] == 5 && read[2] == 5 && read[3] == 6 && read[4] == 7;
  }));
}

TEST_CASE("sample queue: shifts by less than, as much as and more than it holds") {
  CHECK(both_times([] {
    std::int16_t memory[3]{};
    sample_queue queue(memory);
    const std::int16_t first[] = {opaque(std::int16_t{1}), 2, 3};
    const std::int16_t next[] = {4, 5, 6, 7};
    queue.shift(0, first, 3);
    bool ok = holds(queue, {1, 2, 3});
    queue.shift(2, next, 2);
    ok = ok && holds(queue, {3, 4, 5});
    queue.shift(3, next, 1);
    ok = ok && holds(queue, {4});
    queue.shift(3, next, 4);
    ok = ok && holds(queue, {6, 7});
    queue.shift(6, next, 4);
    ok = ok && queue.size() == 0;
    queue.shift(0, next, 1);
    queue.clear();
    return ok && queue.size() == 0;
  }));
}

TEST_CASE("sample queue: goes on from a size that was kept") {
  CHECK(both_times([] {
    std::int16_t memory[] = {opaque(std::int16_t{8}), 9, 0};
    const std::int16_t next[] = {10};
    sample_queue queue(memory, 2);
    queue.shift(0, next, 1);
    return holds(queue, {8, 9, 10});
  }));
}
