// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_ARMV7E_M_PAIRED_PRODUCTS_HPP
#define MOTE_TARGET_ARMV7E_M_PAIRED_PRODUCTS_HPP

#include <cstdint>
#include <cstring>

#include "mote/ops/activation.hpp"
#include "mote/ops/channel.hpp"
#include "mote/ops/node_view.hpp"
#include "mote/target/activation_format.hpp"
#include "mote/target/armv7e_m/activation_words.hpp"
#include "mote/target/armv7e_m/requantize.hpp"
#include "mote/target/dsp.hpp"
#include "mote/target/support.hpp"

// Sums of products of bytes in pairs: 4 products in 3 instructions and half of an extraction that several
// outputs share, where SMLAD on extended bytes takes 4 and more.
//
// Activations x are read in the mixed format: u = x + 128 in even channels, x in odd ones. A halfword of them
// is h = 256 * x1 + u0. Weights w are stored as halfwords W = 256 * w0 - w1. Then
//
//   256 * (w0 * u0 + w1 * x1) = W * u0 + w1 * h
//
// and w1 is, negated, the low byte of W. Every other halfword of weights is stored negated, so that one word
// of activations X and one of weights V, the products of channels k to k + 3, need
//
//   UXTB16 e, X              the u of both halfwords of X; serves all outputs that read X
//   SMLSD  sum, V, e, sum
//   SXTB16 V, V, ROR #16     the low bytes of both halfwords of V, exchanged
//   SMLSDX sum, V, X, sum
//
// The sum is 256 times that of the products. It is exact modulo 2^32, so only the last one must fit: the
// accumulator, bias included, lies within +-2^23. Weights lie within +-127, for W and its low byte to fit.
// What the zero points of the activations, and the 128 of u, add to the sum is known beforehand and part of
// its start.

namespace mote::armv7e_m {

/// How a sum becomes an output. Each equals the reference for all sums that a channel can have; the cheapest
/// that all channels of a layer allow is chosen when it is packed.
enum class sum_stage : std::uint32_t {
  /// fitted_requantization, 2 instructions.
  fitted,
  /// 3 instructions, for a zero point of -128 and the full range, as behind any ReLU. A sum below 0 saturates
  /// whatever its rounding, and above 0 the reference's two roundings are one:
  /// floor((floor(p + 1/2) + 2^(n-1)) / 2^n) = floor((p + 1/2 + 2^(n-1)) / 2^n)
  /// with p = accumulator * multiplier / 2^31.
  ///   SMMLA v, sum, multiplier, offset;  ASR v, v, shift;  SSAT v, #8, v
  flooring,
  /// 5 instructions, for any zero point and the full range. ADD makes halves of negative products go down.
  ///   ASR v, sum, #7;  SMMLAR v, v, multiplier, offset;  ADD v, v, sum, ASR #31;  ASR v, v, shift;  SSAT v,
  ///   #8, v
  rounding,
  /// The same, and then the clamp of a fused activation.
  clamping
};

/// The fitted form in all kernels on paired products. Its shift is an immediate: this one suits multipliers
/// from 2^-11 to 2^-5.
using paired_fit = fitted_requantization<12>;
static_assert(paired_fit::scale == 256);

/// What a packed layer starts with.
struct paired_header {
  static constexpr std::uint32_t words = 2;

  sum_stage stage;
  std::int32_t zero_point;
  std::int32_t low;
  std::int32_t high;

  constexpr void write(std::uint32_t* to) const {
    to[0] = static_cast<std::uint32_t>(stage);
    to[1] = (static_cast<std::uint32_t>(zero_point) & 0xff) | (static_cast<std::uint32_t>(low) & 0xff) << 8 |
            (static_cast<std::uint32_t>(high) & 0xff) << 16;
  }
  static constexpr paired_header read(const std::uint32_t* from) {
    return {static_cast<sum_stage>(from[0]), static_cast<std::int8_t>(from[1] & 0xff),
            static_cast<std::int8_t>(from[1] >> 8 & 0xff), static_cast<std::int8_t>(from[1] >> 16 & 0xff)};
  }
};

/// Constants of one output channel in two words. The low 5 bits of the start, which are 0 in a sum for any
/// stage but the fitted one, hold the shift.
struct paired_channel {
  std::uint32_t start = 0;
  std::int32_t multiplier = 0;
};

/// The same as the instructions want them.
struct sum_constants {
  std::int32_t start;
  std::int32_t multiplier;
  std::int32_t offset;
  std::int32_t shift;

