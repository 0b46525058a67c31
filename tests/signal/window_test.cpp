// SPDX-License-Identifier: Apache-2.0
#include "mote/signal/window.hpp"

#include <doctest/doctest.h>

#include <cstdint>

#include "support/both_times.hpp"

namespace {

using mote::signal::window;
using mote_test::both_times;
using mote_test::opaque;

template <std::size_t Size>
constexpr bool gives(const std::int16_t (&weights)[Size], std::int32_t shift,
                     const std::int16_t (&input)[Size], const std::int16_t (&expected)[Size]) {
  std::int16_t output[Size]{};
  window{weights, static_cast<std::int32_t>(Size), shift}(input, output);
  bool equal = true;
  for (std::size_t i = 0; i < Size; ++i) equal = equal && output[i] == expected[i];
  return equal;
}

}  // namespace

TEST_CASE("window: products lose their fraction downwards") {
  CHECK(both_times([] {
    return gives({0, 2048, 4096, 1, 1}, opaque(12), {500, 1001, -77, 4095, -1}, {0, 500, -77, 0, -1}) &&
           gives({32767, -32768, 2}, opaque(31), {32767, -32768, -1}, {0, 0, -1});
  }));
}

TEST_CASE("window: saturates") {
  CHECK(both_times([] {
    return gives({-32768, 32767, 256, -256, 255}, opaque(7), {-32768, -32768, 32767, 32767, 128},
                 {32767, -32768, 32767, -32768, 255}) &&
           gives({1, -1, 2}, opaque(0), {-32768, -32768, 16384}, {-32768, 32767, 32767});
  }));
}

TEST_CASE("window: in place") {
  CHECK(both_times([] {
    const std::int16_t weights[] = {4096, 2048};
    std::int16_t samples[] = {opaque(std::int16_t{100}), 100};
    window{weights, 2, 12}(samples, samples);
    return samples[0] == 100 && samples[1] == 50;
  }));
}

TEST_CASE("window: what is valid") {
  CHECK(both_times([] {
    const std::int16_t weights[] = {1};
    return window{weights, 1, opaque(0)}.valid() && window{weights, 1, 31}.valid() &&
           !window{weights, 1, 32}.valid() && !window{weights, 1, -1}.valid() &&
           !window{weights, 0, 0}.valid();
  }));
}
