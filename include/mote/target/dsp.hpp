// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_DSP_HPP
#define MOTE_TARGET_DSP_HPP

#include <cstdint>
#include <limits>

// The DSP instructions of Armv7E-M (Armv7-M Architecture Reference Manual, DDI 0403, chapter A7.7), one
// function each: kernels written in them run on a Cortex-M4 as single instructions, and elsewhere, with the
// same results, by emulation.
//
// A word holds 4 bytes or 2 halfwords, the first in its low bits. Sums are modulo 2^32; the Q flag is
// nobody's business here.

#if defined(__ARM_FEATURE_DSP) && defined(__thumb2__)
#define MOTE_HAS_DSP 1
#else
#define MOTE_HAS_DSP 0
#endif

// Assembly that keeps constants in the registers of the FPU.
#if MOTE_HAS_DSP && defined(__ARM_FP)
#define MOTE_HAS_DSP_AND_FPU 1
#else
#define MOTE_HAS_DSP_AND_FPU 0
#endif

namespace mote::dsp {

/// The instructions in C++, usable in constant expressions.
namespace emulated {

namespace detail {

constexpr std::int32_t low(std::uint32_t word) { return static_cast<std::int16_t>(word & 0xffff); }
constexpr std::int32_t high(std::uint32_t word) { return static_cast<std::int16_t>(word >> 16); }
constexpr std::uint32_t halves(std::int32_t low, std::int32_t high) {
  return (static_cast<std::uint32_t>(low) & 0xffff) | static_cast<std::uint32_t>(high) << 16;
}
constexpr std::uint32_t rotate_right(std::uint32_t word, int count) {
  return count == 0 ? word : word >> count | word << (32 - count);
}
constexpr std::int32_t wrap(std::int64_t value) {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(value));
}
constexpr std::int32_t saturate(std::int64_t value, std::int64_t least, std::int64_t most) {
  return static_cast<std::int32_t>(value < least ? least : value > most ? most : value);
}

}  // namespace detail

/// sum + low(a) * low(b) + high(a) * high(b)
constexpr std::int32_t smlad(std::uint32_t a, std::uint32_t b, std::int32_t sum) {
  return detail::wrap(std::int64_t{detail::low(a)} * detail::low(b) +
                      std::int64_t{detail::high(a)} * detail::high(b) + sum);
}
/// sum + low(a) * high(b) + high(a) * low(b)
constexpr std::int32_t smladx(std::uint32_t a, std::uint32_t b, std::int32_t sum) {
  return smlad(a, detail::rotate_right(b, 16), sum);
}
/// sum + low(a) * low(b) - high(a) * high(b)
constexpr std::int32_t smlsd(std::uint32_t a, std::uint32_t b, std::int32_t sum) {
  return detail::wrap(std::int64_t{detail::low(a)} * detail::low(b) -
                      std::int64_t{detail::high(a)} * detail::high(b) + sum);
}
/// sum + low(a) * high(b) - high(a) * low(b)
constexpr std::int32_t smlsdx(std::uint32_t a, std::uint32_t b, std::int32_t sum) {
  return smlsd(a, detail::rotate_right(b, 16), sum);
}
constexpr std::int32_t smuad(std::uint32_t a, std::uint32_t b) { return smlad(a, b, 0); }
constexpr std::int32_t smuadx(std::uint32_t a, std::uint32_t b) { return smladx(a, b, 0); }
constexpr std::int32_t smusd(std::uint32_t a, std::uint32_t b) { return smlsd(a, b, 0); }
constexpr std::int32_t smusdx(std::uint32_t a, std::uint32_t b) { return smlsdx(a, b, 0); }
/// sum + a half of a * a half of b: the low (b) or high (t) ones.
constexpr std::int32_t smlabb(std::uint32_t a, std::uint32_t b, std::int32_t sum) {
  return detail::wrap(std::int64_t{detail::low(a)} * detail::low(b) + sum);
}
constexpr std::int32_t smlabt(std::uint32_t a, std::uint32_t b, std::int32_t sum) {
  return detail::wrap(std::int64_t{detail::low(a)} * detail::high(b) + sum);
}
constexpr std::int32_t smlatb(std::uint32_t a, std::uint32_t b, std::int32_t sum) {
  return smlabt(b, a, sum);
}
constexpr std::int32_t smlatt(std::uint32_t a, std::uint32_t b, std::int32_t sum) {
  return detail::wrap(std::int64_t{detail::high(a)} * detail::high(b) + sum);
}
constexpr std::int32_t smulbb(std::uint32_t a, std::uint32_t b) { return smlabb(a, b, 0); }
constexpr std::int32_t smultt(std::uint32_t a, std::uint32_t b) { return smlatt(a, b, 0); }
/// sum + the high 32 of the 48 bits of a * a half of b.
constexpr std::int32_t smlawb(std::int32_t a, std::uint32_t b, std::int32_t sum) {
  return detail::wrap(((std::int64_t{a} * detail::low(b)) >> 16) + sum);
}
constexpr std::int32_t smlawt(std::int32_t a, std::uint32_t b, std::int32_t sum) {
  return detail::wrap(((std::int64_t{a} * detail::high(b)) >> 16) + sum);
}

/// Sums and differences of the halves.
constexpr std::uint32_t sadd16(std::uint32_t a, std::uint32_t b) {
  return detail::halves(detail::low(a) + detail::low(b), detail::high(a) + detail::high(b));
}
constexpr std::uint32_t ssub16(std::uint32_t a, std::uint32_t b) {
  return detail::halves(detail::low(a) - detail::low(b), detail::high(a) - detail::high(b));
}

/// Bytes 0 and 2 of the word rotated to the right, as two halfwords.
template <int Rotation = 0>
constexpr std::uint32_t uxtb16(std::uint32_t word) {
  static_assert(Rotation % 8 == 0 && Rotation >= 0 && Rotation < 32);
  return detail::rotate_right(word, Rotation) & 0x00ff00ff;
}
/// The same, with sign.
template <int Rotation = 0>
constexpr std::uint32_t sxtb16(std::uint32_t word) {
  const std::uint32_t bytes = uxtb16<Rotation>(word);
  return detail::halves(static_cast<std::int8_t>(bytes & 0xff), static_cast<std::int8_t>(bytes >> 16));
}

/// The same, added to the halves of `sums`.
template <int Rotation = 0>
constexpr std::uint32_t uxtab16(std::uint32_t sums, std::uint32_t word) {
  return sadd16(sums, uxtb16<Rotation>(word));
}
template <int Rotation = 0>
constexpr std::uint32_t sxtab16(std::uint32_t sums, std::uint32_t word) {
  return sadd16(sums, sxtb16<Rotation>(word));
}

/// The larger of each two signed bytes: SSUB8 and SEL.
constexpr std::uint32_t largest_bytes(std::uint32_t a, std::uint32_t b) {
  std::uint32_t result = 0;
  for (int i = 0; i < 32; i += 8) {
    const bool is_first = static_cast<std::int8_t>(a >> i & 0xff) >= static_cast<std::int8_t>(b >> i & 0xff);
    result |= (is_first ? a : b) & 0xffU << i;
  }
  return result;
}

/// The low half of a below the high half of b << Shift.
template <int Shift = 0>
constexpr std::uint32_t pkhbt(std::uint32_t a, std::uint32_t b) {
  return (a & 0xffff) | ((b << Shift) & 0xffff0000);
}
/// The high half of a above the low half of b >> Shift, shifted with sign.
template <int Shift = 0>
constexpr std::uint32_t pkhtb(std::uint32_t a, std::uint32_t b) {
  return (a & 0xffff0000) | (static_cast<std::uint32_t>(static_cast<std::int32_t>(b) >> Shift) & 0xffff);
}

/// The high word of a * b.
constexpr std::int32_t smmul(std::int32_t a, std::int32_t b) {
  return static_cast<std::int32_t>((std::int64_t{a} * b) >> 32);
}
/// The same, rounded to nearest, halves up.
constexpr std::int32_t smmulr(std::int32_t a, std::int32_t b) {
  return static_cast<std::int32_t>((std::int64_t{a} * b + 0x80000000LL) >> 32);
}
/// sum + the high word of a * b.
constexpr std::int32_t smmla(std::int32_t a, std::int32_t b, std::int32_t sum) {
  return detail::wrap(std::int64_t{smmul(a, b)} + sum);
}
/// The same, rounded to nearest, halves up.
constexpr std::int32_t smmlar(std::int32_t a, std::int32_t b, std::int32_t sum) {
  return detail::wrap(std::int64_t{smmulr(a, b)} + sum);
}

/// value >> Shift, within the range of a signed number of Bits bits.
template <int Bits, int Shift = 0>
constexpr std::int32_t ssat(std::int32_t value) {
  return detail::saturate(value >> Shift, -(std::int64_t{1} << (Bits - 1)),
                          (std::int64_t{1} << (Bits - 1)) - 1);
}
/// value >> Shift, within the range of an unsigned number of Bits bits.
template <int Bits, int Shift = 0>
constexpr std::int32_t usat(std::int32_t value) {
  return detail::saturate(value >> Shift, 0, (std::int64_t{1} << Bits) - 1);
}
/// a + b, within 32 bits.
constexpr std::int32_t qadd(std::int32_t a, std::int32_t b) {
  return detail::saturate(std::int64_t{a} + b, std::numeric_limits<std::int32_t>::min(),
                          std::numeric_limits<std::int32_t>::max());
}

/// A constant that shall occupy a register: it can then be combined with a shifted operand.
constexpr std::uint32_t in_register(std::uint32_t constant) { return constant; }

}  // namespace emulated

