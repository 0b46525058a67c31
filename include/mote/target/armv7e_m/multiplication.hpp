// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_ARMV7E_M_MULTIPLICATION_HPP
#define MOTE_TARGET_ARMV7E_M_MULTIPLICATION_HPP

#include <cstdint>
#include <limits>

#include "mote/config.hpp"
#include "mote/ops/mul.hpp"
#include "mote/target/activation_format.hpp"
#include "mote/target/armv7e_m/activation_words.hpp"
#include "mote/target/armv7e_m/requantize.hpp"
#include "mote/target/dsp.hpp"

namespace mote::armv7e_m {

/// MUL, int8: inputs of one shape, or one of them a row that is repeated, such as a gate of each channel. A
/// multiple of 4 elements a row, and the full range as that of the activation. Mixed activations need an even
/// depth. The output may be an input that is not repeated.
///
///   output = rounding_requantization of (a - zero_point) * (b - zero_point)
struct multiplication {
  using op = ops::mul;

  static constexpr bool supports(const node_view& view) {
    const broadcast_geometry<2, dynamic_extents<18>> g{op::extents(view)};
    static_assert(decltype(g)::axes == 6);
    const bool is_outer = g.size<0>() != 1 || g.size<1>() != 1 || g.size<2>() != 1 || g.size<3>() != 1;
    return !is_outer && g.size<5>() % 4 == 0 && g.stride<0, 5>() == 1 && g.stride<1, 5>() == 1 &&
           requantization(view).found;
  }
  /// Zero points, twice in a word and negated; requantization.
  static constexpr std::uint32_t packed_words(const node_view& /*view*/) {
    return 2 + rounding_requantization::packed_words;
  }
  static constexpr void pack(const node_view& view, std::uint32_t* words) {
    for (int i = 0; i < 2; ++i) {
      words[i] = (static_cast<std::uint32_t>(-view.input(i).quantization.zero_point()) & 0xffff) * 0x10001;
    }
    requantization(view).store(words + 2, 0);
  }

  template <class Context>
  static void run(const Context& context) {
    const auto g = context.template geometry<op>();
    run<Context::template input_format<0>, Context::template input_format<1>, Context::output_format>(
        {g.template size<4>(), g.template size<5>(), g.template stride<0, 4>(), g.template stride<1, 4>()},
        context.template input<std::int8_t, 0>(), context.template input<std::int8_t, 1>(),
        context.template packed<multiplication>(), context.template output<std::int8_t>());
  }

 private:
  struct sizes {
    std::int32_t rows;
    std::int32_t columns;
    std::int32_t first_step;  ///< from row to row
    std::int32_t second_step;
  };

  static constexpr rounding_requantization requantization(const node_view& view) {
    const op::quantized_product<std::int8_t> exact(view);
    accumulator_range range{std::numeric_limits<std::int64_t>::max(),
                            std::numeric_limits<std::int64_t>::min()};
    for (const std::int32_t a : {-128, 127}) {
      for (const std::int32_t b : {-128, 127}) {
        const std::int64_t product = (a + exact.first_offset) * (b + exact.second_offset);
        if (product < range.low) range.low = product;
        if (product > range.high) range.high = product;
      }
    }
    return rounding_requantization::fit(exact.multiplier, range, exact.stage);
  }

  template <activation_format First, activation_format Second, activation_format Out>
  MOTE_NOINLINE static void run(sizes size, const std::int8_t* first, const std::int8_t* second,
                                const std::uint32_t* packed, std::int8_t* output) {
    const std::uint32_t first_zero = packed[0];
    const std::uint32_t second_zero = packed[1];
    // Outputs of even channels are made mixed.
    const std::uint32_t odd[] = {0, packed[3], packed[4], packed[5]};
    const std::uint32_t even[] = {0, packed[3], packed[4] + (128U << packed[5]), packed[5]};
    const auto pair = [&](std::int32_t even_product, std::int32_t odd_product) {
      return static_cast<std::uint32_t>(rounding_requantization::finish(even_product, even, true)) |
             static_cast<std::uint32_t>(rounding_requantization::finish(odd_product, odd)) << 8;
    };
    for (std::int32_t r = 0; r < size.rows; ++r, first += size.first_step, second += size.second_step) {
      const std::int8_t* of_first = first;
      const std::int8_t* of_second = second;
      for (const std::int8_t* const end = output + size.columns; output != end; output += 4) {
        const std::uint32_t a = load_plain<First>(of_first);
        const std::uint32_t b = load_plain<Second>(of_second);
        of_first += 4;
        of_second += 4;
        const std::uint32_t even_a = dsp::sxtab16(first_zero, a);
        const std::uint32_t odd_a = dsp::sxtab16<8>(first_zero, a);
        std::uint32_t even_b = dsp::sxtab16(second_zero, b);
        std::uint32_t odd_b = dsp::sxtab16<8>(second_zero, b);
        even_b = dsp::sadd16(even_b, even_b);
        odd_b = dsp::sadd16(odd_b, odd_b);
        const std::uint32_t low = pair(dsp::smulbb(even_a, even_b), dsp::smulbb(odd_a, odd_b));
        const std::uint32_t high = pair(dsp::smultt(even_a, even_b), dsp::smultt(odd_a, odd_b));
        store_mixed<Out>(dsp::pkhbt<16>(low, high), output);
      }
    }
  }
};

}  // namespace mote::armv7e_m

#endif
