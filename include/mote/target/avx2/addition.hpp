// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_AVX2_ADDITION_HPP
#define MOTE_TARGET_AVX2_ADDITION_HPP

#include "mote/config.hpp"

#if MOTE_HAS_AVX2
#include <immintrin.h>

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "mote/ops/addition.hpp"
#include "mote/target/avx2/requantize.hpp"

namespace mote::avx2 {

/// ADD and SUB, int8, without broadcasting. The output may be either input.
template <class Op>
struct addition {
  static constexpr bool reads_mixed = false;
  static constexpr bool writes_mixed = false;

  static constexpr bool supports(const node_view& view) {
    const shape& output = view.output().shape;
    // The inputs' multipliers are at most 1/2.
    return view.input(0).shape == output && view.input(1).shape == output &&
           can_requantize(exact(view).output_multiplier);
  }
  static constexpr std::uint32_t packed_words(const node_view& /*view*/) { return output_at + lane_words; }
  static constexpr void pack(const node_view& view, std::uint32_t* words) {
    const exact from(view);
    words[first_zero_point_at] = static_cast<std::uint32_t>(-from.inputs.first_offset);
    words[second_zero_point_at] = static_cast<std::uint32_t>(-from.inputs.second_offset);
    words[sign_at] = static_cast<std::uint32_t>(from.sign);
    output_range::pack(from.stage, words + range_at);
    // The multiplications are those of channels, of which all 8 are the same.
    for (std::int32_t lane = 0; lane < lanes; ++lane) {
      channel_constants::pack({0, from.inputs.first_multiplier}, lane, words + first_at);
      channel_constants::pack({0, from.inputs.second_multiplier}, lane, words + second_at);
      channel_constants::pack({0, from.output_multiplier}, lane, words + output_at);
    }
  }

  template <class Context>
  static void run(const Context& context) {
    const auto g = context.template geometry<Op>();
    run(g.template size<decltype(g)::axes - 1>(), context.template input<std::int8_t, 0>(),
        context.template input<std::int8_t, 1>(), context.template packed<addition>(),
        context.template output<std::int8_t>());
  }

 private:
  using exact = mote::addition::quantized<std::int8_t>;

  // Where the packed words are.
  static constexpr std::int32_t lane_words = channel_constants::words;
  static constexpr std::int32_t first_zero_point_at = 0;
  static constexpr std::int32_t second_zero_point_at = 1;
  static constexpr std::int32_t sign_at = 2;
  static constexpr std::int32_t range_at = 3;
  static constexpr std::int32_t first_at = range_at + output_range::words;
  static constexpr std::int32_t second_at = first_at + lane_words;
  static constexpr std::int32_t output_at = second_at + lane_words;

  MOTE_NOINLINE static void run(std::int32_t count, const std::int8_t* a, const std::int8_t* b,
                                const std::uint32_t* packed, std::int8_t* to) {
    constexpr std::int32_t together = 2 * lanes;
    std::int32_t i = 0;
    for (; i + together <= count; i += together) add(a + i, b + i, packed, to + i);
    if (i == count) return;
    std::int8_t last[3][together]{};
    const auto left = static_cast<std::size_t>(count - i);
    std::memcpy(last[0], a + i, left);
    std::memcpy(last[1], b + i, left);
    add(last[0], last[1], packed, last[2]);
    std::memcpy(to + i, last[2], left);
  }

  /// 16 elements.
  [[gnu::always_inline]] static void add(const std::int8_t* a, const std::int8_t* b,
                                         const std::uint32_t* packed, std::int8_t* to) {
    const __m128i bytes =
        output_range(packed + range_at).to_bytes(sum(a, b, packed), sum(a + lanes, b + lanes, packed));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to), bytes);
  }
  /// 8 elements, without the output's zero point.
  [[gnu::always_inline]] static __m256i sum(const std::int8_t* a, const std::int8_t* b,
                                            const std::uint32_t* packed) {
    const __m256i term_1 = scaled(a, packed[first_zero_point_at], packed + first_at);
    const __m256i term_2 = scaled(b, packed[second_zero_point_at], packed + second_at);
    const __m256i total = _mm256_add_epi32(term_1, _mm256_sign_epi32(term_2, broadcast(packed[sign_at])));
    return channel_constants::requantize(_mm256_add_epi32(total, total), packed + output_at);
  }
  /// On the scale that both inputs are brought to.
  [[gnu::always_inline]] static __m256i scaled(const std::int8_t* from, std::uint32_t zero_point,
                                               const std::uint32_t* multiplication) {
    const __m256i values = _mm256_cvtepi8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(from)));
    const __m256i differences = _mm256_sub_epi32(values, broadcast(zero_point));
    return channel_constants::requantize(_mm256_slli_epi32(differences, exact::left_shift + 1),
                                         multiplication);
  }
  static __m256i broadcast(std::uint32_t word) { return _mm256_set1_epi32(static_cast<std::int32_t>(word)); }
};

}  // namespace mote::avx2

#endif  // MOTE_HAS_AVX2
#endif
