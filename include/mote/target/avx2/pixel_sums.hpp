// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_AVX2_PIXEL_SUMS_HPP
#define MOTE_TARGET_AVX2_PIXEL_SUMS_HPP

#include "mote/config.hpp"

#if MOTE_HAS_AVX2
#include <immintrin.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>

#include "mote/ops/node_view.hpp"
#include "mote/target/avx2/requantize.hpp"

// What the kernels share: output pixels from an image of 16-bit activations, by VPMADDWD, which multiplies
// pairs of 16-bit integers and adds the two products of each pair exactly.
//
// The kernels write their input into scratch memory as twice its difference from the zero point, at most 510,
// with a border of zeros for the padding. A filter is rows of taps; a tap is two activations next to each
// other and, for each output channel, two weights. 6 pixels by 16 channels are computed at a time: 12 sums, 2
// vectors of weights and one of activations are 15 of the 16 registers.
//
// A packed layer: the input's zero point, the output's range, and blocks of 16 channels, the last one of 8 if
// that is enough. A block has the constants of 8 channels once or twice, then the weights: for each row, tap
// and channel two bytes.

namespace mote::avx2 {

inline constexpr std::uintptr_t cache_line = 64;

/// The activations that a tap multiplies with the weights of a channel.
enum class tap_kind {
  shared,      ///< the same two for every channel
  own_channel  ///< two for each channel, one channel behind the other
};

/// Rows and taps of a filter, and bytes from one to the next in the image.
struct tap_grid {
  std::int32_t rows;
  std::int32_t taps;
  std::ptrdiff_t row_bytes;
  std::ptrdiff_t tap_bytes;
};

/// Output pixels in rows of `width`, and bytes from the activations of one to those of the next.
struct pixel_grid {
  std::int32_t count;
  std::int32_t width;
  std::ptrdiff_t x_bytes;
  std::ptrdiff_t y_bytes;
};

/// Sizes of a packed layer.
struct packed_layer {
  static constexpr std::int32_t header_words = 1 + output_range::words;
  static constexpr std::int32_t block_channels = 2 * lanes;

  static constexpr std::uint32_t words(std::int32_t output_depth, std::int32_t filter_taps) {
    const std::int32_t vectors = (output_depth + lanes - 1) / lanes;
    return static_cast<std::uint32_t>(header_words + vectors * vector_words(filter_taps));
  }
  /// Words of 8 channels.
  static constexpr std::int32_t vector_words(std::int32_t filter_taps) {
    return channel_constants::words + filter_taps * (2 * lanes / 4);
  }
};

/// Packs the layer of a node, whose view must outlive it. `weight(c, row, tap, half)` is one of the two
/// weights of a tap for an output channel, or 0.
template <class Op, class Weight>
class layer_packer {
 public:
  constexpr layer_packer(const node_view& view, std::int32_t rows, std::int32_t taps, const Weight& weight)
      : parameters_(view), channels_(view), rows_(rows), taps_(taps), weight_(weight) {}

  /// Whether the kernels can compute all channels.
  constexpr bool is_possible() const {
    for (std::int32_t c = 0; c < channels_.size(); ++c) {
      if (!prepare(c).is_possible) return false;
    }
    return true;
  }

  constexpr void pack(std::uint32_t* words) const {
    words[0] = static_cast<std::uint32_t>(-parameters_.input_offset);
    output_range::pack(parameters_.stage, words + 1);
    words += packed_layer::header_words;
    for (std::int32_t c = 0; c < channels_.size(); c += packed_layer::block_channels) {
      words = pack_block(c, channels_.size() - c > lanes ? 2 : 1, words);
    }
  }

 private:
  /// One or two vectors of channels; gives the words behind them.
  constexpr std::uint32_t* pack_block(std::int32_t first, std::int32_t vectors, std::uint32_t* words) const {
    bool has_weights[packed_layer::block_channels]{};
    const std::int32_t last = first + vectors * lanes;
    for (std::int32_t c = first; c < last; ++c) {
      channel constants;
      if (c < channels_.size()) {
        const doubled_channel prepared = prepare(c);
        constants = prepared.constants;
        has_weights[c - first] = prepared.has_weights;
      }
      channel_constants::pack(constants, c % lanes, words);
      if (c % lanes == lanes - 1) words += channel_constants::words;
    }
    for (std::int32_t row = 0; row < rows_; ++row) {
      for (std::int32_t tap = 0; tap < taps_; ++tap) {
        for (std::int32_t c = first; c < last; c += 2, ++words) {
          *words = has_weights[c - first] ? weights(c, row, tap) : 0;
          if (has_weights[c - first + 1]) *words |= weights(c + 1, row, tap) << 16;
        }
      }
    }
    return words;
  }

