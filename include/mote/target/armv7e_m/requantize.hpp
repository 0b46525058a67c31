// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_ARMV7E_M_REQUANTIZE_HPP
#define MOTE_TARGET_ARMV7E_M_REQUANTIZE_HPP

#include <cstdint>
#include <limits>

#include "mote/config.hpp"
#include "mote/fixed_point.hpp"
#include "mote/ops/activation.hpp"
#include "mote/ops/channel.hpp"
#include "mote/target/dsp.hpp"
#include "mote/target/support.hpp"

// From an accumulator to an output byte, in the two forms that kernels for this target use.
//
// Both equal the reference,
//   stage(multiply(accumulator, multiplier)),
// for every accumulator in the range that the channel can reach, and both start from a scaled accumulator,
// which costs nothing because the weights are scaled when they are packed. They need the full int8 range as
// the activation's range: saturation is their clamp.
//
// fitted, 2 instructions:
//   SMMUL v, scaled, multiplier;  SSAT out, #8, v, ASR #shift      scaled = 256 * accumulator + bias
// The reference is a staircase of at most 255 steps. A multiplier and a bias are searched such that this one
// has each step at the same accumulator; that is verified step by step. The 8 bits below the accumulator's
// last one are what makes room for a bias that fits. Where the output's zero point is -128 all steps have
// equal width (the reference rounds halves away from its zero), and the search nearly always succeeds.
//
// rounding, 5 instructions and 2 more for the constants that don't fit in registers:
//   SMMULR v, scaled, multiplier                                   scaled = 2 * accumulator
//   ADD v, v, v, ASR #31;  ADD v, v, offset;  ASR v, v, shift;  SSAT out, #8, v
// SMMULR of the doubled accumulator is the reference's rounding doubling high multiply; adding v >> 31 rounds
// halves away from zero.

namespace mote::armv7e_m {

/// The least and the greatest accumulator, bias included, that a channel can have.
struct accumulator_range {
  std::int64_t low = 0;
  std::int64_t high = 0;

  /// Adds a product of `weight` and any int8 activation less its zero point.
  constexpr void add_product(std::int32_t weight, std::int32_t zero_point) {
    const std::int32_t at_lowest = weight * (-128 - zero_point);
    const std::int32_t at_highest = weight * (127 - zero_point);
    low += weight < 0 ? at_highest : at_lowest;
    high += weight < 0 ? at_lowest : at_highest;
  }
  constexpr bool within(std::int64_t bound) const { return low >= -bound && high < bound; }
};

/// Whether saturation to int8 is the clamp of the stage.
constexpr bool is_full_range(const output_stage& stage) { return stage.low == -128 && stage.high == 127; }

/// What a channel has in the form of two instructions.
struct fitted_constants {
  bool found = false;
  bool is_constant = false;  ///< the output doesn't depend on the products: they are to be left out
  std::int32_t multiplier = 0;
  std::int32_t bias = 0;    ///< added to scale * accumulator, modulo 2^32
  bool fits_mixed = false;  ///< of a search with base 0: that with base 128 is known to succeed, too
};

/// The form of two instructions.
template <int Shift, std::int32_t Scale = 256>
struct fitted_requantization : fitted_constants {
  static_assert(Shift >= 0 && Shift < 24 && Scale > 0);
  static constexpr bool is_fitted = true;
  static constexpr kernel_limit limit = kernel_limit::no_fit;
  static constexpr int shift = Shift;
  /// What weights and bias are multiplied with.
  static constexpr std::int32_t scale = Scale;
  /// Packed words: multiplier, bias.
  static constexpr std::uint32_t packed_words = 2;

  /// Searches for a channel whose accumulators are in `range`. `base` is 0, or 128 where the kernel stores
  /// output + 128, with USAT in place of SSAT.
  static constexpr fitted_requantization fit(quantized_multiplier reference, const accumulator_range& range,
                                             const output_stage& stage, std::int32_t base = 0);

  /// Packs the constants of a channel with an accumulator that begins as `start`; returns what is behind.
  constexpr std::uint32_t* store(std::uint32_t* words, std::int64_t start) const {
    words[0] = static_cast<std::uint32_t>(multiplier);
    words[1] = static_cast<std::uint32_t>(bias);
    if (!is_constant) words[1] += static_cast<std::uint32_t>(start) * scale;
    return words + packed_words;
  }

  /// From packed words: what the scaled accumulator begins with, and what becomes of it.
  static constexpr std::int32_t start(const std::uint32_t* words) {
    return static_cast<std::int32_t>(words[1]);
  }
  static std::int32_t finish(std::int32_t scaled, const std::uint32_t* words, bool is_unsigned = false) {
    const std::int32_t high = dsp::smmul(scaled, static_cast<std::int32_t>(words[0]));
    return is_unsigned ? dsp::usat<8, shift>(high) : dsp::ssat<8, shift>(high);
  }
};

/// The form of five.
struct rounding_requantization {
  static constexpr bool is_fitted = false;
  static constexpr kernel_limit limit = kernel_limit::multiplier;
  static constexpr int shift = 0;
  static constexpr std::int32_t scale = 2;
  /// Packed words: bias, multiplier, offset, shift.
  static constexpr std::uint32_t packed_words = 4;

