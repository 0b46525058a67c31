// SPDX-License-Identifier: Apache-2.0
#include "mote/run/constant_check.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>

#if __has_include(<sys/mman.h>)
#include <sys/mman.h>
#include <unistd.h>
#endif

#include "mote/ops/channel.hpp"
#include "mote/ops/fully_connected.hpp"
#include "mote/run/static_model.hpp"
#include "support/both_times.hpp"
#include "support/run_model.hpp"
#include "support/small_models.hpp"

namespace {

using mote::run_status;
using mote::detail::crc32_of_constants;
using mote_test::both_times;

/// Changes a bit of memory that may be written.
void flip_bit(const void* constant) {
  auto* const byte = static_cast<volatile unsigned char*>(const_cast<void*>(constant));
  *byte = *byte ^ 4;
}

/// Changes a bit of a constant, as flash memory may.
void flip_bit_of_flash(const void* constant) {
#if __has_include(<sys/mman.h>)
  const auto page_size = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  const auto page = reinterpret_cast<std::uintptr_t>(constant) / page_size * page_size;
  REQUIRE(mprotect(reinterpret_cast<void*>(page), page_size, PROT_READ | PROT_WRITE) == 0);
#endif
  flip_bit(constant);
}

const void* weights = nullptr;

/// Tells where its weights are.
struct telling_fully_connected : mote::ops::fully_connected {
  template <class Context>
  static void run(const Context& context) {
    weights = context.template input<std::int8_t, 1>();
    mote::ops::fully_connected::run(context);
  }
};

template <class T>
constexpr std::uint32_t crc32_of_one(const T& value) {
  return crc32_of_constants(&value, 1);
}

}  // namespace

TEST_CASE("constant_check: constants count as their bytes, structs as their members") {
  CHECK(both_times([] {
    const std::int8_t digits[] = {'1', '2', '3', '4', '5', '6', '7', '8', '9'};
    return crc32_of_constants(digits, 9) == 0xcbf43926;
  }));
  CHECK(both_times([] {
    const std::int16_t halves[] = {0x3231, 0x3433};
    return crc32_of_constants(halves, 2) == mote::crc32_of({"1234", 4});
  }));
  CHECK(both_times([] { return crc32_of_one(1.0F) == mote::crc32_of({"\x00\x00\x80\x3f", 4}); }));
  CHECK(both_times([] {
    const mote::channel of_two = {0x34333231, {0x38373635, 0x32313039}};
    return crc32_of_one(of_two) == mote::crc32_of({"123456789012", 12});
  }));
  CHECK(both_times([] {
    const mote::element_bytes<2> bytes = {{'1', '2'}};
    return crc32_of_one(bytes) == mote::crc32_of({"12", 2});
  }));
  CHECK(both_times([] { return crc32_of_one(mote::float_channel{1.0F}) == crc32_of_one(1.0F); }));
}

namespace {

/// `flip` changes a bit of a weight.
template <class... Options>
void check_finds_damage(void (*flip)(const void*)) {
  using net = mote::static_model<mote_test::bytes_of<mote_test::chain_model>, telling_fully_connected,
                                 mote::ops::reshape, mote::ops::softmax, Options...>;
  static net model;
  CHECK(model.invoke(mote::verify_constants{}) == run_status::completed);
  REQUIRE(weights != nullptr);
  flip(weights);
  CHECK(model.invoke(mote::verify_constants{}) == run_status::constants_damaged);
  CHECK(model.invoke() == run_status::completed);
  flip(weights);
  CHECK(model.invoke(mote::verify_constants{}) == run_status::completed);
}

}  // namespace

TEST_CASE("constant_check: a bit that a weight has lost ends the invoke, and only one that looks") {
  check_finds_damage(flip_bit_of_flash);
}

TEST_CASE("constant_check: the same where constants are in RAM, which anybody can write") {
  check_finds_damage<mote::constants_in_ram>(flip_bit);
}
