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

/// The three multiplications of an addition as constants of channels, of which all 8 are the same.
struct addition_constants {
  using parameters = addition_constants;
  using exact = mote::addition::quantized<std::int8_t>;

  std::int32_t first_zero_point;
  std::int32_t second_zero_point;
  std::int32_t sign;
  std::uint32_t first[channel_constants::words]{};
  std::uint32_t second[channel_constants::words]{};
  std::uint32_t output[channel_constants::words]{};
  std::uint32_t range[output_range::words]{};

  constexpr explicit addition_constants(const node_view& view) : addition_constants(exact(view)) {}

 private:
  constexpr explicit addition_constants(const exact& from)
      : first_zero_point(-from.inputs.first_offset),
        second_zero_point(-from.inputs.second_offset),
        sign(from.sign) {
    for (std::int32_t lane = 0; lane < lanes; ++lane) {
      channel_constants::pack({0, from.inputs.first_multiplier}, lane, first);
      channel_constants::pack({0, from.inputs.second_multiplier}, lane, second);
      channel_constants::pack({0, from.output_multiplier}, lane, output);
    }
    output_range::pack(from.stage, range);
  }
};

/// ADD and SUB, int8, without broadcasting. The output may be either input.
template <class Op>
struct addition {
  static constexpr bool reads_mixed = false;
  static constexpr bool writes_mixed = false;

  static constexpr bool supports(const node_view& view) {
    const shape& output = view.output().shape;
    // The inputs' multipliers are at most 1/2.
    return view.input(0).shape == output && view.input(1).shape == output &&
           can_requantize(addition_constants::exact(view).output_multiplier);
  }

  template <class Context>
  static void run(const Context& context) {
    const auto g = context.template geometry<Op>();
    run(g.template size<decltype(g)::axes - 1>(), context.template input<std::int8_t, 0>(),
        context.template input<std::int8_t, 1>(), context.template parameters<addition_constants>(),
        context.template output<std::int8_t>());
  }

 private:
  MOTE_NOINLINE static void run(std::int32_t count, const std::int8_t* first, const std::int8_t* second,
                                const addition_constants& constants, std::int8_t* output) {
    constexpr std::int32_t together = 2 * lanes;
    std::int32_t i = 0;
    for (; i + together <= count; i += together) add(first + i, second + i, constants, output + i);
    if (i == count) return;
    std::int8_t last[3][together]{};
    const auto left = static_cast<std::size_t>(count - i);
    std::memcpy(last[0], first + i, left);
    std::memcpy(last[1], second + i, left);
    add(last[0], last[1], constants, last[2]);
    std::memcpy(output + i, last[2], left);
  }

  /// 16 elements.
  [[gnu::always_inline]] static void add(const std::int8_t* first, const std::int8_t* second,
                                         const addition_constants& constants, std::int8_t* output) {
    const __m128i bytes =
        output_range(constants.range)
            .to_bytes(sum(first, second, constants), sum(first + lanes, second + lanes, constants));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(output), bytes);
  }
  /// 8 elements, without the output's zero point.
  [[gnu::always_inline]] static __m256i sum(const std::int8_t* first, const std::int8_t* second,
                                            const addition_constants& constants) {
    const __m256i a = scaled(first, constants.first_zero_point, constants.first);
    const __m256i b = scaled(second, constants.second_zero_point, constants.second);
    const __m256i total = _mm256_add_epi32(a, _mm256_sign_epi32(b, _mm256_set1_epi32(constants.sign)));
    return channel_constants::requantize(_mm256_add_epi32(total, total), constants.output);
  }
  /// On the scale that both inputs are brought to.
  [[gnu::always_inline]] static __m256i scaled(const std::int8_t* from, std::int32_t zero_point,
                                               const std::uint32_t* multiplication) {
    const __m256i values = _mm256_cvtepi8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(from)));
    const __m256i differences = _mm256_sub_epi32(values, _mm256_set1_epi32(zero_point));
    return channel_constants::requantize(
        _mm256_slli_epi32(differences, addition_constants::exact::left_shift + 1), multiplication);
  }
};

}  // namespace mote::avx2

#endif  // MOTE_HAS_AVX2
#endif