  constexpr std::uint32_t weights(std::int32_t c, std::int32_t row, std::int32_t tap) const {
    const auto byte = [&](std::int32_t half) {
      return static_cast<std::uint8_t>(weight_(c, row, tap, half));
    };
    return static_cast<std::uint32_t>(byte(0)) | static_cast<std::uint32_t>(byte(1)) << 8;
  }

  constexpr doubled_channel prepare(std::int32_t c) const {
    const channel from = channels_[c];
    // Most channels need no look at their weights.
    const std::int64_t reach = std::int64_t{rows_} * taps_ * 2 * (255 * 128);
    const doubled_channel result(from, {-reach, reach}, parameters_.stage);
    return result.is_possible ? result : doubled_channel(from, sums(c), parameters_.stage);
  }

  /// The range of a channel's sums for any activations; padding counts as 0, which is in between.
  constexpr sum_range sums(std::int32_t c) const {
    const std::int32_t least = -128 + parameters_.input_offset;
    const std::int32_t most = 127 + parameters_.input_offset;
    sum_range result;
    for (std::int32_t row = 0; row < rows_; ++row) {
      for (std::int32_t tap = 0; tap < taps_; ++tap) {
        for (std::int32_t half = 0; half < 2; ++half) {
          const std::int32_t w = static_cast<std::int8_t>(weight_(c, row, tap, half));
          result.low += w * (w > 0 ? least : most);
          result.high += w * (w > 0 ? most : least);
        }
      }
    }
    return result;
  }

  typename Op::parameters parameters_;
  typename Op::channels channels_;
  std::int32_t rows_;
  std::int32_t taps_;
  Weight weight_;
};

template <class Op, class Weight>
constexpr layer_packer<Op, Weight> make_layer_packer(const node_view& view, std::int32_t rows,
                                                     std::int32_t taps, const Weight& weight) {
  return {view, rows, taps, weight};
}

namespace detail {

/// A tap of a filter row: two weights of each of 8 channels as halfwords.
[[gnu::always_inline]] inline __m256i load_weights(const char* bytes) {
  return _mm256_cvtepi8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes)));
}

template <tap_kind Kind>
[[gnu::always_inline]] inline __m256i load_tap(const char* pixel) {
  if constexpr (Kind == tap_kind::own_channel) {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(pixel));
  } else {
    std::int32_t pair = 0;
    std::memcpy(&pair, pixel, sizeof pair);
    return _mm256_set1_epi32(pair);
  }
}

[[gnu::always_inline]] inline __m256i add_products(__m256i sum, __m256i activations, __m256i weights) {
  return _mm256_add_epi32(sum, _mm256_madd_epi16(activations, weights));
}

/// `channels` channels of some pixels, of which 8 are a vector. Writes them `output_depth` bytes apart.
template <tap_kind Kind, int Vectors, int... P>
[[gnu::always_inline]] inline void sum_block(std::integer_sequence<int, P...>, const char* const* pixels,
                                             const tap_grid& filter, const std::uint32_t* constants,
                                             const output_range& range, std::int32_t channels,
                                             std::int32_t output_depth, std::int8_t* output) {
  constexpr bool both = Vectors == 2;
  const std::uint32_t* const constants_2 = constants + (both ? channel_constants::words : 0);
  const auto* weights = reinterpret_cast<const char*>(constants + Vectors * channel_constants::words);
  __m256i first[] = {(static_cast<void>(P), channel_constants::doubled_bias(constants))...};
  __m256i second[] = {(static_cast<void>(P), channel_constants::doubled_bias(constants_2))...};
  for (std::int32_t row = 0; row < filter.rows; ++row) {
    std::ptrdiff_t at = row * filter.row_bytes;
    for (std::int32_t tap = 0; tap < filter.taps; ++tap, at += filter.tap_bytes) {
      const __m256i weights_1 = load_weights(weights);
      const __m256i weights_2 = load_weights(weights + (both ? 16 : 0));
      weights += 16 * Vectors;
      const auto add_tap = [&](int p) __attribute__((always_inline)) {
        const __m256i tap_1 = load_tap<Kind>(pixels[p] + at);
        first[p] = add_products(first[p], tap_1, weights_1);
        if constexpr (both) {
          const __m256i tap_2 =
              Kind == tap_kind::shared ? tap_1 : load_tap<Kind>(pixels[p] + at + sizeof(__m256i));
          second[p] = add_products(second[p], tap_2, weights_2);
        }
      };
      (add_tap(P), ...);
    }
  }
  const auto store = [&](int p) __attribute__((always_inline)) {
    const __m256i low = channel_constants::requantize(first[p], constants);
    const __m256i high = both ? channel_constants::requantize(second[p], constants_2) : low;
    const __m128i bytes = range.to_bytes(low, high);
    std::int8_t* const to = output + p * output_depth;
    if (channels == Vectors * lanes) {
      std::memcpy(to, &bytes, Vectors * lanes);
    } else {
      const __m128i copy = bytes;
      std::memcpy(to, &copy, static_cast<std::size_t>(channels));
    }
  };
  (store(P), ...);
}

