// SPDX-License-Identifier: Apache-2.0
#include "mote/target/dsp.hpp"

#include <doctest/doctest.h>

#include <cstdint>

#include "support/both_times.hpp"
#include "support/random_source.hpp"

namespace dsp = mote::dsp;
namespace emulated = mote::dsp::emulated;

// What the instructions do, by hand: this is checked of the emulation, at both times.
TEST_CASE("dsp: products of halfwords") {
  CHECK(mote_test::both_times([] {
    const auto a = mote_test::opaque(0xfffe0003U);  // -2, 3
    const std::uint32_t b = 0x00050007;             // 5, 7
    return emulated::smlad(a, b, 100) == 100 + 21 - 10 && emulated::smladx(a, b, 100) == 100 + 15 - 14 &&
           emulated::smlsd(a, b, 100) == 100 + 21 + 10 && emulated::smlsdx(a, b, 100) == 100 + 15 + 14 &&
           emulated::smuad(a, b) == 11 && emulated::smuadx(a, b) == 1 && emulated::smusd(a, b) == 31 &&
           emulated::smusdx(a, b) == 29 && emulated::smlabb(a, b, 1) == 22 &&
           emulated::smlabt(a, b, 1) == 16 && emulated::smlatb(a, b, 1) == -13 &&
           emulated::smlatt(a, b, 1) == -9 && emulated::smlad(a, b, INT32_MAX) == INT32_MIN + 10 &&
           emulated::smulbb(a, b) == 21 && emulated::smultt(a, b) == -10 &&
           emulated::smlawb(1 << 20, b, 7) == 7 + (7 << 4) && emulated::smlawt(-1, b, 7) == 6 &&
           emulated::sadd16(0x7fff0001, 0x0001ffff) == 0x80000000 &&
           emulated::ssub16(0x80000001, 0x00010002) == 0x7fffffff &&
           emulated::smuad(0x80008000, 0x80008000) == INT32_MIN;
  }));
}

TEST_CASE("dsp: bytes and halves of words") {
  CHECK(mote_test::both_times([] {
    const auto word = mote_test::opaque(0x81024384U);
    return emulated::uxtb16(word) == 0x00020084 && emulated::uxtb16<8>(word) == 0x00810043 &&
           emulated::sxtb16(word) == 0x0002ff84 && emulated::sxtb16<8>(word) == 0xff810043 &&
           emulated::sxtb16<16>(word) == 0xff840002 && emulated::uxtb16<24>(word) == 0x00430081 &&
           emulated::uxtab16(0xffff0001, word) == 0x00010085 &&
           emulated::sxtab16<8>(0x00010001, word) == 0xff820044 &&
           emulated::largest_bytes(word, 0x80027f90) == 0x81027f90 &&
           emulated::pkhbt(word, 0x55556666) == 0x55554384 &&
           emulated::pkhbt<16>(word, 0x55556666) == 0x66664384 &&
           emulated::pkhtb(word, 0x55556666) == 0x81026666 &&
           emulated::pkhtb<16>(word, 0xf5556666) == 0x8102f555;
  }));
}

TEST_CASE("dsp: high products and saturation") {
  CHECK(mote_test::both_times([] {
    const auto a = mote_test::opaque(0x18000);
    return emulated::smmul(a, 0x10000) == 1 && emulated::smmulr(a, 0x10000) == 2 &&
           emulated::smmul(-a, 0x10000) == -2 && emulated::smmulr(-a, 0x10000) == -1 &&
           emulated::smmla(a, 0x10000, 5) == 6 && emulated::smmlar(a, 0x10000, INT32_MAX) == INT32_MIN + 1 &&
           emulated::ssat<8>(128) == 127 && emulated::ssat<8>(-129) == -128 &&
           emulated::ssat<8, 4>(a) == 127 && emulated::ssat<8, 12>(-a) == -24 && emulated::usat<8>(-1) == 0 &&
           emulated::usat<8, 4>(0xfff) == 255 && emulated::qadd(INT32_MAX, 1) == INT32_MAX &&
           emulated::qadd(INT32_MIN, -1) == INT32_MIN && emulated::qadd(7, -9) == -2;
  }));
}

