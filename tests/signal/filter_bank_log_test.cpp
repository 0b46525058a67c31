// SPDX-License-Identifier: Apache-2.0
#include "mote/signal/filter_bank_log.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>

#include "support/both_times.hpp"
#include "support/random_source.hpp"

namespace {

using mote::signal::filter_bank_log;
using mote::signal::scaled_log;
using mote_test::both_times;
using mote_test::opaque;

constexpr std::int16_t log_of(std::uint32_t value, std::uint32_t scale, std::int32_t bits = 0) {
  std::int16_t output[1]{};
  filter_bank_log{scale, bits}(&value, opaque(1), output);
  return output[0];
}

}  // namespace

TEST_CASE("filter bank log: the table has what log2(1 + x) has above x") {
  CHECK(both_times([] {
    const auto& values = mote::signal::log2_table.values;
    return values[0] == 0 && values[opaque(1)] == 224 && values[57] == 5641 && values[127] == 142 &&
           values[128] == 0;
  }));
  for (int i = 0; i <= 128; ++i) {
    CAPTURE(i);
    CHECK(mote::signal::log2_table.values[i] == std::lround(65536 * (std::log2(1 + i / 128.0) - i / 128.0)));
  }
}

TEST_CASE("filter bank log: natural logarithms, scaled") {
  CHECK(both_times([] {
    return log_of(0, 64) == 0 && log_of(1, 64) == 0 && log_of(2, 64) == 44 && log_of(3, 64) == 70 &&
           log_of(10, 64) == 147 && log_of(1000000, 64) == 884 && log_of(0xffffffff, 64) == 1420;
  }));
}

TEST_CASE("filter bank log: correction shifts bits out at the top") {
  CHECK(both_times([] {
    return log_of(1, 64, opaque(3)) == 133 && log_of(0x80000001, 64, opaque(1)) == 44 &&
           log_of(0x80000000, 64, opaque(1)) == 0 && log_of(1, 64, opaque(31)) == 1375;
  }));
}

TEST_CASE("filter bank log: saturates, unless the product has wrapped before") {
  CHECK(both_times([] {
    // Of 2^31: 21.4876 * 2048 is above 32767; times 65536 it wraps.
    return log_of(0x80000000, 2048) == 32767 && scaled_log(opaque(0x80000000U), 2048) == 44006 &&
           scaled_log(opaque(0x80000000U), 65536) == (1408206U * 65536 + 32768) >> 16;
  }));
}

TEST_CASE("filter bank log: close to the logarithm everywhere") {
  // Between two entries of the table the reference hardly rises: that loses up to 224 / 2^16 of a power of
  // two.
  mote_test::random_source random(9);
  for (int round = 0; round < mote_test::rounds(20000, 500); ++round) {
    const auto value = static_cast<std::uint32_t>(random.bits() >> random.between(32, 62)) | 1;
    CHECK(std::abs(scaled_log(value, 1024) - 1024 * std::log(static_cast<double>(value))) < 3);
  }
}

TEST_CASE("filter bank log: what is valid") {
  CHECK(both_times([] {
    return filter_bank_log{64, opaque(0)}.valid() && filter_bank_log{64, 31}.valid() &&
           !filter_bank_log{64, opaque(-1)}.valid() && !filter_bank_log{64, 32}.valid();
  }));
}
