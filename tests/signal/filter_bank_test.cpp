// SPDX-License-Identifier: Apache-2.0
#include "mote/signal/filter_bank.hpp"

#include <doctest/doctest.h>

#include <cstdint>

#include "support/both_times.hpp"

namespace {

using mote::signal::filter_bank;
using mote_test::both_times;
using mote_test::opaque;

// Sections of 2, 3, 0 and 1 frequencies, the last one again from the start.
struct bank {
  std::int16_t weights[6] = {9, 8, 4, 3, 2, 7};
  std::int16_t unweights[6] = {1, 2, 0, 1, 2, 5};
  std::int16_t frequency_starts[4] = {1, 3, 0, 0};
  std::int16_t weight_starts[4] = {0, 2, 0, 5};
  std::int16_t widths[4] = {2, 3, 0, 1};

  constexpr filter_bank view() const { return {weights, unweights, frequency_starts, weight_starts, widths}; }
};

}  // namespace

TEST_CASE("filter bank: each section counts for two bands") {
  CHECK(both_times([] {
    const bank made;
    const std::uint32_t spectrum[] = {opaque(1000U), 1, 10, 100, 2, 3};
    std::uint64_t output[3]{};
    made.view()(spectrum, output);
    // 1 * 1 + 10 * 2, then 100 * 4 + 2 * 3 + 3 * 2; 100 * 0 + 2 * 1 + 3 * 2; 1000 * 7.
    return made.view().channels() == 3 && output[0] == 21 + 412 && output[1] == 8 && output[2] == 7000;
  }));
}

TEST_CASE("filter bank: sums have 64 bits, and weights a sign") {
  CHECK(both_times([] {
    const std::int16_t weights[] = {32767, -1};
    const std::int16_t unweights[] = {32767, 0};
    const std::int16_t starts[] = {0, 1};
    const std::int16_t widths[] = {1, 1};
    const std::uint32_t loud[] = {opaque(0xffffffffU), 0};
    const std::uint32_t quiet[] = {opaque(0U), 1};
    std::uint64_t output[1]{};
    const filter_bank made{weights, unweights, starts, starts, widths};
    made(loud, output);
    const bool wide = output[0] == 0xffffffffULL * 32767;
    made(quiet, output);
    return wide && output[0] == 0xffffffffffffffff;
  }));
}

TEST_CASE("filter bank: what is valid") {
  CHECK(both_times([] {
    const auto valid_after = [](auto change, std::int32_t frequencies) {
      bank made;
      change(made);
      return made.view().valid(frequencies);
    };
    const auto nothing = [](bank&) {};
    return valid_after(nothing, opaque(6)) && !valid_after(nothing, opaque(5)) &&
           !valid_after([](bank& b) { b.frequency_starts[3] = -1; }, 6) &&
           !valid_after([](bank& b) { b.weight_starts[3] = -1; }, 6) &&
           !valid_after([](bank& b) { b.weight_starts[1] = 4; }, 6) &&
           !valid_after([](bank& b) { b.widths[0] = -1; }, 6) &&
           valid_after([](bank& b) { b.widths[3] = 0, b.weight_starts[3] = 6; }, 6) &&
           !valid_after([](bank& b) { b.frequency_starts[1] = 32767, b.widths[1] = 32767; }, 6);
  }));
  CHECK(both_times([] {
    const bank made;
    filter_bank view = made.view();
    view.widths = {made.widths, opaque(std::size_t{1})};
    const bool unequal = view.valid(6);
    view.frequency_starts = view.weight_starts = view.widths;
    const bool none = view.valid(6);
    view = made.view();
    view.unweights = {made.unweights, opaque(std::size_t{5})};
    return !unequal && !none && !view.valid(6);
  }));
}