/// All channels of `Count` pixels.
template <tap_kind Kind, int Count>
[[gnu::always_inline]] inline void sum_pixels(const char* const* pixels, const tap_grid& filter,
                                              const std::uint32_t* packed, std::int32_t output_depth,
                                              std::int8_t* output) {
  constexpr std::make_integer_sequence<int, Count> all;
  const output_range range(packed + 1);
  packed += packed_layer::header_words;
  const std::int32_t vector_words = packed_layer::vector_words(filter.rows * filter.taps);
  const char* at[Count];
  for (int p = 0; p < Count; ++p) at[p] = pixels[p];
  for (std::int32_t c = 0; c < output_depth; c += packed_layer::block_channels, packed += 2 * vector_words) {
    const std::int32_t left = output_depth - c;
    if (left > lanes) {
      sum_block<Kind, 2>(all, at, filter, packed, range, left < 2 * lanes ? left : 2 * lanes, output_depth,
                         output + c);
    } else {
      sum_block<Kind, 1>(all, at, filter, packed, range, left, output_depth, output + c);
    }
    if (Kind == tap_kind::own_channel) {
      for (const char*& pixel : at) pixel += 2 * sizeof(__m256i);
    }
  }
}

}  // namespace detail

/// The first address in scratch memory that a vector's store doesn't leave a cache line from.
inline std::int16_t* aligned_image(void* scratch) {
  const auto address = reinterpret_cast<std::uintptr_t>(scratch);
  return reinterpret_cast<std::int16_t*>((address + cache_line - 1) / cache_line * cache_line);
}

/// output[i, c] = stage(multiplier[c] * (bias[c] + sum over rows and taps of the products))
///
/// Pixels of an image in scratch memory, output [pixels.count, output_depth].
template <tap_kind Kind>
MOTE_NOINLINE inline void sum_all_pixels(const std::int16_t* image, const pixel_grid& pixels,
                                         const tap_grid& filter, const std::uint32_t* packed,
                                         std::int32_t output_depth, std::int8_t* output) {
  constexpr int most = 6;
  constexpr int few = 3;
  const auto address = [&](std::int32_t i) {
    return reinterpret_cast<const char*>(image) + i / pixels.width * pixels.y_bytes +
           i % pixels.width * pixels.x_bytes;
  };
  std::int32_t done = 0;
  const auto sum_next = [&](auto count) {
    // The last group may do pixels of the one before once more.
    constexpr std::int32_t together = decltype(count)::value;
    const std::int32_t first = done + together <= pixels.count ? done : pixels.count - together;
    const char* at[together];
    for (int p = 0; p < together; ++p) at[p] = address(first + p);
    detail::sum_pixels<Kind, together>(at, filter, packed, output_depth, output + first * output_depth);
    done = first + together;
  };
  while (done < pixels.count) {
    const std::int32_t left = pixels.count - done;
    if (pixels.count >= most && left > few) {
      sum_next(std::integral_constant<std::int32_t, most>{});
    } else if (pixels.count >= few) {
      sum_next(std::integral_constant<std::int32_t, few>{});
    } else {
      sum_next(std::integral_constant<std::int32_t, 1>{});
    }
  }
}

}  // namespace mote::avx2

#endif  // MOTE_HAS_AVX2
#endif
