// SPDX-License-Identifier: Apache-2.0
#include "mote/signal/delay.hpp"

#include <doctest/doctest.h>

#include <cstdint>

#include "support/both_times.hpp"

namespace {

using mote::signal::delay;
using mote::signal::sample_queue;
using mote_test::both_times;
using mote_test::opaque;

// Whether the samples 1, 2, ... 12, in calls of `count`, come out `length` later.
constexpr bool delays(std::int32_t length, std::int32_t count) {
  std::int16_t memory[12]{99, 99, 99, 99};
  const delay late{length};
  sample_queue queue(memory);
  late.reset(queue);
  std::int16_t input[12]{};
  for (std::int16_t i = 0; i < 12; ++i) input[i] = static_cast<std::int16_t>(i + 1);
  for (std::int32_t at = 0; at + count <= 12; at += count) {
    std::int16_t output[12]{};
    late(queue, input + at, count, output);
    for (std::int32_t i = 0; i < count; ++i) {
      const std::int32_t source = at + i - length;
      if (output[i] != (source < 0 ? 0 : source + 1)) return false;
    }
  }
  return queue.size() == length;
}

}  // namespace

TEST_CASE("delay: by less than, as much as and more than a call") {
  CHECK(both_times([] {
    return delays(opaque(3), 4) && delays(opaque(4), 4) && delays(opaque(5), 4) && delays(opaque(10), 2) &&
           delays(opaque(1), 12) && delays(opaque(0), 3) && delays(opaque(7), 1);
  }));
}

TEST_CASE("delay: what is valid") {
  CHECK(both_times([] {
    return delay{opaque(0)}.valid() && !delay{opaque(-1)}.valid() && !delay{opaque(0x7fffffff)}.valid();
  }));
}