  static constexpr sum_constants of(std::uint32_t start, std::uint32_t multiplier, sum_stage stage,
                                    std::int32_t zero_point) {
    if (stage == sum_stage::fitted) {
      return {static_cast<std::int32_t>(start), static_cast<std::int32_t>(multiplier), 0, 0};
    }
    const auto shift = static_cast<int>(start & 31);
    const std::int32_t rounded_zero = zero_point * (1 << shift) + (1 << (shift - 1));
    const bool flooring = stage == sum_stage::flooring;
    return {static_cast<std::int32_t>(start & ~std::uint32_t{31}), static_cast<std::int32_t>(multiplier),
            flooring ? 128 * rounded_zero + 64 : rounded_zero, flooring ? shift + 7 : shift};
  }
};

/// A sum to its output, one of the sequences of sum_stage.
template <sum_stage Stage>
inline std::int32_t finish_sum(std::int32_t sum, const sum_constants& by, std::int32_t low,
                               std::int32_t high) {
  if constexpr (Stage == sum_stage::fitted) {
    return dsp::ssat<8, paired_fit::shift>(dsp::smmul(sum, by.multiplier));
  } else if constexpr (Stage == sum_stage::flooring) {
    return dsp::ssat<8>(dsp::smmla(sum, by.multiplier, by.offset) >> by.shift);
  } else {
    const std::int32_t product = dsp::smmlar(sum >> 7, by.multiplier, by.offset) + (sum >> 31);
    const std::int32_t output = dsp::ssat<8>(product >> by.shift);
    return Stage == sum_stage::clamping ? clamp(output, low, high) : output;
  }
}

/// sum + 256 * the products of 4 channels.
inline std::int32_t add_paired_products(std::uint32_t weights, std::uint32_t activations, std::int32_t sum) {
  sum = dsp::smlsd(weights, dsp::uxtb16(activations), sum);
  return dsp::smlsdx(dsp::sxtb16<16>(weights), activations, sum);
}

/// The output byte of a channel in its format.
template <activation_format Out>
inline std::int8_t stored(std::int32_t output, bool even_channel) {
  static_assert(Out != activation_format::planes);
  return static_cast<std::int8_t>(Out == activation_format::mixed && even_channel ? output ^ 0x80 : output);
}
/// Writes it.
template <activation_format Out>
inline void store(std::int32_t output, bool even_channel, std::int8_t* to) {
  if constexpr (Out == activation_format::planes) {
    const auto wide = static_cast<std::int16_t>(output);
    std::memcpy(to, &wide, sizeof wide);
  } else {
    *to = stored<Out>(output, even_channel);
  }
}

/// Largest accumulators of which 256 times fits in 32 bits.
inline constexpr std::int64_t most_paired = std::int64_t{1} << 23;

/// A layer to be packed: Op is conv_2d without groups or fully_connected. Its depth is the number of weights
/// of an output channel.
template <class Op>
class paired_layer {
 public:
  constexpr explicit paired_layer(const node_view& view)
      : channels_(view),
        weights_(view.input(1).data.data()),
        depth_(view.input(1).shape.element_count() / view.input(1).shape[0]),
        output_depth_(view.input(1).shape[0]),
        per_channel_(view.input(1).quantization.per_channel()),
        multiplier_(channels_[0].multiplier),
        input_zero_point_(view.input(0).quantization.zero_point()),
        stage_(typename Op::parameters(view).stage) {
    if (view.has_input(2)) bias_ = view.input(2).data;
  }