#if MOTE_HAS_DSP

// Not volatile: compilers may move, merge and drop them as they do with their own instructions.
#define MOTE_DSP_PRODUCT(name, operand)                       \
  inline std::int32_t name(operand a, operand b) {            \
    std::int32_t result;                                      \
    asm(#name " %0, %1, %2" : "=r"(result) : "r"(a), "r"(b)); \
    return result;                                            \
  }
#define MOTE_DSP_HALVES(name)                                   \
  inline std::uint32_t name(std::uint32_t a, std::uint32_t b) { \
    std::uint32_t result;                                       \
    asm(#name " %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));   \
    return result;                                              \
  }
#define MOTE_DSP_SUM(name, operand)                                         \
  inline std::int32_t name(operand a, operand b, std::int32_t sum) {        \
    std::int32_t result;                                                    \
    asm(#name " %0, %1, %2, %3" : "=r"(result) : "r"(a), "r"(b), "r"(sum)); \
    return result;                                                          \
  }
#define MOTE_DSP_WIDE_SUM(name)                                                 \
  inline std::int32_t name(std::int32_t a, std::uint32_t b, std::int32_t sum) { \
    std::int32_t result;                                                        \
    asm(#name " %0, %1, %2, %3" : "=r"(result) : "r"(a), "r"(b), "r"(sum));     \
    return result;                                                              \
  }
#define MOTE_DSP_EXTEND(name)                                                 \
  template <int Rotation = 0>                                                 \
  inline std::uint32_t name(std::uint32_t word) {                             \
    static_assert(Rotation % 8 == 0 && Rotation >= 0 && Rotation < 32);       \
    std::uint32_t result;                                                     \
    if constexpr (Rotation == 0) {                                            \
      asm(#name " %0, %1" : "=r"(result) : "r"(word));                        \
    } else {                                                                  \
      asm(#name " %0, %1, ror %2" : "=r"(result) : "r"(word), "i"(Rotation)); \
    }                                                                         \
    return result;                                                            \
  }
#define MOTE_DSP_EXTEND_AND_ADD(name)                                                        \
  template <int Rotation = 0>                                                                \
  inline std::uint32_t name(std::uint32_t sums, std::uint32_t word) {                        \
    static_assert(Rotation % 8 == 0 && Rotation >= 0 && Rotation < 32);                      \
    std::uint32_t result;                                                                    \
    if constexpr (Rotation == 0) {                                                           \
      asm(#name " %0, %1, %2" : "=r"(result) : "r"(sums), "r"(word));                        \
    } else {                                                                                 \
      asm(#name " %0, %1, %2, ror %3" : "=r"(result) : "r"(sums), "r"(word), "i"(Rotation)); \
    }                                                                                        \
    return result;                                                                           \
  }
#define MOTE_DSP_PACK(name, shift)                                                        \
  template <int Shift = 0>                                                                \
  inline std::uint32_t name(std::uint32_t a, std::uint32_t b) {                           \
    std::uint32_t result;                                                                 \
    if constexpr (Shift == 0) {                                                           \
      asm(#name " %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));                           \
    } else {                                                                              \
      asm(#name " %0, %1, %2, " shift " %3" : "=r"(result) : "r"(a), "r"(b), "i"(Shift)); \
    }                                                                                     \
    return result;                                                                        \
  }
#define MOTE_DSP_SATURATE(name)                                                            \
  template <int Bits, int Shift = 0>                                                       \
  inline std::int32_t name(std::int32_t value) {                                           \
    std::int32_t result;                                                                   \
    if constexpr (Shift == 0) {                                                            \
      asm(#name " %0, %1, %2" : "=r"(result) : "i"(Bits), "r"(value));                     \
    } else {                                                                               \
      asm(#name " %0, %1, %2, asr %3" : "=r"(result) : "i"(Bits), "r"(value), "i"(Shift)); \
    }                                                                                      \
    return result;                                                                         \
  }

MOTE_DSP_SUM(smlad, std::uint32_t)
MOTE_DSP_SUM(smladx, std::uint32_t)
MOTE_DSP_SUM(smlsd, std::uint32_t)
MOTE_DSP_SUM(smlsdx, std::uint32_t)
MOTE_DSP_HALVES(sadd16)
MOTE_DSP_HALVES(ssub16)
MOTE_DSP_PRODUCT(smuad, std::uint32_t)
MOTE_DSP_PRODUCT(smuadx, std::uint32_t)
MOTE_DSP_PRODUCT(smusd, std::uint32_t)
MOTE_DSP_PRODUCT(smusdx, std::uint32_t)
MOTE_DSP_SUM(smlabb, std::uint32_t)
MOTE_DSP_SUM(smlabt, std::uint32_t)
MOTE_DSP_SUM(smlatb, std::uint32_t)
MOTE_DSP_SUM(smlatt, std::uint32_t)
MOTE_DSP_PRODUCT(smulbb, std::uint32_t)
MOTE_DSP_PRODUCT(smultt, std::uint32_t)
MOTE_DSP_WIDE_SUM(smlawb)
MOTE_DSP_WIDE_SUM(smlawt)
MOTE_DSP_EXTEND(uxtb16)
MOTE_DSP_EXTEND(sxtb16)
MOTE_DSP_EXTEND_AND_ADD(uxtab16)
MOTE_DSP_EXTEND_AND_ADD(sxtab16)
MOTE_DSP_PACK(pkhbt, "lsl")
MOTE_DSP_PACK(pkhtb, "asr")
MOTE_DSP_PRODUCT(smmul, std::int32_t)
MOTE_DSP_PRODUCT(smmulr, std::int32_t)
MOTE_DSP_SUM(smmla, std::int32_t)
MOTE_DSP_SUM(smmlar, std::int32_t)
MOTE_DSP_SATURATE(ssat)
MOTE_DSP_SATURATE(usat)
MOTE_DSP_PRODUCT(qadd, std::int32_t)

inline std::uint32_t largest_bytes(std::uint32_t a, std::uint32_t b) {
  std::uint32_t result;
  asm("ssub8 %0, %1, %2\n\tsel %0, %1, %2" : "=&r"(result) : "r"(a), "r"(b) : "cc");
  return result;
}

inline std::uint32_t in_register(std::uint32_t constant) {
  asm("" : "+r"(constant));
  return constant;
}

#undef MOTE_DSP_PRODUCT
#undef MOTE_DSP_HALVES
#undef MOTE_DSP_SUM
#undef MOTE_DSP_WIDE_SUM
#undef MOTE_DSP_EXTEND
#undef MOTE_DSP_EXTEND_AND_ADD
#undef MOTE_DSP_PACK
#undef MOTE_DSP_SATURATE

#else

using namespace emulated;  // NOLINT(google-build-using-namespace)

#endif

}  // namespace mote::dsp

#endif
