// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_SIGNAL_RFFT_HPP
#define MOTE_SIGNAL_RFFT_HPP

#include <cstdint>

#include "mote/config.hpp"
#include "mote/signal/fft.hpp"

namespace mote::signal {

/// Fourier transform of real samples: int16, int32 or float.
///
/// Neighbours are taken as the two parts of one complex sample; the transform of half the length is split
/// after into those of even and odd samples. In fixed point the result is divided by the length. Source of
/// the arithmetic: kiss_fftr of kissfft 1.3.0.
template <class T, class Table = const complex<T>*>
class rfft {
 public:
  /// Values of the output: pairs of real and imaginary part for frequencies 0 ... fft_length / 2.
  static constexpr std::int32_t output_size(std::int32_t fft_length) { return fft_length + 2; }

  /// `table` is that of make_fft_table, forward. Requires valid_fft_length(fft_length).
  constexpr rfft(std::int32_t fft_length, Table table)
      : half_(fft_length / 2, table, fft_direction::forward) {}

  /// Transforms input_length samples, at most fft_length, followed by zeros. Input and output
  /// must not overlap.
  template <class Samples>
  MOTE_NOINLINE constexpr void operator()(Samples input, std::int32_t input_length, T* output) const {
    half_(padded_samples<Samples>{input, input_length}, output);
    split(output);
  }

 private:
  using arithmetic = sample_arithmetic<T>;
  using half_transform = fft<T, Table>;

  template <class Samples>
  struct padded_samples {
    Samples samples;
    std::int32_t length;

    constexpr T at(std::int32_t i) const { return i < length ? samples[i] : T{}; }
    constexpr complex<T> operator()(std::int32_t i) const { return {at(2 * i), at(2 * i + 1)}; }
  };

  constexpr void split(T* data) const {
    const std::int32_t last = half_.size();
    const complex<T> zero = divide(half_transform::get(data, 0), 2);
    half_transform::put(data, 0, {arithmetic::add(zero.real, zero.imag), T{}});
    half_transform::put(data, last, {arithmetic::subtract(zero.real, zero.imag), T{}});
    for (std::int32_t k = 1; k <= last / 2; ++k) {
      const auto [even, odd] = half_.split(data, k);
      half_transform::put(
          data, k,
          {arithmetic::half_of_sum(even.real, odd.real), arithmetic::half_of_sum(even.imag, odd.imag)});
      half_transform::put(data, last - k,
                          {arithmetic::half_of_difference(even.real, odd.real),
                           arithmetic::half_of_difference(odd.imag, even.imag)});
    }
  }

  half_transform half_;
};

}  // namespace mote::signal

#endif
