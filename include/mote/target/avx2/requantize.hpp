// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_AVX2_REQUANTIZE_HPP
#define MOTE_TARGET_AVX2_REQUANTIZE_HPP

#include "mote/config.hpp"

#if MOTE_HAS_AVX2
#include <immintrin.h>

#include <cstdint>
#include <limits>

#include "mote/ops/channel.hpp"

// From sums to outputs, 8 channels in a vector.
//
// The reference rounds twice (fixed_point.hpp): h = (sum * multiplier + 2^30) >> 31, halves up, and then h /
// 2^e, halves away from zero, which for e > 0 is (h + 2^(e-1) - (h < 0)) >> e. As floor(floor(a / b + n) / c)
// = floor((a + n * b) / (b * c)), the two additions can be one. With doubled sums the bits of h are the high
// word of the product, which needs no shift of 64 bits:
//   h' = (2 * sum * multiplier + 2^31 + 2^(31+e)) >> 32,  output = (h' - (sum < 0)) >> e
// The sign of the sum may stand for that of h: they differ for sum = -1, multiplier = 2^30 only, where h = 0
// and both give 0. For e = 0 nothing is added for the second rounding, and nothing subtracted.

namespace mote::avx2 {

inline constexpr std::int32_t lanes = 8;

/// Whether a multiplier is at most 1: a shift to the left would have to wrap as the reference's does.
constexpr bool can_requantize(quantized_multiplier by) { return by.exponent <= 0; }

/// What sums of products can be.
struct sum_range {
  std::int64_t low = 0;
  std::int64_t high = 0;
};

/// A channel as the kernels compute it.
struct doubled_channel {
  channel constants;
  bool has_weights = true;  ///< otherwise the constants give its output without any
  bool is_possible = true;

  /// Sums that don't allow to be doubled come with multipliers so small that the output is always the same:
  /// converters limit biases to 2^30.
  constexpr doubled_channel(const channel& from, const sum_range& sums, const output_stage& stage)
      : constants(from) {
    constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
    const auto fits = [&](std::int64_t limit) {
      return from.bias + sums.low >= -limit && from.bias + sums.high <= limit;
    };
    is_possible = can_requantize(from.multiplier) && fits(most);
    if (!is_possible || fits(most / 2)) return;
    const auto output = [&](std::int64_t sum) { return finish(static_cast<std::int32_t>(sum), from, stage); };
    is_possible = output(sums.low) == output(sums.high);
    has_weights = false;
    // Twice the output times 1/2.
    constants = {2 * (output(sums.low) - stage.offset), {1 << 30, 0}};
  }
};

/// Constants of 8 channels, as words of a packed layer.
struct channel_constants {
  static constexpr std::int32_t words = 6 * lanes;

  /// Sets those of one of the 8 channels.
  static constexpr void pack(const channel& from, std::int32_t lane, std::uint32_t* packed) {
    const int shift = -from.multiplier.exponent;
    const std::uint64_t rounding =
        (std::uint64_t{1} << 31) + (shift > 0 ? std::uint64_t{1} << (31 + shift) : 0);
    packed[bias + lane] = static_cast<std::uint32_t>(from.bias) * 2;
    packed[multiplier + lane] = static_cast<std::uint32_t>(from.multiplier.value);
    // Products of even lanes are one vector, those of odd lanes another.
    std::uint32_t* const wide = packed + (lane % 2 == 0 ? even_rounding : odd_rounding) + lane / 2 * 2;
    wide[0] = static_cast<std::uint32_t>(rounding);
    wide[1] = static_cast<std::uint32_t>(rounding >> 32);
    packed[exponent + lane] = static_cast<std::uint32_t>(shift);
    // A logical shift by 31 leaves the sign, one by 32 nothing.
    packed[sign_shift + lane] = shift > 0 ? 31 : 32;
  }

  /// Twice the bias.
  [[gnu::always_inline]] static __m256i doubled_bias(const std::uint32_t* packed) {
    return load(packed + bias);
  }

  /// Doubled sums with their bias to outputs without zero point.
  [[gnu::always_inline]] static __m256i requantize(__m256i doubled, const std::uint32_t* packed) {
    const __m256i even =
        _mm256_add_epi64(_mm256_mul_epi32(doubled, load(packed + multiplier)), load(packed + even_rounding));
    const __m256i odd =
        _mm256_add_epi64(_mm256_mul_epi32(_mm256_srli_epi64(doubled, 32), load(packed + multiplier + 1)),
                         load(packed + odd_rounding));
    const __m256i high = _mm256_blend_epi32(_mm256_srli_epi64(even, 32), odd, 0b10101010);
    const __m256i is_negative = _mm256_srlv_epi32(doubled, load(packed + sign_shift));
    return _mm256_srav_epi32(_mm256_sub_epi32(high, is_negative), load(packed + exponent));
  }

 private:
  static constexpr std::int32_t bias = 0;
  static constexpr std::int32_t multiplier = lanes;
  static constexpr std::int32_t even_rounding = 2 * lanes;
  static constexpr std::int32_t odd_rounding = 3 * lanes;
  static constexpr std::int32_t exponent = 4 * lanes;
  static constexpr std::int32_t sign_shift = 5 * lanes;

  [[gnu::always_inline]] static __m256i load(const std::uint32_t* packed) {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(packed));
  }
};

/// Zero point and range of the outputs.
class output_range {
 public:
  static constexpr std::int32_t words = 3;

  static constexpr void pack(const output_stage& from, std::uint32_t* packed) {
    packed[0] = static_cast<std::uint32_t>(from.offset);
    packed[1] = static_cast<std::uint32_t>(from.low);
    packed[2] = static_cast<std::uint32_t>(from.high);
  }

  explicit output_range(const std::uint32_t* packed)
      : zero_point_(_mm256_set1_epi16(static_cast<std::int16_t>(packed[0]))),
        low_(_mm_set1_epi8(static_cast<char>(packed[1]))),
        high_(_mm_set1_epi8(static_cast<char>(packed[2]))) {}

  /// 16 channels as bytes: those of `first`, then those of `second`. Saturation on the way to bytes changes
  /// nothing that the range would not cut off.
  [[gnu::always_inline]] __m128i to_bytes(__m256i first, __m256i second) const {
    const __m256i halves = _mm256_adds_epi16(_mm256_packs_epi32(first, second), zero_point_);
    const __m256i in_order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
    const __m128i bytes =
        _mm256_castsi256_si128(_mm256_permutevar8x32_epi32(_mm256_packs_epi16(halves, halves), in_order));
    return _mm_min_epi8(_mm_max_epi8(bytes, low_), high_);
  }

 private:
  __m256i zero_point_;
  __m128i low_;
  __m128i high_;
};

}  // namespace mote::avx2

#endif  // MOTE_HAS_AVX2
#endif