// On a board with the instructions: they do what the emulation does.
TEST_CASE("dsp: instructions and emulation agree") {
  mote_test::random_source random(7);
  const auto word = [&] {
    constexpr std::uint32_t special[] = {0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 0x80008000, 0x7fff7fff};
    return random.chance(4) ? random.one_of(special) : static_cast<std::uint32_t>(random.bits());
  };
  for (int round = 0; round < mote_test::rounds(1000, 500); ++round) {
    const std::uint32_t a = word();
    const std::uint32_t b = word();
    const auto x = static_cast<std::int32_t>(word());
    const auto y = static_cast<std::int32_t>(word());
    const auto z = static_cast<std::int32_t>(word());
    CHECK(dsp::smlad(a, b, x) == emulated::smlad(a, b, x));
    CHECK(dsp::smladx(a, b, x) == emulated::smladx(a, b, x));
    CHECK(dsp::smlsd(a, b, x) == emulated::smlsd(a, b, x));
    CHECK(dsp::smlsdx(a, b, x) == emulated::smlsdx(a, b, x));
    CHECK(dsp::sadd16(a, b) == emulated::sadd16(a, b));
    CHECK(dsp::ssub16(a, b) == emulated::ssub16(a, b));
    CHECK(dsp::smuad(a, b) == emulated::smuad(a, b));
    CHECK(dsp::smuadx(a, b) == emulated::smuadx(a, b));
    CHECK(dsp::smusd(a, b) == emulated::smusd(a, b));
    CHECK(dsp::smusdx(a, b) == emulated::smusdx(a, b));
    CHECK(dsp::smlabb(a, b, x) == emulated::smlabb(a, b, x));
    CHECK(dsp::smlabt(a, b, x) == emulated::smlabt(a, b, x));
    CHECK(dsp::smlatb(a, b, x) == emulated::smlatb(a, b, x));
    CHECK(dsp::smlatt(a, b, x) == emulated::smlatt(a, b, x));
    CHECK(dsp::smulbb(a, b) == emulated::smulbb(a, b));
    CHECK(dsp::smultt(a, b) == emulated::smultt(a, b));
    CHECK(dsp::smlawb(x, b, y) == emulated::smlawb(x, b, y));
    CHECK(dsp::smlawt(x, b, y) == emulated::smlawt(x, b, y));
    CHECK(dsp::uxtab16(a, b) == emulated::uxtab16(a, b));
    CHECK(dsp::uxtab16<8>(a, b) == emulated::uxtab16<8>(a, b));
    CHECK(dsp::sxtab16(a, b) == emulated::sxtab16(a, b));
    CHECK(dsp::sxtab16<8>(a, b) == emulated::sxtab16<8>(a, b));
    CHECK(dsp::largest_bytes(a, b) == emulated::largest_bytes(a, b));
    CHECK(dsp::in_register(a) == a);
    CHECK(dsp::uxtb16(a) == emulated::uxtb16(a));
    CHECK(dsp::uxtb16<8>(a) == emulated::uxtb16<8>(a));
    CHECK(dsp::sxtb16(a) == emulated::sxtb16(a));
    CHECK(dsp::sxtb16<16>(a) == emulated::sxtb16<16>(a));
    CHECK(dsp::sxtb16<24>(a) == emulated::sxtb16<24>(a));
    CHECK(dsp::pkhbt(a, b) == emulated::pkhbt(a, b));
    CHECK(dsp::pkhbt<16>(a, b) == emulated::pkhbt<16>(a, b));
    CHECK(dsp::pkhtb(a, b) == emulated::pkhtb(a, b));
    CHECK(dsp::pkhtb<16>(a, b) == emulated::pkhtb<16>(a, b));
    CHECK(dsp::smmul(x, y) == emulated::smmul(x, y));
    CHECK(dsp::smmulr(x, y) == emulated::smmulr(x, y));
    CHECK(dsp::smmla(x, y, z) == emulated::smmla(x, y, z));
    CHECK(dsp::smmlar(x, y, z) == emulated::smmlar(x, y, z));
    CHECK(dsp::ssat<8>(x) == emulated::ssat<8>(x));
    CHECK(dsp::ssat<8, 20>(x) == emulated::ssat<8, 20>(x));
    CHECK(dsp::usat<8>(x) == emulated::usat<8>(x));
    CHECK(dsp::usat<8, 20>(x) == emulated::usat<8, 20>(x));
    CHECK(dsp::qadd(x, y) == emulated::qadd(x, y));
  }
}