  constexpr std::int32_t depth() const { return depth_; }
  constexpr std::int32_t output_depth() const { return output_depth_; }
  constexpr bool per_channel() const { return per_channel_; }
  /// A multiplier takes a compiler hundreds of steps: one that all channels have is kept.
  constexpr channel operator[](std::int32_t c) const {
    if (per_channel_) return channels_[c];
    return {bias_.load_as<std::int32_t>(static_cast<std::uint32_t>(c)), multiplier_};
  }
  constexpr paired_header header(sum_stage stage) const {
    return {stage, stage_.offset, stage_.low, stage_.high};
  }
  /// The clamp and the zero point alone. Each channel has conditions of its own.
  constexpr bool allows(sum_stage stage) const {
    const bool full = is_full_range(stage_);
    if (stage == sum_stage::clamping) return true;
    return full && (stage == sum_stage::rounding || stage_.offset == -128);
  }

  /// What the weights from `first`, a multiple of 4, to `last`, excluded, of a channel add up to.
  struct weight_sums {
    std::int32_t positive = 0;
    std::int32_t negative = 0;
    std::int32_t even = 0;
    bool paired = true;  ///< all lie within +-127
  };
  // Here and in write_weights a compiler takes its steps for each weight of a model: by fours they are
  // fewest.
  constexpr weight_sums sums(std::int32_t channel_index, std::int32_t first, std::int32_t last) const {
    const char* row = weights_ + channel_index * depth_ + first;
    std::int32_t all = 0;
    std::int32_t negative = 0;
    std::int32_t even = 0;
    bool paired = true;
    std::int32_t count = last - first;
    for (; count >= 4; count -= 4, row += 4) {
      const int a = static_cast<signed char>(row[0]);
      const int b = static_cast<signed char>(row[1]);
      const int c = static_cast<signed char>(row[2]);
      const int d = static_cast<signed char>(row[3]);
      even += a + c;
      all += a + b + c + d;
      negative += (a < 0 ? a : 0) + (b < 0 ? b : 0) + (c < 0 ? c : 0) + (d < 0 ? d : 0);
      if (a == -128 || b == -128 || c == -128 || d == -128) paired = false;
    }
    for (std::int32_t k = 0; k < count; ++k) {
      const int w = static_cast<signed char>(row[k]);
      if (k % 2 == 0) even += w;
      all += w;
      if (w < 0) negative += w;
      if (w == -128) paired = false;
    }
    return {all - negative, negative, even, paired};
  }
  /// The range of a sum of products with these weights.
  constexpr accumulator_range range(const weight_sums& of) const {
    const std::int64_t least = -128 - input_zero_point_;
    const std::int64_t greatest = 127 - input_zero_point_;
    return {of.positive * least + of.negative * greatest, of.positive * greatest + of.negative * least};
  }
  static constexpr accumulator_range plus(const accumulator_range& sums, std::int32_t bias) {
    return {sums.low + bias, sums.high + bias};
  }
  /// What the zero point, and the 128 of mixed activations, add to it.
  constexpr std::int64_t correction(const weight_sums& of) const {
    return -std::int64_t{input_zero_point_} * (of.positive + of.negative) - std::int64_t{128} * of.even;
  }
  /// The output for an accumulator of 32 bits.
  constexpr std::int32_t output(const channel& reference, std::int64_t accumulator) const {
    return stage_(multiply(static_cast<std::int32_t>(accumulator), reference.multiplier));
  }

  /// Whether all accumulators of the range, of which the outputs follow the order, have one output.
  constexpr bool is_constant(const channel& reference, const accumulator_range& reach) const {
    return output(reference, reach.low) == output(reference, reach.high);
  }