  static constexpr bool fits_mixed = true;

  bool found = false;
  bool is_constant = false;  ///< the output doesn't depend on the products: they are to be left out
  std::int32_t multiplier = 0;
  std::int32_t offset = 0;
  std::int32_t right_shift = 0;

  static constexpr rounding_requantization fit(quantized_multiplier reference, const accumulator_range& range,
                                               const output_stage& stage, std::int32_t base = 0);

  constexpr std::uint32_t* store(std::uint32_t* words, std::int64_t start) const {
    words[0] = is_constant ? 0 : static_cast<std::uint32_t>(start) * scale;
    words[1] = static_cast<std::uint32_t>(multiplier);
    words[2] = static_cast<std::uint32_t>(offset);
    words[3] = static_cast<std::uint32_t>(right_shift);
    return words + packed_words;
  }

  static constexpr std::int32_t start(const std::uint32_t* words) {
    return static_cast<std::int32_t>(words[0]);
  }
  static std::int32_t finish(std::int32_t scaled, const std::uint32_t* words, bool is_unsigned = false) {
    const std::int32_t high = dsp::smmulr(scaled, static_cast<std::int32_t>(words[1]));
    const std::int32_t value = (high + (high >> 31) + static_cast<std::int32_t>(words[2])) >> words[3];
    return is_unsigned ? dsp::usat<8>(value) : dsp::ssat<8>(value);
  }
};

namespace detail {

constexpr std::int64_t ceil_divide(std::int64_t a, std::int64_t b) { return a / b + (a % b > 0 ? 1 : 0); }

/// The staircase ceil((start + k * step) / divisor) for k = 0, 1, ...: value and what was rounded up, without
/// a division a step. Requires divisor > 0 and step >= 0.
struct stairs {
  std::int64_t divisor;
  std::int64_t whole;
  std::int64_t part;
  std::int64_t value;
  std::int64_t excess;  // value * divisor - numerator, in [0, divisor)

