// SPDX-License-Identifier: Apache-2.0
#include "mote/signal/framer.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "support/both_times.hpp"
#include "support/random_source.hpp"

namespace {

using mote::signal::framer;
using mote::signal::sample_queue;
using mote_test::both_times;
using mote_test::opaque;

template <std::size_t Size>
constexpr bool equal(const std::int16_t (&a)[Size], const std::int16_t (&b)[Size]) {
  bool same = true;
  for (std::size_t i = 0; i < Size; ++i) same = same && a[i] == b[i];
  return same;
}

}  // namespace

TEST_CASE("framer: frames overlap; the first waits until there are enough samples") {
  CHECK(both_times([] {
    const framer cut{5, opaque(2), false};
    std::int16_t memory[4]{};
    sample_queue queue(memory);
    cut.reset(queue);
    const std::int16_t samples[] = {1, 2, 3, 4, 5, 6, 7, 8};
    std::int16_t frame[5]{};
    const bool waits =
        !cut(queue, samples, frame) && !cut(queue, samples + 2, frame) && equal(frame, {0, 0, 0, 0, 0});
    const bool first = cut(queue, samples + 4, frame) && equal(frame, {1, 2, 3, 4, 5});
    const bool second = cut(queue, samples + 6, frame) && equal(frame, {3, 4, 5, 6, 7});
    return waits && first && second && cut.queue_size() == 4;
  }));
}

TEST_CASE("framer: prefilled, zeros stand before the first samples") {
  CHECK(both_times([] {
    const framer cut{5, opaque(2), true};
    std::int16_t memory[3]{};
    sample_queue queue(memory);
    cut.reset(queue);
    const std::int16_t samples[] = {1, 2, 3, 4, 5, 6};
    std::int16_t frame[5]{};
    const bool first = cut(queue, samples, frame) && equal(frame, {0, 0, 0, 1, 2});
    const bool second = cut(queue, samples + 2, frame) && equal(frame, {0, 1, 2, 3, 4});
    cut.reset(queue);
    const bool again = cut(queue, samples + 4, frame) && equal(frame, {0, 0, 0, 5, 6});
    return first && second && again && cut.queue_size() == 3;
  }));
}

TEST_CASE("framer: frames side by side, and with gaps between them") {
  CHECK(both_times([] {
    sample_queue queue(nullptr);
    const std::int16_t samples[] = {1, 2, 3, 4};
    std::int16_t whole[2]{};
    const framer side_by_side{2, opaque(2), true};
    std::int16_t part[1]{};
    const framer with_gaps{1, opaque(2), false};
    return side_by_side(queue, samples, whole) && equal(whole, {1, 2}) &&
           side_by_side(queue, samples + 2, whole) && equal(whole, {3, 4}) &&
           with_gaps(queue, samples, part) && equal(part, {1}) && with_gaps(queue, samples + 2, part) &&
           equal(part, {3}) && side_by_side.queue_size() == 0 && with_gaps.queue_size() == 0;
  }));
}

TEST_CASE("framer: frame n has the samples from n * frame_step on") {
  mote_test::random_source random(5);
  for (int round = 0; round < mote_test::rounds(500, 20); ++round) {
    framer cut{random.between(1, 20), random.between(1, 20), random.chance(2)};
    if (!cut.valid()) cut.prefill = false;
    std::vector<std::int16_t> stream(static_cast<std::size_t>(12 * cut.frame_step));
    random.fill(stream);
    std::vector<std::int16_t> memory(static_cast<std::size_t>(cut.queue_size()));
    sample_queue queue(memory.data());
    cut.reset(queue);
    if (cut.prefill) {
      stream.insert(stream.begin(), static_cast<std::size_t>(cut.frame_size - cut.frame_step),
                    std::int16_t{0});
    }
    const std::int16_t* input = stream.data() + (cut.prefill ? cut.frame_size - cut.frame_step : 0);
    std::vector<std::int16_t> frame(static_cast<std::size_t>(cut.frame_size));
    const std::int16_t* expected = stream.data();
    for (; input < stream.data() + stream.size(); input += cut.frame_step) {
      const bool enough = expected + cut.frame_size <= input + cut.frame_step;
      CHECK(cut(queue, input, frame.data()) == enough);
      if (!enough) continue;
      CHECK(frame == std::vector<std::int16_t>(expected, expected + cut.frame_size));
      expected += cut.frame_step;
    }
  }
}

TEST_CASE("framer: what is valid") {
  CHECK(both_times([] {
    return framer{opaque(480), 320, true}.valid() && framer{1, 1, false}.valid() &&
           framer{2, 3, false}.valid() && framer{3, 3, true}.valid() && !framer{2, 3, true}.valid() &&
           !framer{0, 1, false}.valid() && !framer{1, 0, false}.valid() && !framer{-1, 1, false}.valid() &&
           !framer{1, -1, false}.valid() && !framer{0x7fffffff, 1, false}.valid() &&
           !framer{1, 0x7fffffff, false}.valid();
  }));
}