  /// The constants of a channel.
  struct channel_constants {
    paired_channel packed;
    bool is_constant = false;  ///< the output doesn't depend on the input: the weights are to be left out
    /// Whether weights, multiplier and range of the accumulator allow the stage.
    kernel_limit limit = kernel_limit::nothing;
  };
  constexpr channel_constants constants(std::int32_t c, sum_stage stage) const {
    channel_constants found;
    const channel reference = (*this)[c];
    const weight_sums of = sums(c, 0, depth_);
    const accumulator_range reach = plus(range(of), reference.bias);
    found.limit = limit_of(of, reference, reach);
    if (found.limit != kernel_limit::nothing) return found;
    const std::int64_t start = reference.bias + correction(of);
    if (stage == sum_stage::fitted) {
      const auto fit = paired_fit::fit(reference.multiplier, reach, stage_);
      found.packed = {static_cast<std::uint32_t>((fit.is_constant ? 0 : 256 * start) + fit.bias),
                      fit.multiplier};
      found.is_constant = fit.is_constant;
      if (!fit.found) found.limit = kernel_limit::no_fit;
      return found;
    }
    if (is_constant(reference, reach)) {
      const std::int32_t first = output(reference, reach.low);
      // 4 * (first - zero point) * 1/2, halved once more
      found.packed = {static_cast<std::uint32_t>(256 * 4 * (first - stage_.offset)) | 1, 1 << 30};
      found.is_constant = true;
      return found;
    }
    if (!fits(reference.multiplier, stage)) found.limit = kernel_limit::multiplier;
    if (!reach.within(most_paired)) found.limit = kernel_limit::accumulator_range;
    if (found.limit != kernel_limit::nothing) return found;
    found.packed = {
        static_cast<std::uint32_t>(256 * start) | static_cast<std::uint32_t>(-reference.multiplier.exponent),
        reference.multiplier.value};
    return found;
  }

  /// What rules a channel out in any stage.
  static constexpr kernel_limit limit_of(const weight_sums& of, const channel& reference,
                                         const accumulator_range& reach) {
    if (!of.paired) return kernel_limit::weights_of_minus_128;
    if (reference.multiplier.exponent > 0) return kernel_limit::multiplier;
    return is_monotone(reference, reach) ? kernel_limit::nothing : kernel_limit::accumulator_range;
  }
  /// Whether outputs follow the order of the accumulators: neither the reference's left shift nor its sum may
  /// lose bits.
  static constexpr bool is_monotone(const channel& reference, const accumulator_range& reach) {
    return reference.multiplier.exponent <= 0 && reach.within(std::int64_t{1} << 31);
  }
  /// Whether offsets and products of all stages but the fitted one fit in 32 bits.
  static constexpr bool fits(quantized_multiplier multiplier, sum_stage stage) {
    const std::int32_t most_shift = stage == sum_stage::flooring ? 16 : 22;
    return multiplier.exponent <= -1 && multiplier.exponent >= -most_shift;
  }

  /// Writes `count` words of pairs, `stride` words apart, for the weights from `first` on, with zeros beyond
  /// the depth.
  constexpr void write_weights(std::int32_t c, std::int32_t first, std::int32_t count, std::uint32_t* to,
                               std::int32_t stride) const {
    const char* row = weights_ + c * depth_;
    std::int32_t at = 0;
    for (std::int32_t k = first; count > 0; --count, k += 4, at += stride) {
      const auto w0 = static_cast<signed char>(row[k]);
      const auto w1 = static_cast<signed char>(k + 1 < depth_ ? row[k + 1] : 0);
      const auto w2 = static_cast<signed char>(k + 2 < depth_ ? row[k + 2] : 0);
      const auto w3 = static_cast<signed char>(k + 3 < depth_ ? row[k + 3] : 0);
      to[at] = (static_cast<std::uint32_t>(256 * w0 - w1) & 0xffff) |
               static_cast<std::uint32_t>(w3 - 256 * w2) << 16;
    }
  }

 private:
  typename Op::channels channels_;
  const char* weights_;
  std::int32_t depth_;
  std::int32_t output_depth_;
  bool per_channel_;
  quantized_multiplier multiplier_;
  flatbuffer::vector<char> bias_;
  std::int32_t input_zero_point_;
  output_stage stage_;
};

}  // namespace mote::armv7e_m

#endif