  constexpr stairs(std::int64_t start, std::int64_t step, std::int64_t by)
      : divisor(by),
        whole(step / by),
        part(step % by),
        value(ceil_divide(start, by)),
        excess(value * by - start) {}
};

/// The range of biases with which scale * T + bias >= q for each step of the reference at T and the step of
/// the candidate at q, and scale * (T - 1) + bias < q.
struct bias_range {
  std::int64_t low;
  std::int64_t high;
};

// Out of line, so that its loop has the registers.
MOTE_NOINLINE constexpr bias_range fit_steps(const stairs& reference, const stairs& candidate,
                                             std::int32_t steps, std::int32_t scale, bias_range biases) {
  const std::int64_t first = candidate.value - scale * reference.value;
  const std::int64_t both = candidate.whole - scale * reference.whole;
  // Differences from the first one: beyond +-scale nothing fits, so 32 bits hold all that are looked at.
  if (steps > 1 && (both > 2 * scale || both < -2 * scale)) return {1, 0};
  const auto each = static_cast<std::int32_t>(both);
  const auto reference_divisor = static_cast<std::int32_t>(reference.divisor);
  const auto reference_part = static_cast<std::int32_t>(reference.part);
  const auto candidate_divisor = static_cast<std::int32_t>(candidate.divisor);
  const auto candidate_part = static_cast<std::int32_t>(candidate.part);
  auto r = static_cast<std::int32_t>(reference.excess);
  auto c = static_cast<std::int32_t>(candidate.excess);
  std::int32_t difference = 0;
  std::int32_t most = 0;
  std::int32_t least = 0;
  // One round a step: this loop is most of what packing costs a compiler, and a load.
  for (std::int32_t k = 0; k < steps; ++k) {
    if (difference > most) {
      most = difference;
      if (most - least >= scale) break;
    }
    if (difference < least) {
      least = difference;
      if (most - least >= scale) break;
    }
    difference += each;
    if ((r -= reference_part) < 0) {
      r += reference_divisor;
      difference -= scale;
    }
    if ((c -= candidate_part) < 0) {
      c += candidate_divisor;
      ++difference;
    }
  }
  if (first + most > biases.low) biases.low = first + most;
  if (first + least + scale - 1 < biases.high) biases.high = first + least + scale - 1;
  return biases;
}

}  // namespace detail

namespace detail {

/// The same for all forms: one function for all kernels of an interpreter.
MOTE_NOINLINE constexpr fitted_constants fit_constants(int shift, std::int32_t scale,
                                                       quantized_multiplier reference,
                                                       const accumulator_range& range,
                                                       const output_stage& stage, std::int32_t base) {
  fitted_constants result;
  constexpr std::int64_t largest = std::numeric_limits<std::int32_t>::max();
  if (!is_full_range(stage) || stage.offset != -128 || reference.exponent > 0) return result;
  if (!range.within(largest)) return result;
  const auto exact = [&](std::int64_t accumulator) {
    return stage(multiply(static_cast<std::int32_t>(accumulator), reference));
  };
  const std::int32_t first = exact(range.low);
  const std::int32_t last = exact(range.high);
  if (first == last) {
    // 2^30 * (first + 1/2) / 2^30
    result.multiplier = 1 << 30;
    result.bias = (2 * (first + base) + 1) * (1 << (shift + 1));
    result.is_constant = true;
    result.found = true;
    result.fits_mixed = true;
    return result;
  }
  if (!range.within(largest / scale)) return result;
  // The output is at least k where the product, rounded once, is at least (k + 128 - 1/2) * 2^exponent.
  const int exponent = -reference.exponent;
  const std::int64_t half = exponent == 0 ? 0 : std::int64_t{1} << (exponent - 1);
  const std::int64_t product = (std::int64_t{first + 1 + 128} << exponent) - half;
  const stairs steps((product << 31) - (std::int64_t{1} << 30), std::int64_t{1} << (31 + exponent),
                     reference.value);
  // multiplier / 2^32 * scale / 2^shift = value / 2^31 / 2^exponent
  const int up = shift + 1 - exponent;
  const std::int64_t numerator = std::int64_t{reference.value} << (up > 0 ? up : 0);
  const std::int64_t denominator = std::int64_t{scale} << (up < 0 ? -up : 0);
  const std::int64_t ideal = (numerator + denominator / 2) / denominator;
  // A change that moves the last step by about one unit of the bias.
  const std::int64_t last_step = (std::int64_t{last + 128} << (31 + exponent)) / reference.value;
  const std::int64_t nudge = ideal / (scale * last_step) + 1;
  constexpr int attempts = 65;
  for (int attempt = 0; attempt < attempts; ++attempt) {
    const std::int64_t candidate = ideal + (attempt + 1) / 2 * (attempt % 2 == 0 ? nudge : -nudge);
    if (candidate <= 0 || candidate > largest) continue;
    const std::int64_t unit = std::int64_t{1} << (32 + shift);
    const stairs own((first + base) * unit, unit, candidate);
    const auto at = [&](std::int32_t k) { return ceil_divide(k * unit, candidate); };
    // Scaled accumulators fit in 32 bits, and the outputs at both ends are right.
    bias_range biases{-largest - scale * range.low, largest - scale * range.high};
    if (first > -128)
      biases.low = own.value - scale * range.low > biases.low ? own.value - scale * range.low : biases.low;
    if (last < 127) {
      const std::int64_t bound = at(last + 1 + base) - 1 - scale * range.high;
      if (bound < biases.high) biases.high = bound;
    }
    if (biases.low > biases.high) continue;
    biases =
        fit_steps(steps, stairs((first + 1 + base) * unit, unit, candidate), last - first, scale, biases);
    if (biases.low > biases.high) continue;
    result.multiplier = static_cast<std::int32_t>(candidate);
    result.bias = static_cast<std::int32_t>((biases.low + biases.high) >> 1);
    result.found = true;
    // Base 128 moves each step of the candidate by this or one more, and so the bounds of the bias.
    const std::int64_t moved = (unit << 7) / candidate;
    result.fits_mixed = biases.low < biases.high && biases.low + moved + 1 <= largest - scale * range.high;
    return result;
  }
  return result;
}

}  // namespace detail

template <int Shift, std::int32_t Scale>
constexpr fitted_requantization<Shift, Scale> fitted_requantization<Shift, Scale>::fit(
    quantized_multiplier reference, const accumulator_range& range, const output_stage& stage,
    std::int32_t base) {
  return {detail::fit_constants(Shift, Scale, reference, range, stage, base)};
}

constexpr rounding_requantization rounding_requantization::fit(quantized_multiplier reference,
                                                               const accumulator_range& range,
                                                               const output_stage& stage, std::int32_t base) {
  rounding_requantization result;
  constexpr std::int64_t largest = std::numeric_limits<std::int32_t>::max();
  if (!is_full_range(stage) || !range.within(largest) || reference.exponent > 0) return result;
  const std::int32_t first = stage(multiply(static_cast<std::int32_t>(range.low), reference));
  if (first == stage(multiply(static_cast<std::int32_t>(range.high), reference))) {
    result.offset = (first + base) * 2;
    result.right_shift = 1;
    result.is_constant = true;
    result.found = true;
    return result;
  }
  // The sum of product and offset stays within 32 bits: 2^30 + 129 * 2^22.
  if (!range.within(largest / scale) || reference.exponent > -1 || reference.exponent < -22) return result;
  result.multiplier = reference.value;
  result.right_shift = -reference.exponent;
  result.offset = (1 << (result.right_shift - 1)) + (stage.offset + base) * (1 << result.right_shift);
  result.found = true;
  return result;
}

}  // namespace mote::armv7e_m

#endif
